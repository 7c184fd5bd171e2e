import {
  addedMigrations,
  defineRule,
  changedName,
  listed,
  lockFix,
  lockSteps,
  tableLock,
  usesPostgres,
} from '#rule-kit';
import type {
  AddedMigrations,
  ChangeModel,
  Migration,
  MigrationOperation,
  TableLock,
} from '#rule-kit';

interface Locked {
  readonly lock: TableLock;
  readonly operation: MigrationOperation;
  readonly migration: Migration;
}

export default defineRule({
  title: 'Migration that locks a table in use',
  severity: 'medium',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  fileKinds: ['migration'],
  messages: {
    index:
      'The migration builds `{names}` on `{tables}` without CONCURRENTLY: every write to the table waits until the index is finished.',
    unique:
      'The migration adds the unique constraint `{names}` to `{tables}`: reads and writes of the table wait until its index is built.',
    'foreign-key':
      'The migration checks the foreign key `{names}` of `{tables}` against every row at once: writes to both tables wait until that is over.',
    check:
      'The migration checks the constraint `{names}` of `{tables}` against every row at once: reads and writes of the table wait until that is over.',
    rewrite:
      'The migration changes the type of `{names}` in `{tables}`: PostgreSQL writes every row anew, and reads and writes of the table wait until it has.',
    refused:
      'The migration builds `{names}` on `{tables}` CONCURRENTLY inside its transaction: PostgreSQL refuses that, and the migration fails.',
  },
  library: 'CREATE INDEX CONCURRENTLY; NOT VALID, then VALIDATE CONSTRAINT',
  create({ project, report }) {
    return {
      change(change) {
        const groups = groupsOf(addedMigrations(change), change);
        const postgres = groups.length === 0 ? 'no' : usesPostgres(project);
        if (postgres === 'no') return;
        for (const group of groups) {
          const [first] = group;
          if (first === undefined) continue;
          const { lock, operation, migration } = first;
          const operations = group.map((one) => one.operation);
          report(
            operation,
            lock,
            {
              names: listed(operations.map(changedName)),
              tables: listed(operations.map(({ table }) => table)),
            },
            {
              // Without a sign of PostgreSQL it may be a database that locks otherwise.
              confidence: postgres === 'yes' ? 'high' : 'medium',
              context: `${lock} ${operations.map((one) => `${one.table} ${changedName(one)}`).join(', ')}`,
              evidence: group.slice(1, 6).map((one) => ({
                place: one.operation,
                note: `so does \`${changedName(one.operation)}\` on \`${one.operation.table}\``,
              })),
              fixCode: lockFix(lock, operation, migration),
              migration: lockSteps(lock, operation, postgres),
              weight: operations.length,
            },
          );
        }
      },
    };
  },
});

/** One finding for what one migration does in one way. */
function groupsOf(added: AddedMigrations, { base }: ChangeModel): readonly (readonly Locked[])[] {
  const groups = new Map<string, Locked[]>();
  for (const migration of added.judged) {
    for (const operation of migration.operations) {
      const lock = tableLock(operation, { migration, added, base });
      if (lock === null) continue;
      const key = `${migration.path} ${lock}`;
      groups.set(key, [...(groups.get(key) ?? []), { lock, operation, migration }]);
    }
  }
  return [...groups.values()];
}
