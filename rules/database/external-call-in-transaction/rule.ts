import {
  defineRule,
  effectWords,
  heldTransactions,
  movableStep,
  orderText,
  touchesDatabase,
} from '#rule-kit';
import type {
  Confidence,
  EffectOccurrence,
  EvidencePlace,
  HeldTransaction,
  OrderedEffect,
  TransactionScope,
} from '#rule-kit';

const ROWS_HELD =
  'Until the other side answers, the connection and every row that was written or locked stay held: when it is slow, the pool runs dry. If the transaction is rolled back afterwards, what was sent is not taken back.';
const CONNECTION_HELD =
  'Until the other side answers, the transaction keeps its connection and does nothing with it: when it is slow, the pool runs dry, and requests that have nothing to do with the call wait too.';

/** Methods that change something on the other side; the others ask. */
const TELLS = /(?:^|\.)(?:post|put|patch|delete|send\w*|publish\w*|execute|request|urlopen)$/u;

export default defineRule({
  title: 'Call to the outside while a transaction is open',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    held: '`{call}` {does} while the transaction of `{opener}` is open.',
    locked: '`{call}` {does} while the rows that `{lock}` locked stay locked.',
  },
  library: 'an outbox row written in the transaction and delivered after the commit',
  create({ knowledge, report }) {
    return {
      function(fn) {
        for (const held of heldTransactions(fn, knowledge)) {
          const { scope, call, first, way, others, before, holdsRows, isReply } = held;
          const lock = before.find(({ effects }) => effects.includes('row-lock'));
          const isSession = scope.kind === 'implicit';
          const details = {
            severity: isGrave(held, lock !== undefined) ? 'high' : 'medium',
            confidence: confidenceOf(held),
            context: `${scope.opener} ${first.text}`,
            weight: others.length + 1,
            why: `${orderText([...before, first, ...others])}\n\n${holdsRows ? ROWS_HELD : CONNECTION_HELD}`,
            fixCode: isReply
              ? `# after the commit, or after a rollback:\n${first.text}(…)`
              : outside(way, scope),
            evidence: evidenceOf(way, others),
          } as const;
          const params = { call: first.text, does: effectWords(first.effects) };
          if (lock !== undefined && isSession)
            report(call, 'locked', { ...params, lock: lock.text }, details);
          else report(call, 'held', { ...params, opener: openerText(scope) }, details);
        }
      },
    };
  },
});

function isGrave({ scope, holdsRows, isReply }: HeldTransaction, isLocked: boolean): boolean {
  return holdsRows && !isReply && (scope.kind !== 'implicit' || isLocked);
}

/** An answer that is asked for in a rare branch of a helper, while nothing but the connection is held, is worth a note at most. */
function confidenceOf({ way, scope, before, holdsRows }: HeldTransaction): Confidence {
  const isRare = way.conditional && way.path.length > 2;
  if (isRare) return holdsRows ? 'medium' : 'low';
  return (holdsRows || before.length > 0) && scope.kind !== 'caller' ? 'high' : 'medium';
}

function openerText({ opener, session, kind }: TransactionScope): string {
  const short = opener.split('.').at(-1) ?? opener;
  if (kind === 'decorator') return `@${short}`;
  return session === '' || kind !== 'implicit' ? short : session;
}

/** What is asked is asked before; what is told is told after the commit. */
function outside(way: EffectOccurrence, { session, opener }: TransactionScope): string {
  const { text, operation } = movableStep(way, touchesDatabase);
  const isAnswered = operation.statement.kind !== 'expression';
  if (way.effect === 'network' && isAnswered && !TELLS.test(text))
    return `# before the transaction is opened, or between two short ones:\n${text}(…)`;
  if (session === '')
    return `${opener.split('.').at(-2) ?? 'transaction'}.on_commit(lambda: ${text}(…))`;
  return `# write an outbox row in the transaction, then, after the commit:\n${text}(…)`;
}

function evidenceOf(
  { path }: EffectOccurrence,
  others: readonly OrderedEffect[],
): readonly EvidencePlace[] {
  return [
    ...path.slice(1).map((place) => ({ place, note: `\`${place.text}\` is called here` })),
    ...others.flatMap(({ operation, effects }) =>
      operation.kind === 'call'
        ? [{ place: operation.call, note: `also ${effectWords(effects)}` }]
        : [],
    ),
  ];
}
