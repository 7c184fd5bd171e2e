import { defineRule, effectsInOrder, effectWords, orderText, stepsInTransaction } from '#rule-kit';
import type {
  Effect,
  EffectOccurrence,
  EvidencePlace,
  FunctionModel,
  OrderedEffect,
  TransactionScope,
} from '#rule-kit';

const OUTSIDE: readonly Effect[] = ['payment', 'email', 'message-send', 'publish', 'network'];
const DATABASE: readonly Effect[] = ['database-read', 'database-write', 'flush', 'row-lock'];
const HOLDS: readonly Effect[] = ['database-write', 'flush', 'row-lock'];
/** What a library of these roles sends is no part of the use case, or stays inside the house. */
const INSIDE = new Set(['error-tracking', 'metrics', 'tracing', 'structured-logging', 'redis']);

const OUTCOME =
  'Until the other side answers, the connection and every row that was written or locked stay held: when it is slow, the pool runs dry. If the transaction is rolled back afterwards, what was sent is not taken back.';

interface Held {
  readonly scope: TransactionScope;
  readonly calls: OrderedEffect[];
}

export default defineRule({
  title: 'Call to the outside while a transaction is open',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    held: '`{call}` {does} while the transaction of `{opener}` is open.',
    locked: '`{call}` {does} while the rows that `{lock}` locked stay locked.',
  },
  library: 'an outbox row written in the transaction and delivered after the commit',
  create({ report }) {
    return {
      function(fn) {
        const database = effectsInOrder(fn, ({ effect }) => DATABASE.includes(effect));
        for (const { scope, calls } of heldScopes(fn).values()) {
          const [first, ...others] = calls;
          if (first?.operation.kind !== 'call') continue;
          const inScope = stepsInTransaction(scope, database, fn);
          const before = inScope.filter((step) =>
            fn.flow.canFollow(step.operation, first.operation),
          );
          const lock = before.find(({ effects }) => effects.includes('row-lock'));
          if (!isHeld(scope, inScope, first, fn)) continue;
          const isElsewhere = ({ operation }: OrderedEffect): boolean =>
            calls.every((other) => other.operation !== operation);
          const details = {
            severity: scope.kind === 'implicit' && lock === undefined ? 'medium' : 'high',
            confidence: before.length > 0 && scope.kind !== 'caller' ? 'high' : 'medium',
            context: `${scope.opener} ${first.text}`,
            weight: calls.length,
            why: `${orderText([...before.filter(isElsewhere), ...calls])}\n\n${OUTCOME}`,
            fixCode: afterCommit(first, scope),
            evidence: evidenceOf(fn, first, others),
          } as const;
          const params = { call: first.text, does: effectWords(first.effects) };
          if (lock !== undefined && scope.kind === 'implicit')
            report(first.operation.call, 'locked', { ...params, lock: lock.text }, details);
          else
            report(first.operation.call, 'held', { ...params, opener: openerText(scope) }, details);
        }
      },
    };
  },
});

/** Calls to the outside by the transaction around them, outermost only. */
function heldScopes(fn: FunctionModel): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  for (const step of effectsInOrder(fn, isOutside)) {
    const [scope] = fn.flow.transactionsAt(step.operation).filter(
      // What a caller holds is reported there; what the framework or a dependency holds, at the entry point.
      ({ kind }) => kind !== 'caller' || fn.entries.length > 0,
    );
    if (scope === undefined) continue;
    const known = held.get(scope.id);
    if (known === undefined) held.set(scope.id, { scope, calls: [step] });
    else known.calls.push(step);
  }
  return held;
}

function isOutside({ effect, leaf }: EffectOccurrence): boolean {
  if (!OUTSIDE.includes(effect) || leaf.deferred) return false;
  const { fact } = leaf;
  if (fact?.roles?.some((role) => INSIDE.has(role)) === true) return false;
  return (
    fact?.effects?.some((other) => other.startsWith('cache-') || other.startsWith('database-')) !==
    true
  );
}

/** A block holds a connection from its first statement; what a session opens by itself holds rows from a write to the commit. */
function isHeld(
  { kind }: TransactionScope,
  inScope: readonly OrderedEffect[],
  call: OrderedEffect,
  fn: FunctionModel,
): boolean {
  if (kind === 'block' || kind === 'decorator') return inScope.length > 0;
  const follows = (a: OrderedEffect, b: OrderedEffect): boolean =>
    fn.flow.canFollow(a.operation, b.operation);
  const commits = effectsInOrder(fn, ({ effect }) => effect === 'transaction-commit');
  if (kind === 'implicit' && commits.length === 0) return false;
  return inScope.some(
    (step) =>
      step.effects.some((effect) => HOLDS.includes(effect)) &&
      follows(step, call) &&
      !commits.some((commit) => follows(step, commit) && follows(commit, call)),
  );
}

function openerText({ opener, session, kind }: TransactionScope): string {
  const short = opener.split('.').at(-1) ?? opener;
  if (kind === 'decorator') return `@${short}`;
  return session === '' || kind !== 'implicit' ? short : session;
}

function afterCommit({ text }: OrderedEffect, { session, opener }: TransactionScope): string {
  if (session === '')
    return `${opener.split('.').at(-2) ?? 'transaction'}.on_commit(lambda: ${text}(…))`;
  return `# write an outbox row in the transaction, then, after the commit:\n${text}(…)`;
}

function evidenceOf(
  fn: FunctionModel,
  first: OrderedEffect,
  others: readonly OrderedEffect[],
): readonly EvidencePlace[] {
  const isFirst = ({ origin, effect }: EffectOccurrence): boolean =>
    origin.operation === first.operation && first.effects.includes(effect);
  const way = fn.effects().find(isFirst)?.path ?? [];
  return [
    ...way.slice(1).map((place) => ({ place, note: `\`${place.text}\` is called here` })),
    ...others.flatMap(({ operation, effects }) =>
      operation.kind === 'call'
        ? [{ place: operation.call, note: `also ${effectWords(effects)}` }]
        : [],
    ),
  ];
}
