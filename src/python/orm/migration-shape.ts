import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { MigrationOperation } from '../model/orm.ts';
import type { CallSite, ModuleModel } from '../model/symbols.ts';

export type OperationDraft = Partial<
  Omit<MigrationOperation, 'module' | 'span' | 'symbol' | 'expr' | 'kind'>
>;

/** An operation at the place of its call; what the draft does not say is empty. */
export function operationAt(
  call: CallSite,
  kind: MigrationOperation['kind'],
  draft: OperationDraft,
): MigrationOperation {
  return operationOn(call, kind, draft);
}

/** The same at any expression: SQL that a migration returns. */
export function operationOn(
  { module, symbol, expr }: Pick<MigrationOperation, 'module' | 'symbol' | 'expr'>,
  kind: MigrationOperation['kind'],
  draft: OperationDraft,
): MigrationOperation {
  return {
    table: '',
    column: '',
    nullable: null,
    hasDefault: false,
    hasServerDefault: false,
    concurrently: false,
    notValid: false,
    inTransaction: true,
    sql: '',
    columns: [],
    name: '',
    unique: false,
    type: '',
    oldType: '',
    model: '',
    ...draft,
    module,
    span: expr,
    symbol,
    expr,
    kind,
  };
}

/** Assigned value of a module-level name (`down_revision = …`), null when it is not assigned. */
export function moduleValue(module: ModuleModel, name: string): Expr | null {
  for (const statement of module.facts.body) {
    if (statement.kind !== 'assign' || statement.value === null) continue;
    if (statement.targets.some((target) => target.kind === 'name' && target.id === name))
      return statement.value;
  }
  return null;
}

/** The value of a name that the module assigns once for all (`TABLE = 'orders'`), any other expression as it is. */
export function constantOf(expr: Expr | null, module: ModuleModel): Expr | null {
  return expr?.kind === 'name' ? (moduleValue(module, expr.id) ?? expr) : expr;
}

/** Text of a string literal or of a module's constant, null when it is neither. */
export function constantText(expr: Expr | null, module: ModuleModel): string | null {
  return literalString(constantOf(expr, module));
}
