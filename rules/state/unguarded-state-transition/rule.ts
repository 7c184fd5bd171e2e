import {
  chainCalls,
  defineRule,
  isGuardedElsewhere,
  placeAt,
  stateTransitions,
  textOf,
} from '#rule-kit';
import type { CallSite, FunctionModel, StateTransition } from '#rule-kit';

/** States that money, goods or access hang on. */
const VALUABLE =
  /pay|paid|order|invoice|subscri|refund|withdraw|transfer|transaction|booking|reserv|voucher|charge|deposit|payout|purchase|checkout|shipment|^buy|sale/iu;
/** Words of queries and repositories that choose rows by their state. */
const CHOSEN =
  /status|state|pending|active|due\b|_due|open|unpaid|expired|stale|queued|new_|draft|ready|overdue|locked|create/iu;
/** States that a row may come to from everywhere. */
const FROM_ANYWHERE = /delet|remov|archiv|purg/iu;
const MIN_STATES = 3;

export default defineRule({
  title: 'State changed without looking at the state before',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  guards: ['status-guard'],
  messages: {
    unguarded:
      '`{function}` sets `{subject}` to `{state}` whatever it was before: of its {states} states, every one can turn into `{state}`.',
    'guard-removed': '`{function}` no longer looks at the state before it changes it: {guard}.',
  },
  library:
    'a method of the entity that tests the state, or UPDATE … WHERE status = the expected one',
  create({ project, report }) {
    return {
      function(fn) {
        if (fn.entries.some(({ kind }) => kind === 'cli' || kind === 'startup')) return;
        if (fn.name === '__init__') return;
        const found = stateTransitions({ fn, project }).filter((one) => isUnguarded(one, fn));
        if (found.length === 0 || isGuardedElsewhere(found, { fn, project })) return;
        const reported = new Set<string>();
        for (const transition of found) {
          const { change, subject, state, states, owner } = transition;
          if (reported.has(subject)) continue;
          reported.add(subject);
          const isValuable = VALUABLE.test(owner) || VALUABLE.test(state);
          report(
            placeAt(fn, { start: change.start, end: change.end }),
            'unguarded',
            { function: fn.name, subject, state, states },
            {
              severity: isValuable ? 'high' : 'medium',
              confidence: isValuable && transition.source?.kind !== 'parameter' ? 'high' : 'medium',
              fixCode: fixOf(transition),
            },
          );
        }
      },
    };
  },
});

function isUnguarded(transition: StateTransition, fn: FunctionModel): boolean {
  const { test, states, source, change, subject, state } = transition;
  if (FROM_ANYWHERE.test(state.split('.').at(-1) ?? state)) return false;
  if (test !== null || states < MIN_STATES || (change.kind === 'call' && source !== null))
    return false;
  if (source?.kind === 'parameter') return false;
  if (change.regions.some(({ kind }) => kind === 'except' || kind === 'branch')) return false;
  if (source?.call != null && isChosenByState(source.call)) return false;
  // What this function set itself is known.
  return !fn.flow.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      operation.index < change.index &&
      operation.targets.some((target) => textOf(target) === subject),
  );
}

/** The row was read by its state, or was made if there was none. */
function isChosenByState(call: CallSite): boolean {
  const { target } = call;
  const words = chainCalls(call).map(({ expr }) => textOf(expr));
  const inside =
    target !== null && 'flow' in target ? target.calls.map(({ expr }) => textOf(expr)) : [];
  return [...words, ...inside].some((text) => CHOSEN.test(text));
}

function fixOf({ subject, state, source }: StateTransition): string {
  const row = subject.split('.').slice(0, -1).join('.');
  const states = state.includes('.') ? `${state.split('.').slice(0, -1).join('.')}.` : '';
  const expected = states === '' ? '"expected"' : `${states}EXPECTED`;
  const to = states === '' ? `"${state}"` : state;
  if (source === null)
    return `.where(${subject} == ${expected})  # and look at the number of rows changed`;
  return [
    `if ${subject} != ${expected}:`,
    `    raise InvalidTransition(${row}, ${to})`,
    `${subject} = ${to}`,
  ].join('\n');
}
