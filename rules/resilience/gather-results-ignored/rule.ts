import {
  booleanValue,
  defineRule,
  expressionsIn,
  isBestEffort,
  nameOf,
  statementsIn,
  unreadResult,
} from '#rule-kit';
import type { CallSite } from '#rule-kit';

const ENDING =
  /(?:^|_)(?:a?close|aexit|cancel|cleanup|dispose|disconnect|exit|shutdown|stop|teardown|lifespan)(?:_|$)/iu;

export default defineRule({
  title: 'Failures collected by gather and never looked at',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    discarded:
      '`{call}` with `return_exceptions=True` collects the failures, and the result is thrown away.',
    unread: '`{name}` holds the failures that `{call}` collected, and nothing reads it.',
    untested:
      '`{name}` mixes results with the exceptions that `{call}` collected, and nothing tells them apart.',
  },
  library: 'asyncio.TaskGroup, or a look at each result',
  create({ project, report }) {
    return {
      call(call) {
        if (call.fact?.roles?.includes('gather') !== true || !call.awaited) return;
        if (booleanValue(call.argument('return_exceptions')) !== true || isEnding(call)) return;
        if (isBestEffort(call, project)) return;
        const details = { fixCode: looked(call) };
        const { statement } = call.operation;
        if (statement.kind === 'expression') {
          report(call, 'discarded', { call: call.text }, details);
          return;
        }
        const name = unreadResult(call) ?? unreadName(call);
        if (name !== null) {
          report(call, 'unread', { call: call.text, name }, details);
          return;
        }
        const iterated = onlyIterated(call);
        if (iterated !== null)
          report(
            call,
            'untested',
            { call: call.text, name: iterated },
            { ...details, severity: 'medium', confidence: 'medium' },
          );
      },
    };
  },
});

/** When everything is stopped, what the stopped tasks say does not matter. */
function isEnding(call: CallSite): boolean {
  const fn = call.function;
  if (fn === null) return false;
  if (ENDING.test(fn.name) || fn.entries.some(({ kind }) => kind === 'shutdown')) return true;
  if (call.regions.some((region) => region.kind === 'finally' || region.kind === 'except'))
    return true;
  const stops = (text: string): boolean => /\.(?:cancel|a?close|stop|disconnect)$/u.test(text);
  return fn.calls.some((other) => stops(other.text) && other.span.start < call.span.end);
}

function targetOf(call: CallSite): string | null {
  const { statement } = call.operation;
  if (statement.kind !== 'assign' || statement.value?.kind !== 'await') return null;
  const [target] = statement.targets;
  return statement.targets.length === 1 && target?.kind === 'name' ? target.id : null;
}

function unreadName(call: CallSite): string | null {
  const name = targetOf(call);
  if (name === null || readsOf(name, call) > 0) return null;
  const loops = [...statementsIn(call.function?.body ?? [])].filter((stmt) => stmt.kind === 'for');
  const isIterated = loops.some(({ iterable }) =>
    [...expressionsIn(iterable)].some((expr) => nameOf(expr) === name),
  );
  return isIterated ? null : name;
}

function readsOf(name: string, call: CallSite): number {
  return readersOf(name, call).length;
}

function readersOf(name: string, call: CallSite) {
  const fn = call.function;
  if (fn === null) return [];
  return fn.flow.operations.filter((operation) => {
    const values = valuesAt(operation);
    return values.some((value) => [...expressionsIn(value)].some((expr) => nameOf(expr) === name));
  });
}

function valuesAt(operation: CallSite['operation']) {
  switch (operation.kind) {
    case 'call':
      return operation.call.expr.args.map(({ value }) => value);
    case 'assign':
    case 'return':
    case 'yield':
    case 'raise':
      return operation.value === null ? [] : [operation.value];
    case 'test':
      return [operation.test];
    default:
      return [];
  }
}

/** `for result in results: use(result)` and nothing else: no `isinstance`, no hand-over, no return. */
function onlyIterated(call: CallSite): string | null {
  const name = targetOf(call);
  const fn = call.function;
  if (name === null || fn === null) return null;
  const loops = [...statementsIn(fn.body)].filter(
    (stmt) => stmt.kind === 'for' && stmt.iterable.kind === 'name' && stmt.iterable.id === name,
  );
  const [loop] = loops;
  if (loop === undefined || loop.kind !== 'for' || readsOf(name, call) > 0) return null;
  if (loop.target.kind !== 'name') return null;
  const row = loop.target.id;
  const isTested = fn.calls.some(
    ({ text, expr }) =>
      /^(?:isinstance|issubclass|type)$/u.test(text) ||
      expr.args.some(({ value }) => nameOf(value) === row),
  );
  const isMatched = [...statementsIn(loop.body)].some(
    (stmt) => stmt.kind === 'match' || stmt.kind === 'try',
  );
  return isTested || isMatched ? null : name;
}

function looked(call: CallSite): string {
  const text = call.expr.args.some(({ splat }) => splat === '*') ? '*coroutines' : '...';
  return [
    `results = await ${call.text}(${text}, return_exceptions=True)`,
    'failures = [result for result in results if isinstance(result, BaseException)]',
    'for failure in failures:',
    '    logger.error("step failed", exc_info=failure)',
    'if failures:',
    '    raise ExceptionGroup("some steps failed", failures)',
  ].join('\n');
}
