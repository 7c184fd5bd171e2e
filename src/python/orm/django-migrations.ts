import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { Migration, MigrationOperation } from '../model/orm.ts';
import type { CallSite, ClassModel, ModuleModel } from '../model/symbols.ts';
import { bodyCall } from './body-calls.ts';
import { sqlText, withSchemaChanges } from './alembic.ts';
import { lastWord } from './column-shape.ts';
import { attributeValue } from './constraints.ts';
import { fieldDraft, isManyField } from './field-columns.ts';
import { isGiven, itemsOf, strings, truth } from './literals.ts';
import { constantOf, operationAt, type OperationDraft } from './migration-shape.ts';
import { appOfPath } from './table-names.ts';

const KINDS: Readonly<Record<string, MigrationOperation['kind']>> = {
  CreateModel: 'create-table',
  DeleteModel: 'drop-table',
  RenameModel: 'rename-table',
  AddField: 'add-column',
  RemoveField: 'drop-column',
  AlterField: 'alter-column',
  RenameField: 'rename-column',
  AddIndex: 'create-index',
  AddIndexConcurrently: 'create-index',
  RemoveIndex: 'drop-index',
  RemoveIndexConcurrently: 'drop-index',
  AddConstraint: 'create-constraint',
  AddConstraintNotValid: 'create-constraint',
  AlterUniqueTogether: 'create-constraint',
  AlterIndexTogether: 'create-index',
  RemoveConstraint: 'drop-constraint',
  RunSQL: 'run-sql',
  RunPython: 'run-python',
};

/** A Django migration file, null when the module is none. */
export function djangoMigration(module: ModuleModel): Migration | null {
  const cls = module.classes.find(
    ({ name, ancestors }) =>
      name === 'Migration' && ancestors.includes('django.db.migrations.Migration'),
  );
  if (cls === undefined) return null;
  const app = appOfPath(module.path);
  const dependsOn = itemsOf(attributeValue(cls, 'dependencies')).flatMap(
    (item) => dependency(item) ?? [],
  );
  const replaces = itemsOf(attributeValue(cls, 'replaces')).flatMap(
    (item) => dependency(item) ?? [],
  );
  const isInitial =
    truth(attributeValue(cls, 'initial')) === true ||
    replaces.length > 0 ||
    !dependsOn.some((id) => id.startsWith(`${app}.`));
  const inTransaction = truth(attributeValue(cls, 'atomic')) !== false;
  return {
    path: module.path,
    framework: 'django',
    id: `${app}.${fileName(module.path)}`,
    dependsOn,
    replaces,
    isInitial,
    operations: operationsIn(attributeValue(cls, 'operations'), { cls, app, inTransaction }),
  };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.py$/, '');
}

/** `('shop', '0001_initial')`. */
function dependency(item: Expr): string | null {
  const [app, name] = strings(item);
  return app === undefined || name === undefined ? null : `${app}.${name}`;
}

interface Within {
  readonly cls: ClassModel;
  readonly app: string;
  readonly inTransaction: boolean;
}

function operationsIn(list: Expr | null, within: Within): readonly MigrationOperation[] {
  return itemsOf(list).flatMap((item) => {
    const call = bodyCall(within.cls.module, item);
    return call === null ? [] : operationsOf(call, within);
  });
}

function operationsOf(call: CallSite, within: Within): readonly MigrationOperation[] {
  const method = lastWord(call.expr.callee);
  // What is only told to Django's state touches no table.
  if (method === 'SeparateDatabaseAndState')
    return operationsIn(call.argument('database_operations', 0), within);
  const kind = (Object.hasOwn(KINDS, method) ? KINDS[method] : undefined) ?? 'other';
  const { app, inTransaction } = within;
  const draft = kind === 'other' ? {} : draftOf(call, kind, app);
  const written = operationAt(call, kind, { ...draft, model: modelOf(call), inTransaction });
  return withSchemaChanges(call, clearsTogether(written) ? dropped(written) : written);
}

/** The model that an operation is about, as written. */
function modelOf(call: CallSite): string {
  const named = call.argument('model_name') ?? call.argument('old_name') ?? call.argument('name');
  const isModel = /Model|Together|Table$/.test(lastWord(call.expr.callee));
  const first = call.expr.args[0];
  const positional = first?.name === null ? first.value : null;
  const keyword = isModel ? named : call.argument('model_name');
  return literalString(positional ?? keyword) ?? '';
}

