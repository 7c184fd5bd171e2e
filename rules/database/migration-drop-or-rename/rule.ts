import { addedMigrations, defineRule, listed, takenAway } from '#rule-kit';
import type { Severity, TakenAway } from '#rule-kit';

export default defineRule({
  title: 'Column or table dropped or renamed while code uses it',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  fileKinds: ['migration'],
  messages: {
    'column-mapped':
      'The migration takes `{names}` away from `{table}`, and the model still has it: every query of the model fails after it has run.',
    'column-read':
      'The migration takes `{names}` away from `{table}`, and `{use}` still uses it: that fails after it has run.',
    'column-running':
      'The migration takes `{names}` away from `{table}` in the same change as the code: the version that still runs selects it until the deployment is over.',
    'table-mapped':
      'The migration takes the table `{names}` away, and a model still stands for it: every query of the model fails after it has run.',
    'table-read':
      'The migration takes the table `{names}` away, and `{use}` still reads it: that fails after it has run.',
    'table-running':
      'The migration takes the table `{names}` away in the same change as the code: the version that still runs uses it until the deployment is over.',
  },
  library: 'expand and contract in two releases',
  create({ project, report }) {
    return {
      change(change) {
        const { base } = change;
        const found = takenAway({ added: addedMigrations(change), base, head: project });
        for (const group of groupsOf(found)) {
          const [first] = group;
          if (first === undefined) continue;
          const { what, by, operation, expected } = first;
          const names = group.map((one) => nameOf(one));
          const table = operation.table;
          const use = expected[0]?.symbol ?? '';
          const params = { names: listed(names), table, use: use === '' ? table : use };
          report(operation, `${what}-${by}`, params, {
            severity: severityOf(first),
            // Whether old and new code run side by side is not in the repository.
            confidence: by === 'running' ? 'medium' : 'high',
            context: `${what} ${by} ${table} ${[...names].sort().join('+')}`,
            evidence: group
              .flatMap((one) => one.expected)
              .slice(0, 5)
              .map((place) => ({ place, note: `${by === 'read' ? 'used' : 'declared'} here` })),
            fixCode: fixOf(first),
            migration: stepsOf(first, listed(names)),
            weight: group.length,
          });
        }
      },
    };
  },
});

/** One finding for the columns of a table, one for the tables of a migration. */
function groupsOf(found: readonly TakenAway[]): readonly (readonly TakenAway[])[] {
  const groups = new Map<string, TakenAway[]>();
  for (const one of found) {
    const { what, by, operation, migration } = one;
    const kind = operation.kind;
    const key = `${migration.path} ${kind} ${by} ${what === 'column' ? operation.table : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function nameOf({ what, operation }: TakenAway): string {
  return what === 'column' ? operation.column : operation.table;
}

function severityOf({ by }: TakenAway): Severity {
  return by === 'running' ? 'high' : 'critical';
}

function isRename({ operation }: TakenAway): boolean {
  return operation.kind.startsWith('rename');
}

function fixOf(taken: TakenAway): string {
  const { operation, migration, what } = taken;
  const { table, column, name, model } = operation;
  const isDjango = migration.framework === 'django' && model !== '';
  if (isRename(taken) && what === 'column')
    return isDjango
      ? `# rename in Python only: the column keeps its name\n${name} = models.…(…, db_column="${column}")`
      : `# rename in Python only: the column keeps its name\n${name}: Mapped[…] = mapped_column("${column}", …)`;
  if (isRename(taken))
    return isDjango
      ? `class Meta:\n    db_table = "${table}"  # the table keeps its name`
      : `__tablename__ = "${table}"  # the table keeps its name`;
  if (isDjango) {
    const inner =
      what === 'column' ? `RemoveField("${model}", "${column}")` : `DeleteModel("${model}")`;
    const sql =
      what === 'column' ? `ALTER TABLE ${table} DROP COLUMN ${column}` : `DROP TABLE ${table}`;
    return `# this release: only Django forgets it\nmigrations.SeparateDatabaseAndState(state_operations=[migrations.${inner}])\n# the next one, when no old version runs\nmigrations.RunSQL("${sql}")`;
  }
  if (migration.framework === 'aerich') {
    const sql =
      what === 'column' ? `ALTER TABLE ${table} DROP COLUMN ${column};` : `DROP TABLE ${table};`;
    return `-- the next release, when no old version runs\n${sql}`;
  }
  const drop =
    what === 'column' ? `op.drop_column("${table}", "${column}")` : `op.drop_table("${table}")`;
  const loosened = taken.required
    ? `op.alter_column("${table}", "${column}", nullable=True)  # this release: new code leaves it out\n`
    : '';
  return `${loosened}# the next release, when no old version runs\n${drop}`;
}

function stepsOf(taken: TakenAway, names: string): string {
  const { what, required } = taken;
  if (isRename(taken))
    return numbered([
      `Expand: add the ${what} under the new name. The code writes both, reads the old one.`,
      'Backfill the rows that exist, in batches.',
      'Release 2: the code reads and writes only the new one.',
      `Contract, in a release of its own: drop \`${names}\`.`,
    ]);
  return numbered([
    ...(taken.by === 'running' ? [] : ['Take every use out of the code first.']),
    ...(required
      ? [
          `Make \`${names}\` nullable (or give it a default in the database): rows of the new code come without it.`,
        ]
      : []),
    `Release 1: the code no longer mentions \`${names}\`; the ${what} stays.`,
    `Release 2, when no process of the old version runs: drop it, with a \`lock_timeout\`.`,
  ]);
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}
