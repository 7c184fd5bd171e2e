import {
  defineRule,
  endlessLoopsOf,
  expressionsIn,
  isGuardedAround,
  nameOf,
  outsideCallsOf,
  placeAt,
} from '#rule-kit';
import type { CallSite, FunctionModel, Knowledge, LoopStmt, Project } from '#rule-kit';

type Runner = 'task' | 'thread' | 'process';

export default defineRule({
  title: 'Worker loop that one exception ends',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    unguarded:
      'The loop of `{function}` runs in a {runner} of its own, and one exception of `{call}` ends it for good: nothing inside the loop catches it.',
    'guard-removed': 'One exception ends the loop of `{function}` for good: `{guard}` is gone.',
    'guard-weakened': 'The loop of `{function}` survives less: `{guard}` has become `{now}`.',
  },
  guards: ['exception-guard'],
  library: 'try/except inside the loop with a log and a pause; a supervisor that restarts the task',
  create({ project, knowledge, report }) {
    const spawned = new Map<FunctionModel, { readonly call: CallSite; readonly runner: Runner }>();
    return {
      call(call) {
        if (isSupervised(call, knowledge)) return;
        for (const { target, where } of call.scheduled) {
          if (target === null || (where !== 'task' && where !== 'thread' && where !== 'process'))
            continue;
          if (!spawned.has(target)) spawned.set(target, { call, runner: where });
        }
      },
      project(targets) {
        for (const module of targets) {
          for (const fn of module.functions) {
            const start = spawned.get(fn) ?? startElsewhere(fn, project, knowledge);
            if (start === null) continue;
            const found = firstUnguarded(fn);
            if (found === null) continue;
            const params = { function: fn.name, runner: start.runner, call: found.call.text };
            report(placeAt(fn, headerOf(found.loop)), 'unguarded', params, {
              evidence: [
                { place: found.call, note: `\`${found.call.text}\` may fail here` },
                { place: start.call, note: `the ${start.runner} is started here` },
              ],
              context: found.call.text,
              fixCode: guarded(found.call, fn),
            });
          }
        }
      },
    };
  },
});

/** A task group, and a call whose result is awaited on the spot, hand the exception on. */
function isSupervised(call: CallSite, knowledge: Knowledge): boolean {
  const receiver = call.receiver?.name ?? '';
  if (knowledge.hasRole(receiver, 'task-group') || call.awaited) return true;
  if (call.fact?.roles?.includes('executor') === true) return true;
  const name = keptAs(call);
  if (name === null || call.function === null) return false;
  const { calls, flow } = call.function;
  if (calls.some(({ text }) => text === `${name}.add_done_callback`)) return true;
  // Cancelled first means that it is only awaited when the service ends.
  if (calls.some(({ text }) => text.endsWith('.cancel'))) return false;
  return flow.operations.some(
    (operation) =>
      operation.kind === 'await' &&
      operation.start > call.span.end &&
      [...expressionsIn(operation.value)].some((expr) => nameOf(expr) === name),
  );
}

/** The name that the task, or the list that it stands in or is appended to, is kept under. */
function keptAs(call: CallSite): string | null {
  const { statement } = call.operation;
  if (statement.kind === 'assign') {
    const [target] = statement.targets;
    return target === undefined ? null : nameOf(target);
  }
  const { consumer } = call;
  return consumer?.text.endsWith('.append') === true
    ? consumer.text.slice(0, -'.append'.length)
    : null;
}

/** Started from a module that is not under review. */
function startElsewhere(
  fn: FunctionModel,
  project: Project,
  knowledge: Knowledge,
): { readonly call: CallSite; readonly runner: Runner } | null {
  if (endlessLoopsOf(fn).length === 0) return null;
  for (const call of project.callersOf(fn).calls) {
    const { consumer } = call;
    if (call.runsElsewhere !== 'task' || consumer === null || isSupervised(consumer, knowledge))
      continue;
    return { call: consumer, runner: 'task' };
  }
  return null;
}

/** The first call of an endless loop that reaches outside and that no handler of the loop catches. */
function firstUnguarded(
  fn: FunctionModel,
): { readonly loop: LoopStmt; readonly call: CallSite } | null {
  for (const loop of endlessLoopsOf(fn)) {
    if (isGuardedAround(loop, fn)) continue;
    const open = outsideCallsOf(loop, fn).find(
      ({ call, caught }) => !caught && isInBody(call, loop),
    );
    if (open !== undefined) return { loop, call: open.call };
  }
  return null;
}

/** The header of `async for message in consumer` may end: that is the end of the stream. */
function isInBody(call: CallSite, loop: LoopStmt): boolean {
  const [first] = loop.body;
  return first !== undefined && call.span.start >= first.start;
}

function headerOf(loop: LoopStmt): { readonly start: number; readonly end: number } {
  return { start: loop.start, end: loop.kind === 'while' ? loop.test.end : loop.iterable.end };
}

function guarded(call: CallSite, fn: FunctionModel): string {
  const pause = fn.isAsync ? 'await asyncio.sleep(delay)' : 'time.sleep(delay)';
  return [
    'while True:',
    '    try:',
    `        ${call.awaited ? 'await ' : ''}${call.text}(...)`,
    '        delay = 1',
    '    except Exception:',
    `        logger.exception("${fn.name} failed, going on in %s s", delay)`,
    `        ${pause}`,
    '        delay = min(delay * 2, 60)',
  ].join('\n');
}
