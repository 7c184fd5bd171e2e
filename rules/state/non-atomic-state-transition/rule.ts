import {
  defineRule,
  hasConsequence,
  interleaving,
  isExclusive,
  isHarmlessTwice,
  isOnlySet,
  lineOf,
  placeAt,
  repositoryTransitions,
  stateTransitions,
  textOf,
} from '#rule-kit';
import type {
  CallSite,
  Confidence,
  FunctionModel,
  Operation,
  RaceStep,
  Severity,
  StateTransition,
} from '#rule-kit';

/** States that money, goods or access hang on. */
const VALUABLE =
  /pay|order|invoice|subscri|refund|withdraw|transfer|transaction|booking|reserv|ticket|voucher|coupon|charge|deposit|payout|purchase|checkout|delivery|shipment|wallet|balance|credit/iu;

export default defineRule({
  title: 'State tested and changed without a lock',
  severity: 'critical',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    found:
      '`{function}` tests `{column}` of `{owner}` and then sets it to `{state}`, and nothing stops two runs from passing the test together.',
    entity:
      '`{function}` loads `{owner}`, calls `{call}`, which tests and sets `{column}`, and saves it: nothing stops two runs from passing the test together.',
  },
  library: 'SELECT … FOR UPDATE, or UPDATE … WHERE status = the expected one',
  create({ project, report }) {
    return {
      function(fn) {
        if (fn.entries.some(({ kind }) => kind === 'cli' || kind === 'startup')) return;
        const seen = new Set<string>();
        const within = { fn, project };
        for (const transition of [...stateTransitions(within), ...repositoryTransitions(within)]) {
          const { change, source, test, write, owner, column } = transition;
          if (source === null || test === null || write === null) continue;
          if (source.kind === 'parameter' || seen.has(`${owner}.${column}`)) continue;
          if (isExclusive(transition, within) || isHarmlessTwice(transition, fn)) continue;
          seen.add(`${owner}.${column}`);
          const place = placeAt(fn, { start: change.start, end: change.end });
          const common = { function: fn.name, owner, column };
          const details = {
            severity: severityOf(transition, fn),
            confidence: confidenceOf(transition, fn),
            why: whyOf(transition, fn),
            fixCode: fixOf(transition),
            evidence:
              source.call === null
                ? []
                : [{ place: source.call, note: 'read here, without a lock' }],
          };
          if (change.kind === 'call' && write.operation !== change)
            report(place, 'entity', { ...common, call: transition.subject }, details);
          else report(place, 'found', { ...common, state: transition.state }, details);
        }
      },
    };
  },
});

/** Nothing hangs on a state that only says what has passed: set twice, it is the same. */
const PASSED =
  /(?:^|[._"'])(?:expired|answered|assigned|closed|archived|inactive|in_?progress|open|read|pending)$/iu;

/** Critical where money or goods hang on the state and something is done by whoever passes; low where neither is known. */
function severityOf(transition: StateTransition, fn: FunctionModel): Severity {
  const { owner, state } = transition;
  const isValuable = VALUABLE.test(owner) && !PASSED.test(state);
  const isDone = hasConsequence(transition, fn);
  if (isValuable && isDone) return 'critical';
  return isValuable || isDone ? 'medium' : 'low';
}

function confidenceOf(transition: StateTransition, fn: FunctionModel): Confidence {
  const isLow = severityOf(transition, fn) === 'low';
  if (isLow) return isOnlySet(transition, fn) ? 'low' : 'medium';
  return transition.source?.kind === 'fetched' && transition.model !== null ? 'high' : 'medium';
}

function whyOf(transition: StateTransition, fn: FunctionModel): string {
  const { source, test, change, write, column, subject } = transition;
  const read = source?.call == null ? subject : textOf(source.call.expr);
  const isTestHere = test?.kind === 'test' && fn.flow.operations.includes(test);
  const condition = test?.kind === 'test' ? textOf(test.test) : column;
  const saved = `${write?.text ?? 'commit'}(…)`;
  const step = (
    who: RaceStep['who'],
    said: Pick<RaceStep, 'code' | 'note'>,
    at: CallSite | Operation | null,
  ): RaceStep => ({ who, ...said, ...(at === null ? {} : { line: lineOf(at, fn) }) });
  const readAt = source?.call ?? null;
  const testAt = isTestHere ? test : null;
  const set = { code: changeText(change), note: 'sets it' };
  const isOneStep = write?.operation === change;
  return interleaving(
    [
      step('first', { code: read, note: `reads \`${column}\`` }, readAt),
      step('second', { code: read, note: `reads the same \`${column}\`` }, readAt),
      step('first', { code: condition, note: 'passes' }, testAt),
      step('second', { code: condition, note: 'passes too' }, testAt),
      step('first', set, change),
      ...(isOneStep ? [] : [step('first', { code: saved, note: 'saves it' }, write)]),
      step('second', isOneStep ? { ...set, note: 'sets it again' } : set, change),
      ...(isOneStep ? [] : [step('second', { code: saved, note: 'saves it again' }, write)]),
    ],
    'The transition is made twice, with everything that hangs on it: two refunds, two deliveries, two messages. A transaction alone does not help: both read before either commits.',
  );
}

function changeText(change: Operation): string {
  if (change.kind === 'call') return `${change.call.text}(…)`;
  if (change.kind !== 'assign' || change.value === null) return '';
  return `${change.targets.map((target) => textOf(target)).join(' = ')} = ${textOf(change.value)}`;
}

function fixOf({ model, owner, column, state }: StateTransition): string {
  const to = state.includes('.') ? state : `"${state}"`;
  const expected = state.includes('.')
    ? `${state.split('.').slice(0, -1).join('.')}.EXPECTED`
    : '"expected"';
  if (model?.kind === 'django' || model?.kind === 'tortoise') {
    return [
      `changed = ${owner}.objects.filter(pk=pk, ${column}=${expected}).update(${column}=${to})`,
      'if changed == 0:',
      '    raise AlreadyChanged(pk)',
    ].join('\n');
  }
  return [
    'changed = session.execute(',
    `    update(${owner}).where(${owner}.id == id, ${owner}.${column} == ${expected}).values(${column}=${to})`,
    ')',
    'if changed.rowcount == 0:',
    '    raise AlreadyChanged(id)  # or read the row with .with_for_update() before the test',
  ].join('\n');
}
