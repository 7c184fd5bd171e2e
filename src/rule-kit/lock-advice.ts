import type { Migration, MigrationOperation } from '../python/model/index.ts';
import { nameOf } from './expressions.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { UsesPostgres } from './dialect.ts';
import type { TableLock } from './table-locks.ts';

/** Name of the index, constraint or column that an operation makes or changes. */
export function changedName({ name, column, columns, kind, table }: MigrationOperation): string {
  if (kind === 'alter-column') return column;
  if (name !== '') return name;
  return columns.length > 0
    ? `${table}(${[...new Set(columns)].join(', ')})`
    : kind.replace('create-', '');
}

/** A name for what has none yet. */
function givenName({ name, table, columns, unique }: MigrationOperation): string {
  return name !== '' ? name : [unique ? 'uq' : 'ix', table, ...columns].join('_');
}

/** The operation written so that it locks nothing for long. */
export function lockFix(
  lock: TableLock,
  operation: MigrationOperation,
  { framework }: Migration,
): string {
  if (lock === 'rewrite') return rewriteFix(operation, framework);
  if (isRaw(operation)) return rawFix(lock, operation);
  return framework === 'django' ? djangoFix(lock, operation) : alembicFix(lock, operation);
}

function isRaw({ expr }: MigrationOperation): boolean {
  return (
    expr.kind !== 'call' || /(?:execute|exec_driver_sql|RunSQL)$/u.test(nameOf(expr.callee) ?? '')
  );
}

function rewriteFix({ table, column, model }: MigrationOperation, framework: string): string {
  const later = `write both, backfill, read the new one, drop "${column}" in a later release`;
  if (framework === 'aerich')
    return `ALTER TABLE ${table} ADD COLUMN ${column}_new …;  -- ${later}`;
  return framework === 'django'
    ? `migrations.AddField("${model}", "${column}_new", …(null=True))  # ${later}`
    : `op.add_column("${table}", sa.Column("${column}_new", …, nullable=True))  # ${later}`;
}

function rawFix(lock: TableLock, operation: MigrationOperation): string {
  const { table, columns, unique } = operation;
  const name = givenName(operation);
  const list = columns.join(', ') || '…';
  if (lock === 'index' || lock === 'refused')
    return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${name} ON ${table} (${list});  -- outside a transaction`;
  if (lock === 'unique')
    return `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} (${list});  -- outside a transaction\nALTER TABLE ${table} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name};`;
  return `ALTER TABLE ${table} ADD CONSTRAINT ${name} … NOT VALID;\n-- in the next migration\nALTER TABLE ${table} VALIDATE CONSTRAINT ${name};`;
}

function alembicFix(lock: TableLock, operation: MigrationOperation): string {
  const { table, columns, unique } = operation;
  const name = givenName(operation);
  const list = columns.map((one) => `"${one}"`).join(', ') || '…';
  const built = (isUnique: boolean): string =>
    `with op.get_context().autocommit_block():\n    op.create_index("${name}", "${table}", [${list}]${isUnique ? ', unique=True' : ''}, postgresql_concurrently=True)`;
  if (lock === 'index' || lock === 'refused') return realCall(operation) ?? built(unique);
  if (lock === 'unique')
    return `${built(true)}\nop.execute("ALTER TABLE ${table} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}")`;
  return [
    `${textOf(operation.expr).replace(/\)$/u, '')}, postgresql_not_valid=True)`,
    '# in the next migration',
    `op.execute("ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}")`,
  ].join('\n');
}

/** The call as it stands, concurrent and outside the transaction; null inside a batch, which is one. */
function realCall({ expr, concurrently }: MigrationOperation): string | null {
  const text = textOf(expr);
  if (!text.startsWith('op.')) return null;
  const call = concurrently ? text : `${text.replace(/\)$/u, '')}, postgresql_concurrently=True)`;
  return `with op.get_context().autocommit_block():\n    ${call}`;
}

/** The index or constraint that a Django operation is given, as it stands. */
function givenText({ expr }: MigrationOperation, keyword: string): string {
  if (expr.kind !== 'call') return '…';
  const named = expr.args.find(({ name }) => name === keyword);
  const value = named?.value ?? expr.args[1]?.value;
  return value === undefined ? '…' : textOf(value);
}

function djangoFix(lock: TableLock, operation: MigrationOperation): string {
  const { table, columns, model } = operation;
  const name = givenName(operation);
  if (lock === 'check')
    return `AddConstraintNotValid("${model}", ${givenText(operation, 'constraint')})\n# in the next migration\nValidateConstraint("${model}", "${name}")`;
  const outside =
    'class Migration(migrations.Migration):\n    atomic = False\n    operations = [\n';
  if (lock === 'unique')
    return `${outside}        migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} (${columns.join(', ') || '…'})"),\n        migrations.SeparateDatabaseAndState(state_operations=[${textOf(operation.expr)}]),\n    ]`;
  return `${outside}        AddIndexConcurrently("${model}", ${givenText(operation, 'index')}),\n    ]`;
}

/** The way there in steps; says so where the database is not known. */
export function lockSteps(
  lock: TableLock,
  { table }: MigrationOperation,
  postgres: UsesPostgres,
): string {
  const steps = STEPS[lock].map((step, index) => `${index + 1}. ${step.replace('{table}', table)}`);
  const note =
    postgres === 'unknown'
      ? [
          '',
          'Nothing in the repository says which database it runs on: these steps are for PostgreSQL.',
        ]
      : [];
  return [...steps, ...note].join('\n');
}

const CONCURRENT = [
  'Give the index a migration of its own, outside a transaction, and build it CONCURRENTLY.',
  'Where a build was interrupted, drop the INVALID index and build it again.',
];
const VALIDATED = [
  'Add the constraint to `{table}` NOT VALID: new rows are checked from then on, under a short lock.',
  'Correct the rows that break it, in batches.',
  'VALIDATE CONSTRAINT in a later migration: it reads the table without blocking writes.',
];
const STEPS: Readonly<Record<TableLock, readonly string[]>> = {
  index: CONCURRENT,
  refused: CONCURRENT,
  unique: [
    'Find the rows of `{table}` that are there twice, and merge them.',
    'Build the unique index CONCURRENTLY in a migration of its own, outside a transaction.',
    'Attach the constraint to it (ADD CONSTRAINT … UNIQUE USING INDEX): that needs only a short lock.',
  ],
  'foreign-key': VALIDATED,
  check: VALIDATED,
  rewrite: [
    'Expand: add a nullable column of the new type to `{table}`, and write both.',
    'Backfill the old rows in batches, outside the migration.',
    'Contract: read the new column, and drop the old one in a later release.',
  ],
};
