import {
  appFolder,
  conflictingHeads,
  defineRule,
  tableOf,
  textOf,
  unmigratedModels,
} from '#rule-kit';
import type { ModuleModel, OrmModel, Placed, SchemaDifference } from '#rule-kit';

/** Differences after which something fails; the others leave the schema weaker than the code says. */
const BREAKING = new Set<SchemaDifference['kind']>(['added', 'removed', 'loosened', 'retyped']);

export default defineRule({
  title: 'Model change without a migration that applies it',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  fileKinds: ['source', 'migration'],
  messages: {
    changed:
      'The model `{model}` {changes}, and no migration of the change touches `{table}`: the database stays as it was.',
    'new-table':
      'The model `{model}` is new, and no migration of the change creates its table `{table}`.',
    'conflicting-heads':
      'The migrations `{id}` and `{other}` both end the history: the command that applies them finds two heads and stops.',
  },
  library: 'alembic revision --autogenerate, or makemigrations',
  create({ report }) {
    return {
      change(change) {
        for (const { migration, other } of conflictingHeads(change)) {
          const [place] = migration.operations;
          const module = change.head.module(migration.path);
          if (module === null) continue;
          report(
            place ?? startOf(module),
            'conflicting-heads',
            { id: migration.id, other: other.id },
            { context: `heads ${migration.id}`, fixCode: mergeOf(migration.framework) },
          );
        }
        for (const { model, isNew, differences: found } of unmigratedModels(change)) {
          const [first] = found;
          if (first === undefined) continue;
          const params = {
            model: model.class.name,
            table: tableOf(model),
            changes: wordsOf(found),
          };
          report(first.place, isNew ? 'new-table' : 'changed', params, {
            severity: found.some(({ kind }) => BREAKING.has(kind)) ? 'high' : 'medium',
            context: `${model.class.name} ${isNew ? 'new' : 'changed'}`,
            evidence: found
              .slice(1, 6)
              .map(({ place, words }) => ({ place, note: `${model.class.name} ${words}` })),
            fixCode: fixOf(model, isNew ? [] : found),
            weight: found.length,
          });
        }
      },
    };
  },
});

function startOf(module: ModuleModel): Placed {
  const [first] = module.facts.body;
  return { module, span: first ?? { start: 0, end: 0 }, symbol: '' };
}

function wordsOf(found: readonly SchemaDifference[]): string {
  const words = found.slice(0, 3).map((one) => one.words);
  const rest = found.length - words.length;
  return words.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function mergeOf(framework: string): string {
  return framework === 'django'
    ? '# name the other migration in `dependencies`, or\n# python manage.py makemigrations --merge'
    : '# set down_revision to the other head, or\n# alembic merge heads';
}

function fixOf(model: OrmModel, found: readonly SchemaDifference[]): string {
  const { class: cls, kind } = model;
  const table = tableOf(model);
  if (kind === 'django') {
    const app =
      appFolder(cls.module.path.replace(/(?:models\/.*|\w+\.py)$/u, 'migrations/x'))
        .split('/')
        .at(-1) ?? '';
    return `# python manage.py makemigrations ${app}\n# then read what it wrote: a NOT NULL column needs a value for the rows that exist`;
  }
  if (kind === 'tortoise') return `# aerich migrate --name ${table}`;
  const added = found
    .filter((one) => one.kind === 'added')
    .flatMap(({ columns }) => model.column(columns[0] ?? '') ?? []);
  const lines = added.map(({ name, value }) => {
    const text =
      value === null
        ? '…'
        : textOf(value)
            .replace(/^.*?\(/su, '')
            .replace(/\)$/u, '');
    return `op.add_column("${table}", sa.Column("${name}", ${text || '…'}))`;
  });
  return [`# alembic revision --autogenerate -m "${table}"`, ...lines].join('\n');
}
