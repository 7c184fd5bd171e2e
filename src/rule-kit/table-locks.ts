import type { Migration, MigrationOperation, OrmModel, Project } from '../python/model/index.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { AddedMigrations } from './change-migrations.ts';
import { rewritesTable } from './column-types.ts';
import { columnNamed, migratedModel } from './table-models.ts';

/** How an operation of a migration keeps others from a PostgreSQL table while it works through the rows. */
export type TableLock = 'index' | 'unique' | 'foreign-key' | 'check' | 'rewrite' | 'refused';

export interface LockQuestion {
  readonly migration: Migration;
  readonly added: AddedMigrations;
  readonly base: Project;
}

/** Null where nothing is locked for long, the table is new, or it cannot be told. */
export function tableLock(operation: MigrationOperation, within: LockQuestion): TableLock | null {
  const { table } = operation;
  if (table === '' || within.added.isNewTable(table) || mayBeConcurrent(operation)) return null;
  switch (operation.kind) {
    case 'create-index':
      return indexLock(operation, within);
    case 'create-constraint':
      return constraintLock(operation, within.added);
    case 'alter-column':
      return rewrites(operation, within) ? 'rewrite' : null;
    default:
      return null;
  }
}

/** `**options` may hold what makes it concurrent. */
function mayBeConcurrent({ expr }: MigrationOperation): boolean {
  return expr.kind === 'call' && expr.args.some(({ splat }) => splat === '**');
}

/** A concurrent index that stands in the transaction is refused, unless the transaction was ended before. */
function indexLock(
  operation: MigrationOperation,
  { migration, base }: LockQuestion,
): TableLock | null {
  if (!operation.concurrently) return 'index';
  if (!operation.inTransaction) return null;
  const before = migration.operations.slice(0, migration.operations.indexOf(operation));
  const isEnded = before.some(({ kind, sql }) => kind === 'run-sql' && /\bcommit\b/iu.test(sql));
  return isEnded || commitsItself(migration, base) ? null : 'refused';
}

/** The environment of alembic may run every migration on a connection that commits by itself. */
function commitsItself({ path }: Migration, base: Project): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((_, index) => {
    const env = base.info([...folders.slice(0, index + 1), 'env.py'].join('/'));
    return env !== null && /autocommit/iu.test(base.textOf(env.file) ?? '');
  });
}

function constraintLock(operation: MigrationOperation, added: AddedMigrations): TableLock | null {
  const { table, columns, type, unique, notValid, concurrently } = operation;
  if (notValid || concurrently) return null;
  // In a column that is new there is nothing to check.
  if (columns.length > 0 && columns.every((column) => added.isNewColumn(table, column)))
    return null;
  if (unique) return 'unique';
  if (type === 'check') return isAboutNewColumn(operation, added) ? null : 'check';
  return type.startsWith('foreign') ? 'foreign-key' : null;
}

function isAboutNewColumn({ table, expr }: MigrationOperation, added: AddedMigrations): boolean {
  const words = textOf(expr).split(/\W+/u);
  return words.some((word) => added.isNewColumn(table, word));
}

function rewrites(operation: MigrationOperation, { migration, base }: LockQuestion): boolean {
  const { type, oldType, model } = operation;
  if (type === '') return false;
  if (oldType !== '') return rewritesTable(oldType, type);
  if (model === '') return false;
  const before = modelBefore(operation, migration, base);
  const column = before === null ? null : columnNamed(before, operation.column);
  return column !== null && rewritesTable(column.type, type);
}

function modelBefore(
  { table, model }: MigrationOperation,
  { path }: Migration,
  base: Project,
): OrmModel | null {
  return migratedModel({ table, model, path }, base);
}
