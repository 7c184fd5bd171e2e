import {
  checksThenInserts,
  checksThenSaves,
  defineRule,
  interleaving,
  isDefaultRow,
  lineOf,
  runsAlone,
  savedOnce,
} from '#rule-kit';
import type { CallSite, CheckThenInsert, RaceStep } from '#rule-kit';

export default defineRule({
  title: 'Look first, then insert',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    unprotected:
      '`{insert}` makes a `{model}` after `{read}` found none, and no constraint keeps `{lookup}` unique: two at once make two.',
    unhandled:
      '`{insert}` makes a `{model}` after `{read}` found none: of two at once one fails on the unique `{lookup}`, and nobody catches it.',
    saved:
      '`{save}` stores a new `{entity}` after `{read}` found none: two at once both find none, and nothing handles the second `{lookup}`.',
    'guard-removed':
      '`{function}` no longer expects that the row is there already: {guard} is gone.',
  },
  guards: ['idempotency-check'],
  speaksFor: ({ guard }) => guard.subject !== 'event',
  library: 'a unique constraint, and INSERT … ON CONFLICT or a caught IntegrityError',
  create({ project, report }) {
    return {
      function(fn) {
        const races = checksThenInserts({ fn, project });
        const saves = races.length === 0 ? checksThenSaves({ fn, project }) : [];
        if (races.length === 0 && saves.length === 0) return;
        if (runsAlone(fn, project)) return;
        for (const found of saves) {
          const { read, save, entity, lookup } = found;
          const params = { save: save.text, entity: entity.name, read: read.text, lookup };
          report(read, 'saved', params, {
            // Whether the table has a unique constraint cannot be seen behind a port.
            severity: 'medium',
            confidence: 'medium',
            context: `${entity.name} by ${lookup}`,
            evidence: [{ place: save, note: 'stored here' }],
            why: bothPass(
              { read, write: save, makes: entity.name },
              `makes another with the same ${lookup}`,
              `With a unique constraint on \`${lookup}\` the second fails with an error that nobody expects; without one there are two.`,
            ),
            fixCode: savedOnce(found),
          });
        }
        for (const found of races) {
          const { read, insert, model, lookup } = found;
          // What cannot be read is not judged; a base that is not known may hold the constraint.
          if (lookup.length === 0 || model.class.hasUnknownBase) continue;
          const unique = isUnique(found);
          const fixCode = unique ? null : constraintFor(found);
          const params = {
            insert: insert.text,
            model: model.class.name,
            read: read.text,
            lookup: lookup.join(', '),
          };
          report(insert, unique ? 'unhandled' : 'unprotected', params, {
            // The constraint keeps the data right: what is left is an error that a user sees.
            severity: unique || isDefaultRow(found) ? 'low' : 'high',
            // A lock that a caller holds is not always seen.
            confidence: 'medium',
            context: `${model.class.name} by ${[...lookup].sort().join('+')}`,
            evidence: [{ place: read, note: 'looked for here' }],
            why: whyOf(found, unique),
            ...(fixCode === null ? {} : { fixCode }),
          });
        }
      },
    };
  },
});

function isUnique({ model, lookup }: CheckThenInsert): boolean {
  const isKey = model.columns.some(
    ({ name, unique, primaryKey }) => (unique || primaryKey) && lookup.includes(name),
  );
  const plain = lookup.map((name) => name.replace(/_id$/u, ''));
  return (
    isKey ||
    model.constraints.some(
      ({ kind, columns }) =>
        kind === 'unique' && columns.every((name) => plain.includes(name.replace(/_id$/u, ''))),
    )
  );
}

function whyOf({ read, insert, model, lookup }: CheckThenInsert, unique: boolean): string {
  return bothPass(
    { read, write: insert, makes: model.class.name },
    unique ? 'fails on the constraint' : `makes a second one`,
    unique
      ? 'The user of the second request sees a server error instead of the answer for a row that exists.'
      : `There are two rows for the same ${lookup.join(', ')}. Whatever expects one finds two, and which one is right cannot be told.`,
  );
}

interface Steps {
  readonly read: CallSite;
  readonly write: CallSite;
  readonly makes: string;
}

function bothPass({ read, write, makes }: Steps, last: string, outcome: string): string {
  const step = (who: RaceStep['who'], at: CallSite, note: string): RaceStep => ({
    who,
    line: lineOf(at, at),
    code: `${at.text}(…)`,
    note,
  });
  return interleaving(
    [
      step('first', read, 'finds nothing'),
      step('second', read, 'finds nothing either'),
      step('first', write, `makes the ${makes}`),
      step('second', write, last),
    ],
    outcome,
  );
}

/** Columns that say in which state a row is: rows in other states may be there as often as they like. */
const STATE = /^(?:status|state|stage|active|enabled|is_\w+)$/u;

/** A unique constraint over what is looked up, for the state that is looked up only. */
function constraintFor({ model, lookup }: CheckThenInsert): string | null {
  const keys = lookup.filter((name) => !STATE.test(name));
  const [state] = lookup.filter((name) => STATE.test(name));
  if (keys.length === 0) return null;
  const columns = keys.map((name) => `"${name}"`).join(', ');
  const name = `one_${model.class.name.toLowerCase()}_${keys.join('_')}`;
  if (model.kind === 'django') {
    const condition = state === undefined ? '' : `, condition=Q(${state}=…)`;
    return `models.UniqueConstraint(fields=[${columns}]${condition}, name="${name}")`;
  }
  if (model.kind !== 'sqlalchemy' && model.kind !== 'sqlmodel') return null;
  return state === undefined
    ? `UniqueConstraint(${columns}, name="${name}")`
    : `Index("${name}", ${columns}, unique=True, postgresql_where=text("${state} = …"))`;
}
