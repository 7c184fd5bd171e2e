import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { MigrationOperation, OrmColumn, OrmModel, Project } from '../python/model/index.ts';
import { tableOf } from './table-models.ts';
import { wordPattern } from './words.ts';
import { expressionsIn } from './walk.ts';

const MAX_READ = 40;

/**
 * Whether something may keep a column unique, alone or with others: the model, an index beside it, a migration. True
 * also where that cannot be told: constraints that are put together, expressions, bases that are not known.
 */
export function mayBeUnique(column: OrmColumn, model: OrmModel, project: Project): boolean {
  return (
    column.unique ||
    column.primaryKey ||
    isDrawnAtRandom(column) ||
    model.class.hasUnknownBase ||
    isConstrained(column, model) ||
    hasUnreadConstraints(model) ||
    isIndexedBeside(column, model) ||
    isUniqueByMigration(column, model, project)
  );
}

/** `default=uuid.uuid4`, `default=lambda: secrets.token_urlsafe(32)`: two are never the same, constraint or not. */
function isDrawnAtRandom({ value }: OrmColumn): boolean {
  return (
    value !== null &&
    [...expressionsIn(value)].some(
      (expr) =>
        (expr.kind === 'name' && RANDOM.test(expr.id)) ||
        (expr.kind === 'attribute' && RANDOM.test(expr.name)),
    )
  );
}

const RANDOM =
  /^(?:uuid[147]|token_(?:hex|urlsafe|bytes)|gen_random_uuid|get_random_string|ulid)$/iu;

function isConstrained({ name }: OrmColumn, { constraints }: OrmModel): boolean {
  return constraints.some(
    ({ kind, columns }) =>
      kind === 'unique' &&
      (columns.length === 0 || columns.some((one) => one === name || one === `${name}_id`)),
  );
}

/** `__table_args__` or `Meta` that are computed, or taken from somewhere else. */
function hasUnreadConstraints({ class: cls }: OrmModel): boolean {
  if (cls.method('__table_args__') !== null || cls.method('__mapper_args__') !== null) return true;
  const metas = cls.module.classes.filter(
    ({ name, facts }) =>
      name === 'Meta' && facts.owner.kind === 'class' && facts.owner.index === cls.facts.index,
  );
  const lists = [
    ...cls.attributes.filter(({ name }) => name === '__table_args__'),
    ...metas.flatMap(({ attributes }) =>
      attributes.filter(({ name }) => /^(?:constraints|unique_together|indexes)$/u.test(name)),
    ),
  ];
  return lists.some(({ value }) => value !== null && !isWritten(value));
}

function isWritten(value: Expr): boolean {
  if (value.kind === 'dict' || value.kind === 'string') return true;
  if (value.kind !== 'tuple' && value.kind !== 'list' && value.kind !== 'set') return false;
  return value.items.every(({ kind }) => kind !== 'starred' && kind !== 'name');
}

/** `Index('uq_email', func.lower(User.email), unique=True)` below the class. */
function isIndexedBeside({ name }: OrmColumn, { class: cls }: OrmModel): boolean {
  const words = [wordPattern([name]), wordPattern([cls.name])];
  return cls.module.topLevel.calls.some(({ expr }) => {
    const text = textOf(expr);
    return /unique/iu.test(text) && words.every((word) => word.test(text));
  });
}

function isUniqueByMigration(column: OrmColumn, model: OrmModel, project: Project): boolean {
  const table = wordPattern([tableOf(model) || model.class.name, model.class.name], 'iu');
  const name = wordPattern([column.name]);
  const files = project.modules.filter(({ kind, file }) => {
    if (kind !== 'migration') return false;
    const text = project.textOf(file) ?? '';
    return table.test(text) && /unique/iu.test(text) && name.test(text);
  });
  if (files.length > MAX_READ) return true;
  return files.some(({ path }) =>
    (project.migrationAt(path)?.operations ?? []).some((one) => makesUnique(one, column, model)),
  );
}

function makesUnique(operation: MigrationOperation, { name }: OrmColumn, model: OrmModel): boolean {
  const { kind, table, model: written, columns, column, unique, sql } = operation;
  if (kind === 'run-sql') return sql === '' || (/unique/iu.test(sql) && sql.includes(name));
  const isHere =
    written === ''
      ? tableOf(model) === '' || table === tableOf(model)
      : written.toLowerCase() === model.class.name.toLowerCase();
  if (!isHere) return false;
  if (kind === 'create-table') return isUniqueInTable(textOf(operation.expr), name);
  if (kind === 'add-column' || kind === 'alter-column') return unique && column === name;
  if (!unique) return false;
  // An expression names no column: the operation's text does.
  return columns.length > 0 ? columns.includes(name) : textOf(operation.expr).includes(name);
}

/** `UniqueConstraint('email')`, `Column('email', …, unique=True)`, `('email', CharField(unique=True))`. */
function isUniqueInTable(text: string, name: string): boolean {
  const escaped = name.replace(/[^\w]/gu, '');
  const constraint = new RegExp(`Unique(?:Constraint)?\\([^)]*['"]${escaped}['"]`, 'u');
  const column = new RegExp(
    `['"]${escaped}['"],(?:(?!Column\\(|Field\\()[\\s\\S])*?(?:Field\\([^)]*)?unique=True`,
    'u',
  );
  return constraint.test(text) || column.test(text);
}
