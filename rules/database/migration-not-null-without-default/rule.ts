import { defineRule, isFilledElsewhere, textOf } from '#rule-kit';
import type { Migration, MigrationOperation, ModuleModel } from '#rule-kit';

/** Whether a row holds NULL is not in the repository. */
const UNSURE = { severity: 'medium', confidence: 'medium' } as const;

export default defineRule({
  title: 'Column made NOT NULL without a value for the rows that exist',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  fileKinds: ['migration'],
  messages: {
    added:
      '`{column}` is added to `{table}` as NOT NULL without a default in the database: rows that exist have no value for it.',
    altered:
      '`{column}` of `{table}` becomes NOT NULL without a backfill before it: one row with NULL stops the migration.',
  },
  library: 'expand and contract: add nullable, backfill, then SET NOT NULL',
  create({ project, report }) {
    return {
      migration(migration, module) {
        if (migration.isInitial || !isApplied(migration, module)) return;
        const fresh = createdTables(migration);
        migration.operations.forEach((operation, index) => {
          const { table, column } = operation;
          if (table === '' || column === '' || fresh.has(table)) return;
          const before = migration.operations.slice(0, index);
          const params = { table, column };
          const context = `${operation.kind} ${table}.${column}`;
          const details = { context, fixCode: expanded(operation, migration) };
          if (isAddedWithoutValue(operation, migration, before))
            report(operation, 'added', params, details);
          else if (!isTightenedWithoutBackfill(operation, migration, before)) return;
          else if (!isFilledElsewhere(operation, migration, project))
            report(operation, 'altered', params, { ...details, ...UNSURE });
        });
      },
    };
  },
});

/** A migration without an upgrade does nothing, a squashed one (`replaces`) runs on empty tables only; a file that is none of the project's own is not judged. */
function isApplied({ operations }: Migration, { kind, classes }: ModuleModel): boolean {
  const isSquashed = classes.some((cls) => cls.attributes.some(({ name }) => name === 'replaces'));
  return operations.length > 0 && kind === 'migration' && !isSquashed;
}

function createdTables({ operations }: Migration): ReadonlySet<string> {
  return new Set(
    operations
      .filter(({ kind }) => kind === 'create-table' || kind === 'rename-table')
      .flatMap(({ kind, table, name }) => (kind === 'create-table' ? [table] : [table, name])),
  );
}

/** alembic needs a `server_default`; Django fills the rows itself from a Python default, and fails without one. */
function isAddedWithoutValue(
  operation: MigrationOperation,
  { framework }: Migration,
  before: readonly MigrationOperation[],
): boolean {
  const { kind, nullable, hasServerDefault, hasDefault, type } = operation;
  if (kind !== 'add-column' || nullable !== false || hasServerDefault) return false;
  if (isFilledByDatabase(operation) || emptiesTable(before, operation.table)) return false;
  if (framework === 'django')
    return (
      !hasDefault && !/ManyToMany|AutoField|GeneratedField/u.test(type) && !isEmptyText(operation)
    );
  return true;
}

/** `blank=True`: Django fills text fields of rows that exist with the empty text. */
function isEmptyText({ expr, type }: MigrationOperation): boolean {
  const isText = !/Integer|Float|Decimal|Boolean|Date|Time|Duration|Key|OneToOne|UUID/u.test(type);
  return isText && /\bblank=True\b/u.test(textOf(expr));
}

/** Identity, computed and serial columns give every row a value. */
function isFilledByDatabase({ expr }: MigrationOperation): boolean {
  return /\b(?:Identity|Computed|Sequence|primary_key=True|autoincrement=True|SERIAL)\b/u.test(
    textOf(expr),
  );
}

function isTightenedWithoutBackfill(
  operation: MigrationOperation,
  { framework }: Migration,
  before: readonly MigrationOperation[],
): boolean {
  const { kind, nullable, hasDefault, hasServerDefault, table, column } = operation;
  // Django asks for a one-off default when a field becomes NOT NULL; whether it was nullable is not in the operation.
  if (framework === 'django' || kind !== 'alter-column' || nullable !== false) return false;
  if (hasDefault || hasServerDefault || wasNotNull(operation)) return false;
  return !before.some((other) => fills(other, { table, column })) && !emptiesTable(before, table);
}

/** `existing_nullable=False`: nothing changes. */
function wasNotNull({ expr }: MigrationOperation): boolean {
  return /existing_nullable=False/u.test(textOf(expr));
}

interface ColumnName {
  readonly table: string;
  readonly column: string;
}

/** SQL or Python before it may fill the column; what it does cannot always be read, and then it may. */
function fills(other: MigrationOperation, { table, column }: ColumnName): boolean {
  if (other.kind === 'run-python') return true;
  if (other.kind === 'add-column')
    return other.table === table && other.column === column && other.hasServerDefault;
  if (other.kind !== 'run-sql') return false;
  const sql = other.sql.toLowerCase();
  if (sql === '' || !/\b(?:update|delete|insert|merge)\b/u.test(sql)) return sql === '';
  return sql.includes(column.toLowerCase()) || sql.includes(table.toLowerCase());
}

function emptiesTable(before: readonly MigrationOperation[], table: string): boolean {
  return before.some(
    ({ kind, sql }) =>
      kind === 'run-sql' &&
      /\b(?:truncate|delete\s+from)\b/iu.test(sql) &&
      !/\bwhere\b/iu.test(sql) &&
      sql.toLowerCase().includes(table.toLowerCase()),
  );
}

function expanded({ table, column, expr }: MigrationOperation, { framework }: Migration): string {
  if (framework === 'django')
    return `${textOf(placeAtField(expr))}  # add null=True or db_default=…, backfill, then drop null=True in a later migration`;
  if (framework === 'aerich')
    return [
      `ALTER TABLE ${table} ADD COLUMN ${column} …;`,
      `UPDATE ${table} SET ${column} = … WHERE ${column} IS NULL;  -- in batches on a large table`,
      `ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL;`,
    ].join('\n');
  return [
    `op.add_column("${table}", sa.Column("${column}", …, nullable=True))`,
    `op.execute("UPDATE ${table} SET ${column} = … WHERE ${column} IS NULL")  # in batches on a large table`,
    `op.alter_column("${table}", "${column}", nullable=False)`,
  ].join('\n');
}

function placeAtField(expr: MigrationOperation['expr']): MigrationOperation['expr'] {
  if (expr.kind !== 'call') return expr;
  return expr.args.find(({ name }) => name === 'field')?.value ?? expr;
}