/** `AlterUniqueTogether('order', set())` takes the constraint away. */
function clearsTogether({ expr, columns }: MigrationOperation): boolean {
  return expr.kind === 'call' && lastWord(expr.callee).endsWith('Together') && columns.length === 0;
}

function dropped(operation: MigrationOperation): MigrationOperation {
  return {
    ...operation,
    kind: operation.kind === 'create-index' ? 'drop-index' : 'drop-constraint',
  };
}

function draftOf(call: CallSite, kind: MigrationOperation['kind'], app: string): OperationDraft {
  const table = (keyword: string): string => tableOf(app, literalString(call.argument(keyword, 0)));
  switch (kind) {
    case 'create-table':
      return {
        table: table('name'),
        columns: itemsOf(call.argument('fields', 1)).flatMap((field) => strings(field)[0] ?? []),
      };
    case 'drop-table':
      return { table: table('name') };
    case 'rename-table':
      return {
        table: table('old_name'),
        name: tableOf(app, literalString(call.argument('new_name', 1))),
      };
    case 'add-column':
    case 'alter-column':
      return {
        table: table('model_name'),
        column: literalString(call.argument('name', 1)) ?? '',
        ...fieldOf(call),
      };
    case 'drop-column':
      return { table: table('model_name'), column: literalString(call.argument('name', 1)) ?? '' };
    case 'rename-column':
      return {
        table: table('model_name'),
        column: literalString(call.argument('old_name', 1)) ?? '',
        name: literalString(call.argument('new_name', 2)) ?? '',
      };
    case 'run-sql':
      return { sql: sqlOf(call.argument('sql', 0), call.module) };
    default:
      return indexDraft(call, app);
  }
}

/** Django's own table name, so that operations and models agree. */
function tableOf(app: string, model: string | null): string {
  return model === null ? '' : `${app}_${model.toLowerCase()}`;
}

function fieldOf(call: CallSite): OperationDraft {
  const field = bodyCall(call.module, call.argument('field', 2));
  if (field === null) return {};
  const draft = fieldDraft(field);
  const isMany = isManyField(field);
  return {
    nullable: isMany ? true : (draft.nullable ?? null),
    hasDefault: draft.hasDefault ?? false,
    hasServerDefault: isGiven(field.argument('db_default')),
    unique: draft.unique ?? false,
    type: isMany ? 'ManyToManyField' : (draft.type ?? ''),
  };
}

function indexDraft(call: CallSite, app: string): OperationDraft {
  const method = lastWord(call.expr.callee);
  const inner = bodyCall(call.module, call.argument('constraint', 1) ?? call.argument('index', 1));
  const together = call.argument('unique_together', 1) ?? call.argument('index_together', 1);
  return {
    table: tableOf(app, literalString(call.argument('model_name', 0) ?? call.argument('name', 0))),
    // `AlterUniqueTogether(name=…)` names the model.
    name: !method.endsWith('Together')
      ? (literalString(inner?.argument('name') ?? call.argument('name', 1)) ?? '')
      : '',
    columns: inner === null ? togetherColumns(together) : strings(inner.argument('fields')),
    unique: method === 'AlterUniqueTogether' || constraintType(method, inner) === 'unique',
    concurrently: method.endsWith('Concurrently'),
    notValid: method === 'AddConstraintNotValid',
    type: constraintType(method, inner),
  };
}

/** Columns of all groups: `{('a', 'b')}`, also as `set()` and `{…}.union(…)`, which name none. */
function togetherColumns(expr: Expr | null): readonly string[] {
  return itemsOf(expr).flatMap((group) => strings(group));
}

function constraintType(method: string, inner: CallSite | null): string {
  if (method === 'AlterUniqueTogether') return 'unique';
  const word = inner === null ? '' : lastWord(inner.expr.callee);
  return word.replace(/Constraint$/, '').toLowerCase();
}

function sqlOf(expr: Expr | null, module: ModuleModel): string {
  const value = constantOf(expr, module);
  return value?.kind === 'list' || value?.kind === 'tuple'
    ? value.items.map((item) => sqlText(item, module)).join(';\n')
    : sqlText(value, module);
}
