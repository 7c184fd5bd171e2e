import { databaseStatement, defineRule, interleaving, lineOf, textOf } from '#rule-kit';
import type { CallSite, OrmModel, RaceStep } from '#rule-kit';

const METHODS = /(?:^|\.)a?(?:get_or_create|update_or_create)$/u;

export default defineRule({
  title: 'Get or create without a unique constraint',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    unprotected:
      '`{call}` looks for `{model}` by `{lookup}`, which no unique constraint covers: two at once create two rows.',
  },
  library: 'a unique constraint over the looked-up fields',
  create({ project, report }) {
    return {
      call(call) {
        if (!METHODS.test(call.text) || call.hasSplat || call.fact === null) return;
        const model = databaseStatement(call, project)?.model ?? null;
        // A model with a base that is not known may have constraints that are not seen.
        if (model === null || model.class.hasUnknownBase || isScoped(call)) return;
        const lookup = lookupOf(call, model);
        if (lookup === null || isUnique(lookup, model)) return;
        const entries = call.function === null ? [] : project.entriesReaching(call.function);
        const isServed = entries.some(({ kind }) => kind !== 'cli' && kind !== 'startup');
        // What an operator starts by hand, once, races with nobody.
        if (entries.length > 0 && !isServed) return;
        report(
          call,
          'unprotected',
          { call: call.text, model: model.class.name, lookup: lookup.join(', ') },
          {
            // Nobody is seen to run it twice at once: filling a development database is no race.
            confidence: isServed ? 'high' : 'low',
            context: `${model.class.name} by ${[...lookup].sort().join('+')}`,
            evidence: [
              { place: model.class, note: `\`${model.class.name}\` has no such constraint` },
            ],
            why: whyOf(call, lookup, model),
            fixCode: constraint(lookup, model),
            migration: migration(lookup, model),
          },
        );
      },
    };
  },
});

/** `order.lines.get_or_create(…)`, `Line.objects.filter(…).get_or_create(…)`: the rows are limited by more than the lookup. */
function isScoped(call: CallSite): boolean {
  const { callee } = call.expr;
  if (callee.kind !== 'attribute') return true;
  let manager = callee.object;
  if (manager.kind === 'call') return true;
  if (manager.kind === 'attribute') manager = manager.object;
  const resolved = call.function?.resolve(manager) ?? call.module.resolve(manager);
  return resolved?.kind !== 'class';
}

/** Plain fields that are looked up; null when the lookup goes through relations, transforms or anything that is no field. */
function lookupOf(call: CallSite, model: OrmModel): readonly string[] | null {
  const names: string[] = [];
  for (const { name } of call.expr.args) {
    if (name === null) return null;
    if (name === 'defaults' || name === 'create_defaults' || name === 'using_db') continue;
    const field = name.replace(/__(?:exact|iexact)$/u, '');
    if (field.includes('__')) return null;
    if (field !== 'pk' && model.column(field) === null && model.column(`${field}_id`) === null)
      return null;
    names.push(field);
  }
  return names.length === 0 ? null : names;
}

function isUnique(lookup: readonly string[], model: OrmModel): boolean {
  const plain = (name: string): string => name.replace(/_id$/u, '');
  const looked = new Set(lookup.map(plain));
  if (lookup.includes('pk') || lookup.includes('id')) return true;
  if (
    model.columns.some(
      ({ name, unique, primaryKey }) => (unique || primaryKey) && looked.has(plain(name)),
    )
  )
    return true;
  return model.constraints.some(
    ({ kind, columns }) =>
      // An expression names no column: what it covers is not known.
      kind === 'unique' && columns.every((name) => looked.has(plain(name))),
  );
}

function whyOf(call: CallSite, lookup: readonly string[], model: OrmModel): string {
  const step = (who: RaceStep['who'], note: string): RaceStep => ({
    who,
    line: lineOf(call, call),
    code: textOf(call.expr),
    note,
  });
  return interleaving(
    [
      step('first', 'finds nothing'),
      step('second', 'finds nothing either'),
      step('first', `creates the ${model.class.name}`),
      step('second', 'creates another one: no constraint objects'),
    ],
    `From then on every lookup by ${lookup.join(', ')} that expects one row finds two: an error, or the wrong one of the two is changed.`,
  );
}

function constraint(lookup: readonly string[], model: OrmModel): string {
  const fields = lookup.map((name) => `"${name}"`).join(', ');
  const name = `unique_${model.class.name.toLowerCase()}_${lookup.join('_')}`;
  if (model.kind === 'tortoise') return `class Meta:\n    unique_together = ((${fields}),)`;
  return `class Meta:\n    constraints = [models.UniqueConstraint(fields=[${fields}], name="${name}")]`;
}

function migration(lookup: readonly string[], model: OrmModel): string {
  const columns = lookup.map((name) => `\`${name}\``).join(', ');
  return [
    `1. Find the rows of \`${model.class.name}\` that are there twice for ${columns}, merge them, and delete the rest.`,
    '2. Build the unique index concurrently, and attach the constraint to it.',
    '3. Deploy. A second creation at the same time now fails, and the library reads the row of the first.',
  ].join('\n');
}
