import {
  checksThenInserts,
  databaseStatement,
  defineRule,
  mayBeUnique,
  uniqueLookup,
} from '#rule-kit';
import type { FunctionModel, OrmColumn, OrmModel, Project, UniqueLookup } from '#rule-kit';

/** Names of what identifies a thing, here or at somebody else's. */
const IDENTITY =
  /^(?:\w+_)?(?:idempotency_key|external_id|charge_id|payment_intent_id|checkout_session_id|event_id|transaction_id|payment_id|invoice_number|order_number|email|email_address|username|slug|telegram_id|tg_id|discord_id|github_id|google_id|stripe_id|stripe_\w+_id|promo_code|coupon_code|voucher_code|invite_code|referral_code|sku|iban|isbn)$/u;
/** Rows of these tell what happened, the same thing several times. */
const HISTORY = /(?:History|Log|Audit|Archive|Snapshot|Attempt|Revision|Version|Entry|Record)s?$/u;

export default defineRule({
  title: 'Column used as unique without a unique constraint',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    unprotected:
      '`{call}` takes it that one `{model}` at the most has a given `{lookup}`, and no unique constraint sees to it.',
    'guard-removed': '`{subject}` is no longer unique in the database: `{guard}` is gone.',
  },
  guards: ['unique-constraint'],
  library: 'a unique constraint, built concurrently',
  create({ project, report }) {
    const lookups = new Map<string, UniqueLookup[]>();
    return {
      call(call) {
        const use = uniqueLookup(call, project);
        const identity = use?.columns.find(isIdentity);
        if (use === null || identity === undefined || HISTORY.test(use.model.class.name)) return;
        const key = `${use.model.class.qualifiedName} ${identity.name}`;
        lookups.set(key, [...(lookups.get(key) ?? []), use]);
      },
      project(targets) {
        for (const uses of lookups.values()) {
          const first = narrowest(uses);
          const identities = uses.flatMap(({ columns }) => columns.filter(isIdentity));
          const [identity] = identities;
          if (first === null || identity === undefined) continue;
          const { call, model, columns } = first;
          if (identities.some((column) => mayBeUnique(column, model, project))) continue;
          if (uses.some((use) => isAnotherRules(use, project))) continue;
          const names = columns.map(({ name }) => name);
          // At the column, where the fix belongs, unless the review does not look at its file.
          const isJudged = targets.includes(identity.module);
          report(
            isJudged ? identity : call,
            'unprotected',
            { call: call.text, model: model.class.name, lookup: names.join(', ') },
            {
              context: `${model.class.name} by ${identity.name}`,
              evidence: [
                ...(isJudged ? [] : [{ place: identity, note: 'may be there twice' }]),
                ...uses
                  .slice(0, 5)
                  .map((use) => ({ place: use.call, note: 'read as unique here' })),
              ],
              fixCode: constraintFor(first, names),
              migration: stepsFor(first, names),
            },
          );
        }
      },
    };
  },
});

function isIdentity({ name, references }: OrmColumn): boolean {
  return references === null && IDENTITY.test(name);
}

/** The one that takes the most for granted speaks for all. */
function narrowest(uses: readonly UniqueLookup[]): UniqueLookup | null {
  const least = Math.min(...uses.map(({ columns }) => columns.length));
  return uses.find(({ columns }) => columns.length === least) ?? null;
}

/** Looked for and then inserted, or `get_or_create`: the rules for those say it, with the race that it is. */
function isAnotherRules({ call, model, columns }: UniqueLookup, project: Project): boolean {
  const { function: fn } = call;
  if (fn === null) return false;
  const callers = project.callersOf(fn).calls.flatMap((one) => one.function ?? []);
  return [fn, ...new Set(callers)].some((one) => isChecked(one, { model, columns }, project));
}

function isChecked(
  fn: FunctionModel,
  of: { readonly model: OrmModel; readonly columns: readonly OrmColumn[] },
  project: Project,
): boolean {
  const names = of.columns.map(({ name }) => name);
  const isCreated = fn.calls.some(
    (call) =>
      /(?:get|update)_or_create$/u.test(call.text) &&
      databaseStatement(call, project)?.model === of.model,
  );
  return (
    isCreated ||
    checksThenInserts({ fn, project }).some(
      ({ model, lookup }) => model === of.model && lookup.every((name) => names.includes(name)),
    )
  );
}

function constraintFor({ model, deletedMark }: UniqueLookup, names: readonly string[]): string {
  const list = names.map((name) => `"${name}"`).join(', ');
  const name = `uq_${model.table === '' ? model.class.name.toLowerCase() : model.table}_${names.join('_')}`;
  const isTime = /_(?:at|on)$/u.test(deletedMark ?? '');
  if (model.kind === 'tortoise') return `class Meta:\n    unique_together = ((${list}),)`;
  if (model.kind === 'django') {
    const kept = isTime ? `${deletedMark}__isnull=True` : `${deletedMark}=False`;
    const condition = deletedMark === null ? '' : `, condition=models.Q(${kept})`;
    return `class Meta:\n    constraints = [models.UniqueConstraint(fields=[${list}]${condition}, name="${name}")]`;
  }
  if (deletedMark === null) return `__table_args__ = (UniqueConstraint(${list}, name="${name}"),)`;
  const kept = isTime ? `${deletedMark} IS NULL` : `NOT ${deletedMark}`;
  return `__table_args__ = (Index("${name}", ${list}, unique=True, postgresql_where=text("${kept}")),)`;
}

function stepsFor({ model }: UniqueLookup, names: readonly string[]): string {
  const list = names.join(', ');
  return [
    `1. Find the rows of \`${model.class.name}\` that are there twice (\`GROUP BY ${list} HAVING count(*) > 1\`), decide which one stays, and merge them.`,
    '2. Build the unique index CONCURRENTLY, outside a transaction (PostgreSQL), then attach the constraint to it.',
    `3. Catch the violation where a \`${model.class.name}\` is inserted, and answer for the row that exists.`,
  ].join('\n');
}
