import { defineRule, onceOnlyEffects } from '#rule-kit';
import type {
  Confidence,
  EntryPoint,
  EvidenceSearch,
  FunctionModel,
  OnceOnlyEffect,
  Placed,
} from '#rule-kit';

/** Where a repetition costs money; elsewhere it leaves a row too many. */
const MONEY =
  /pay|order|invoice|balance|credit|wallet|subscri|transact|deposit|purchase|refund|charge|ledger|donat|coin|bonus|amount|paid|topup|top_up|funds|account/iu;
/** Counts of what happened: another attempt is meant to count. */
const COUNTER =
  /attempt|retr(?:y|ies)|count|views?$|hits?$|version|failure|errors?$|seen|revision/iu;

const VERBS = { insert: 'inserts', increment: 'adjusts', payment: 'moves money with' } as const;

export default defineRule({
  title: 'Webhook handler that is not idempotent',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    repeats:
      '`{function}` receives {deliveries} and {verb} `{subject}`, and nothing tells a second delivery from the first.',
    unseen:
      '`{function}` receives {deliveries} and {verb} `{subject}`; no de-duplication was found on the path, and `{unresolved}` could not be followed.',
    'guard-removed': '`{function}` acts on a second delivery like on the first: {guard} is gone.',
  },
  guards: ['idempotency-check'],
  speaksFor: ({ headFunction: fn }) => fn?.entries.some(isDelivered) === true,
  library: 'a table of processed events with a unique event id, written in the same transaction',
  create({ project, report }) {
    return {
      function(fn) {
        const entry = fn.entries.find(isDelivered);
        if (entry === undefined) return;
        const effects = onceOnlyEffects(fn, project).filter(
          ({ kind, subject }) => kind !== 'increment' || !COUNTER.test(lastWord(subject)),
        );
        const worst = effects.find(costsMoney) ?? effects[0];
        if (worst === undefined) return;
        const search = project.evidence(fn, 'idempotency');
        if (search.found.length > 0) return;
        const [unresolved] = search.unresolved;
        const place = worst.path[0] ?? worst.place;
        const params = {
          function: fn.name,
          deliveries: deliveriesOf(entry),
          verb: VERBS[worst.kind],
          subject: worst.subject,
        };
        const details = {
          severity: costsMoney(worst) ? ('critical' as const) : ('high' as const),
          confidence: confidenceOf(search, worst, fn),
          evidence: [...stepsTo(worst), ...others(effects, worst)],
          fixCode: fixFor(entry),
          why: whyOf(fn, worst),
          context: `${worst.kind} ${worst.subject}`,
        };
        if (unresolved === undefined) report(place, 'repeats', params, details);
        else report(place, 'unseen', { ...params, unresolved: unresolved.text }, details);
      },
    };
  },
});

/** What a provider or broker delivers at least once. Checkout queries are asked again on purpose and change nothing. */
function isDelivered({ kind, path }: EntryPoint): boolean {
  if (kind === 'bot-payment') return path === null || path === 'successful_payment';
  return kind === 'webhook' || kind === 'consumer';
}

function deliveriesOf({ kind }: EntryPoint): string {
  if (kind === 'bot-payment') return 'payments';
  return kind === 'consumer' ? 'messages' : 'webhooks';
}

function costsMoney({ kind, subject, model }: OnceOnlyEffect): boolean {
  return kind === 'payment' || MONEY.test(`${subject} ${model?.class.name ?? ''}`);
}

function lastWord(subject: string): string {
  return subject.split('.').at(-1) ?? subject;
}

function describe({ kind, subject }: OnceOnlyEffect): string {
  return `${VERBS[kind]} \`${subject}\``;
}

/** What could not be followed behind the effect can no longer stop it; before it, it may. */
function confidenceOf(
  search: EvidenceSearch,
  worst: OnceOnlyEffect,
  fn: FunctionModel,
): Confidence {
  if (!worst.known) return 'low';
  if (search.complete) return 'high';
  const at = worst.path[0]?.operation ?? worst.operation;
  const isBehind =
    search.unresolved.length > 0 &&
    search.unresolved.every(
      (call) => call.function === fn && !fn.flow.canFollow(call.operation, at),
    );
  return isBehind ? 'medium' : 'low';
}

function stepsTo({ path, place }: OnceOnlyEffect): { place: Placed; note: string }[] {
  if (path.length === 0) return [];
  return [
    ...path.slice(1).map((step) => ({ place: step, note: `\`${step.text}\` is called here` })),
    { place, note: 'done again with every delivery' },
  ];
}

function others(
  effects: readonly OnceOnlyEffect[],
  worst: OnceOnlyEffect,
): { place: Placed; note: string }[] {
  return effects
    .filter((effect) => effect !== worst)
    .slice(0, 5)
    .map((effect) => ({ place: effect.place, note: `also ${describe(effect)}` }));
}

function whyOf(fn: FunctionModel, worst: OnceOnlyEffect): string {
  const { module, span } = worst.place;
  const { line } = module.position(span.start);
  const where = module === fn.module ? `line ${line}` : `\`${module.path}\` line ${line}`;
  return [
    `1. The sender delivers at least once: it sends again when \`${fn.name}\` answers late, fails after its work, or the answer is lost.`,
    `2. The first delivery ${describe(worst)} (${where}) and is committed.`,
    `3. The second delivery carries the same event id. Nobody looks at it, so ${where} runs again.`,
  ].join('\n');
}

function fixFor({ function: fn }: EntryPoint): string {
  const session = fn.params.find(({ type }) => type?.name.endsWith('Session') === true)?.name;
  return [
    `claimed = ${fn.isAsync ? 'await ' : ''}${session ?? 'session'}.execute(`,
    '    insert(ProcessedEvent).values(event_id=event_id).on_conflict_do_nothing()',
    ')',
    'if claimed.rowcount == 0:',
    '    return  # delivered before: the unique id decides, in the transaction of the work below',
  ].join('\n');
}
