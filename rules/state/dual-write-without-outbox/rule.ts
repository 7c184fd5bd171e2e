import {
  crashWindow,
  defineRule,
  handlesItself,
  isAskedOrRepeatable,
  isExplained,
  outsideSteps,
} from '#rule-kit';
import type { Confidence, FunctionModel, OutsideStep, Severity, StepKind } from '#rule-kit';

type Outside = Extract<StepKind, 'publish' | 'request' | 'notify'>;

/** Worst first: what is lost is an event, a call to another service, a message to a person. */
const OUTSIDE: readonly (readonly [Outside, Severity, string])[] = [
  ['publish', 'high', 'publishes with'],
  ['request', 'medium', 'calls another service with'],
  ['notify', 'low', 'notifies with'],
];
/** Words of code that sends what is stored, or after the commit. */
const OUTBOX =
  /outbox|on_commit|after_commit|event_store|inbox|transactional|compensat|rollback_remote|saga/iu;
/** What nobody misses, and what is asked and not told. */
const BEST_EFFORT =
  /metric|analytic|track|telemetr|audit|log|search|query|token|auth|login|verify|webhook_url|graphql|embed|predict|complet|best_?effort/iu;
/** The customer's way to pay: the row says that it is pending, and nothing is owed before. */
const OPENS_PAYMENT =
  /(?:^|[._])(?:init|create|open|start|build|generate|make|get)_(?:\w+_)?(?:payment|invoice|checkout|pay_url|payment_(?:link|url|address))$/iu;

export default defineRule({
  title: 'Database and outside world written one after the other',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    'stored-first':
      '`{function}` stores with `{persist}` and then {does} `{effect}`: a crash in between keeps the row and loses the rest.',
    'sent-first':
      '`{function}` {does} `{effect}` and then stores with `{persist}`: when the row is not stored, what was sent is not true.',
  },
  library: 'a transactional outbox: the event is a row of the same transaction, a relay sends it',
  create({ project, report }) {
    return {
      function(fn) {
        const steps = outsideSteps(fn, project);
        for (const [kind, severity, does] of OUTSIDE) {
          const pair = pairOf(steps, kind, fn);
          if (pair === null) continue;
          if (isOutbox(fn) || /metric|analytic|telemetr|audit/iu.test(fn.name)) return;
          if (isExplained(pair.persist.call, project)) return;
          const { outside, persist } = pair;
          report(
            outside.call,
            persist.call.index < outside.call.index ? 'stored-first' : 'sent-first',
            { function: fn.name, persist: persist.call.text, effect: outside.call.text, does },
            {
              severity,
              confidence: confidenceOf(kind, outside),
              why: whyOf(steps, pair),
              evidence: [{ place: persist.call, note: 'stored here' }],
            },
          );
          return;
        }
      },
    };
  },
});

/** A message to a person can be asked for again, and whoever only logs that a call failed can do without it. */
function confidenceOf(kind: Outside, { call, leaf }: OutsideStep): Confidence {
  if (kind === 'notify' || handlesItself(call)) return 'low';
  return kind === 'publish' && leaf.fact !== null ? 'high' : 'medium';
}

interface Pair {
  readonly outside: OutsideStep;
  readonly persist: OutsideStep;
}

/** A step outside and a stored one of the same use case, on the same way through it, in no common transaction. */
function pairOf(steps: readonly OutsideStep[], kind: Outside, fn: FunctionModel): Pair | null {
  for (const outside of steps) {
    const { call, kinds } = outside;
    if (!kinds.has(kind) || kinds.has('persist') || kinds.has('commit')) continue;
    if (BEST_EFFORT.test(call.text) || isAskedOrRepeatable(call.text)) continue;
    if (kind === 'request' && OPENS_PAYMENT.test(call.text)) continue;
    if (isIncidental(outside) || isTakenBack(call, steps)) continue;
    if (fn.flow.transactionsAt(call.operation).length > 0) continue;
    const persist = steps.find(
      (step) =>
        step.kinds.has('commit') &&
        !isIncidental(step) &&
        // A default row that is made when it is asked for belongs to nobody's use case.
        !isAskedOrRepeatable(step.call.text) &&
        !step.kinds.has(kind) &&
        (fn.flow.canFollow(step.call.operation, call.operation) ||
          (kind === 'publish' && fn.flow.canFollow(call.operation, step.call.operation))),
    );
    if (persist !== undefined) return { outside, persist };
  }
  return null;
}

/** In an error handler, or once for each of many: not the use case itself. */
function isIncidental({ call }: OutsideStep): boolean {
  return call.regions.some(
    ({ kind }) => kind === 'except' || kind === 'finally' || kind === 'loop',
  );
}

/** A handler of the failed call stores something else: what was stored before is put right. */
function isTakenBack({ regions }: OutsideStep['call'], steps: readonly OutsideStep[]): boolean {
  const tries = regions.flatMap((region) => (region.kind === 'try' ? [region.statement] : []));
  return steps.some(({ call, kinds }) => {
    if (!kinds.has('persist') && !kinds.has('commit')) return false;
    return call.regions.some(
      (region) => region.kind === 'except' && tries.includes(region.statement),
    );
  });
}

function isOutbox(fn: FunctionModel): boolean {
  if ([fn.qualifiedName, ...fn.calls.map(({ text }) => text)].some((it) => OUTBOX.test(it)))
    return true;
  return fn
    .effects()
    .some(
      ({ effect, model, path }) =>
        (effect === 'database-write' && model !== null && OUTBOX.test(model.class.name)) ||
        path.some(
          ({ text, runsElsewhere }) => OUTBOX.test(text) || runsElsewhere === 'after-commit',
        ),
    );
}

function whyOf(steps: readonly OutsideStep[], { outside, persist }: Pair): string {
  const isStoredFirst = persist.call.index < outside.call.index;
  return crashWindow({
    steps,
    from: persist,
    to: outside,
    leaves: isStoredFirst
      ? 'keeps the row, and nobody was told'
      : 'leaves others to act on something that was never stored',
    outcome: isStoredFirst
      ? 'So does another side that does not answer. Nothing tries again.'
      : 'So does a write that fails. What was sent cannot be taken back.',
  });
}
