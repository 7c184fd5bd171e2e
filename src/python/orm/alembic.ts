import type { Knowledge } from '../../knowledge/knowledge.ts';
import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { Migration, MigrationOperation } from '../model/orm.ts';
import type { CallSite, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { chainText, receiverOf, stringText } from '../flow/expression-text.ts';
import { enclosingAll } from '../flow/questions.ts';
import { lastWord } from './column-shape.ts';
import { isGiven, itemsOf, nameOf, strings, truth } from './literals.ts';
import {
  constantOf,
  constantText,
  moduleValue,
  operationAt,
  type OperationDraft,
} from './migration-shape.ts';
import { schemaChangesIn } from './migration-sql.ts';
import { columnDraft } from './sqlalchemy-columns.ts';

const KINDS: Readonly<Record<string, MigrationOperation['kind']>> = {
  create_table: 'create-table',
  drop_table: 'drop-table',
  rename_table: 'rename-table',
  add_column: 'add-column',
  drop_column: 'drop-column',
  alter_column: 'alter-column',
  create_index: 'create-index',
  drop_index: 'drop-index',
  create_unique_constraint: 'create-constraint',
  create_check_constraint: 'create-constraint',
  create_foreign_key: 'create-constraint',
  create_primary_key: 'create-constraint',
  create_exclude_constraint: 'create-constraint',
  drop_constraint: 'drop-constraint',
  execute: 'run-sql',
  bulk_insert: 'run-python',
};

/** An alembic revision file, null when the module is none. */
export function alembicMigration(module: ModuleModel, knowledge: Knowledge): Migration | null {
  const id = literalString(moduleValue(module, 'revision'));
  const upgrade = module.functions.find(
    ({ name, outer, class: cls }) => name === 'upgrade' && outer === null && cls === null,
  );
  if (id === null || upgrade === undefined) return null;
  const dependsOn = [
    ...strings(moduleValue(module, 'down_revision')),
    ...strings(moduleValue(module, 'depends_on')),
  ];
  return {
    path: module.path,
    framework: 'alembic',
    id,
    dependsOn,
    replaces: [],
    isInitial: dependsOn.length === 0,
    operations: operationsOf(upgrade, new Set(), knowledge),
  };
}

/** Operations of a function in order, those of the helpers in its own file in their place. */
function operationsOf(
  fn: FunctionModel,
  seen: Set<FunctionModel>,
  knowledge: Knowledge,
): readonly MigrationOperation[] {
  seen.add(fn);
  return fn.flow.calls.flatMap((call) => {
    const { target } = call;
    if (target !== null && 'returnType' in target) {
      // What a helper of another file does is not read: it may do anything.
      if (target.module !== fn.module) return [operationAt(call, 'run-python', {})];
      return seen.has(target) ? [] : operationsOf(target, seen, knowledge);
    }
    const operation = operationOf(call, knowledge);
    return operation === null ? [] : withSchemaChanges(call, inBlock(call, operation));
  });
}

/** `with op.get_context().autocommit_block():` */
function inBlock(call: CallSite, operation: MigrationOperation): MigrationOperation {
  const isOutside = enclosingAll(call, 'with').some(
    ({ context }) => context.kind === 'call' && lastWord(context.callee) === 'autocommit_block',
  );
  return isOutside ? { ...operation, inTransaction: false } : operation;
}

/** The operation, and what its raw SQL does to the schema. */
export function withSchemaChanges(
  call: CallSite,
  operation: MigrationOperation,
): readonly MigrationOperation[] {
  if (operation.kind !== 'run-sql') return [operation];
  const { inTransaction } = operation;
  const changes = schemaChangesIn(operation.sql).map(({ kind, ...draft }) =>
    operationAt(call, kind, { ...draft, inTransaction }),
  );
  return [operation, ...changes];
}

function operationOf(call: CallSite, knowledge: Knowledge): MigrationOperation | null {
  const method = lastWord(call.expr.callee);
  const batch = batchTable(call);
  if (batch === null && call.name !== `alembic.op.${method}`) return connectionSql(call, knowledge);
  const kind = Object.hasOwn(KINDS, method) ? KINDS[method] : undefined;
  if (kind === undefined)
    return method === 'batch_alter_table' ||
      method === 'get_bind' ||
      method === 'f' ||
      method === 'get_context'
      ? null
      : operationAt(call, 'other', {});
  const at = new Arguments(call, batch);
  return draftOf(at, kind, knowledge);
}

/** `op.get_bind().execute(text('UPDATE …'))` and the like; `session.commit()` sends rows that Python changed. */
function connectionSql(call: CallSite, knowledge: Knowledge): MigrationOperation | null {
  const method = lastWord(call.expr.callee);
  if (!/^(?:execute|exec_driver_sql|commit|flush)$/.test(method) || call.receiver === null)
    return null;
  const roles = knowledge.rolesOf(call.receiver.name);
  if (!roles.includes('connection') && !roles.includes('session')) return null;
  if (method === 'commit' || method === 'flush')
    return roles.includes('session') ? operationAt(call, 'run-python', {}) : null;
  return operationAt(call, 'run-sql', { sql: sqlText(call.argument('statement', 0), call.module) });
}

/** Arguments of an operation; inside `batch_alter_table` the table is not among them. */
class Arguments {
  readonly call: CallSite;
  private readonly batch: string | null;

  constructor(call: CallSite, batch: string | null) {
    this.call = call;
    this.batch = batch;
  }

  /** `position` counts as on `op`, where the table stands at `tableAt`. */
  at(keyword: string, position: number, tableAt: number): Expr | null {
    const shift = this.batch !== null && position > tableAt ? 1 : 0;
    return this.call.argument(keyword, position - shift);
  }

  table(position: number, keyword = 'table_name'): string {
    const { call } = this;
    return this.batch ?? constantText(call.argument(keyword, position), call.module) ?? '';
  }
}

function draftOf(
  at: Arguments,
  kind: MigrationOperation['kind'],
  knowledge: Knowledge,
): MigrationOperation {
  const { call } = at;
  switch (kind) {
    case 'create-table':
      return operationAt(call, kind, { table: at.table(0), columns: createdColumns(call) });
    case 'drop-table':
      return operationAt(call, kind, { table: at.table(0) });
    case 'rename-table':
      return operationAt(call, kind, {
        table: at.table(0, 'old_table_name'),
        name: constantText(call.argument('new_table_name', 1), call.module) ?? '',
      });
    case 'add-column':
      return operationAt(call, kind, {
        table: at.table(0),
        ...addedColumn(at.at('column', 1, 0), call, knowledge),
      });
    case 'drop-column':
      return operationAt(call, kind, {
        table: at.table(0),
        column: constantText(at.at('column_name', 1, 0), call.module) ?? '',
      });
    case 'alter-column':
      return alteredColumn(at);
    case 'create-index':
    case 'drop-index':
      return operationAt(call, kind, indexDraft(at));
    case 'create-constraint':
    case 'drop-constraint':
      return operationAt(call, kind, constraintDraft(at));
    case 'run-sql':
      return operationAt(call, kind, { sql: sqlText(call.argument('sqltext', 0), call.module) });
    default:
      return operationAt(call, kind, {});
  }
}

/** Table of the `with op.batch_alter_table('orders') as batch_op` that the call is made on; null outside of one. */
function batchTable(call: CallSite): string | null {
  const receiver = receiverOf(call.expr.callee);
  if (receiver?.kind !== 'name') return null;
  for (const { target, call: opener } of enclosingAll(call, 'with')) {
    if (
      target === null ||
      chainText(target) !== receiver.id ||
      opener?.name !== 'alembic.op.batch_alter_table'
    )
      continue;
    return constantText(opener.argument('table_name', 0), call.module) ?? '';
  }
  return null;
}

function createdColumns(call: CallSite): readonly string[] {
  return call.expr.args.flatMap(({ value }) =>
    value.kind === 'call' && lastWord(value.callee) === 'Column'
      ? (literalString(value.args[0]?.value) ?? [])
      : [],
  );
}

function addedColumn(expr: Expr | null, call: CallSite, knowledge: Knowledge): OperationDraft {
  const column =
    expr?.kind === 'call'
      ? (call.function?.calls ?? []).find((candidate) => candidate.expr === expr)
      : undefined;
  if (column === undefined) return {};
  const draft = columnDraft(column, knowledge);
  return {
    column: constantText(column.argument('name', 0), call.module) ?? '',
    nullable: draft.nullable ?? true,
    hasDefault: draft.hasDefault ?? false,
    hasServerDefault: draft.hasServerDefault ?? false,
    unique: draft.unique ?? false,
    type: draft.type ?? '',
  };
}

function alteredColumn(at: Arguments): MigrationOperation {
  const { call } = at;
  const newName = constantText(call.argument('new_column_name'), call.module);
  const typeNamed = (keyword: string): string => {
    const type = call.argument(keyword);
    return nameOf(type?.kind === 'call' ? type.callee : type, call.module);
  };
  return operationAt(call, newName === null ? 'alter-column' : 'rename-column', {
    table: at.table(0),
    column: constantText(at.at('column_name', 1, 0), call.module) ?? '',
    nullable: truth(call.argument('nullable')),
    hasServerDefault:
      isGiven(call.argument('server_default')) || isGiven(call.argument('existing_server_default')),
    name: newName ?? '',
    type: typeNamed('type_'),
    oldType: typeNamed('existing_type'),
  });
}

function indexDraft(at: Arguments): OperationDraft {
  const { call } = at;
  return {
    table: at.table(1),
    name: nameText(call.argument('index_name', 0), call.module),
    columns: strings(constantOf(at.at('columns', 2, 1), call.module)),
    unique: truth(call.argument('unique')) === true,
    concurrently: truth(call.argument('postgresql_concurrently')) === true,
  };
}

function constraintDraft(at: Arguments): OperationDraft {
  const { call } = at;
  const method = lastWord(call.expr.callee);
  const columns =
    method === 'create_foreign_key'
      ? at.at('local_cols', 3, 1)
      : method === 'create_check_constraint'
        ? null
        : at.at('columns', 2, 1);
  return {
    table: at.table(1, method === 'create_foreign_key' ? 'source_table' : 'table_name'),
    name: nameText(call.argument('constraint_name', 0), call.module),
    columns: strings(constantOf(columns, call.module)),
    unique: method === 'create_unique_constraint',
    notValid: truth(call.argument('postgresql_not_valid')) === true,
    type: method.replace(/^create_|_constraint$/g, ''),
  };
}

/** A name, plain or as `op.f('ix_orders_number')`. */
function nameText(expr: Expr | null, module: ModuleModel): string {
  const inner = expr?.kind === 'call' ? (itemsOf(expr.args[0]?.value ?? null)[0] ?? null) : expr;
  return constantText(inner, module) ?? '';
}

/** SQL text, plain, a constant or inside `text(…)`; empty when it is built. */
export function sqlText(expr: Expr | null, module: ModuleModel): string {
  const inner = expr?.kind === 'call' ? (expr.args[0]?.value ?? null) : expr;
  const value = constantOf(inner, module);
  return value === null ? '' : (stringText(value) ?? '');
}
