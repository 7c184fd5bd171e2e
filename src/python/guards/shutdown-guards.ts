import type { Knowledge } from '../../knowledge/knowledge.ts';
import { textOf } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import { chainText, methodName, receiverOf } from '../flow/expression-text.ts';
import type { Guard } from '../model/guards.ts';
import type { Project } from '../model/project.ts';
import type { CallSite, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { guardAt } from './guard-at.ts';

/** Subject of handlers of SIGTERM and SIGINT. */
const WORK = 'the work in hand';

/** Methods that end what was opened, started or connected. */
const ENDS =
  /^(?:a?close|wait_closed|close_all|close_connections|dispose|shutdown|shut_down|stop|a?disconnect|cancel|terminate|unsubscribe|aclose_all|join|flush|drain|stop_polling)$/u;

/** What a module does when the service stops: signal handlers, hooks, the part of a lifespan after its `yield`. */
export function shutdownGuards(module: ModuleModel, knowledge: Knowledge): readonly Guard[] {
  return [
    ...signalHandlers(module, knowledge),
    ...module.functions.flatMap((fn) => cleanUps(fn).map(cleanUpGuard)),
  ];
}

function cleanUpGuard(call: CallSite): Guard {
  return guardAt(call, 'shutdown', { subject: openedName(call), text: textOf(call.expr) });
}

/** `loop.add_signal_handler(SIGTERM, stop.set)`, `signal.signal(SIGTERM, stop)`. */
function signalHandlers(module: ModuleModel, knowledge: Knowledge): readonly Guard[] {
  if (!module.facts.imports.some((imported) => imported.module === 'signal')) return [];
  return module.calls
    .filter((call) => registersSignal(call, knowledge))
    .map((call) => guardAt(call, 'shutdown', { subject: WORK, text: textOf(call.expr) }));
}

function registersSignal(call: CallSite, knowledge: Knowledge): boolean {
  if (call.fact?.roles?.includes('signal-handler') !== true || call.name === null) return false;
  const handler = call.expr.args[1]?.value;
  return (
    knowledge.kindsOf(call.name).includes('stdlib') &&
    handler !== undefined &&
    !/SIG_(?:IGN|DFL)$/u.test(textOf(handler))
  );
}

/** Calls that end something, where the framework calls when it stops. */
function cleanUps(fn: FunctionModel): readonly CallSite[] {
  const from = stopsFrom(fn);
  if (from === null) return [];
  return fn.calls.filter(
    (call) =>
      call.index >= 0 &&
      call.span.start >= from &&
      ENDS.test(methodName(call.expr.callee)) &&
      openedName(call) !== '',
  );
}

/** Offset from which a function runs at the stop: all of a hook, a lifespan after its `yield`; null for every other function. */
function stopsFrom(fn: FunctionModel): number | null {
  const isHook = fn.entries.some(
    ({ kind, path }) => kind === 'shutdown' || (kind === 'startup' && path === 'shutdown'),
  );
  if (isHook) return fn.facts.start;
  if (!isLifespan(fn)) return null;
  return fn.flow.operations.find(({ kind }) => kind === 'yield')?.end ?? null;
}

/** A context manager function that is named a lifespan or handed over as one. */
function isLifespan(fn: FunctionModel): boolean {
  const isManager = fn.decorators.some(({ name }) => name?.endsWith('contextmanager') === true);
  if (!fn.facts.isGenerator || !isManager) return false;
  if (/lifespan|life_span|lifecycle/u.test(fn.name)) return true;
  return fn.module.topLevel.calls.some((call) => {
    const given = call.argument('lifespan');
    return given !== null && textOf(given) === fn.name;
  });
}

/** `engine` of `engine.dispose()`, `app.state.redis` of `app.state.redis.aclose()`. */
function openedName(call: CallSite): string {
  const receiver = receiverOf(call.expr.callee);
  return receiver === null ? '' : chainText(receiver);
}

/** True when the module still opens what was ended, or still has work to be told about, and nothing ends or tells it. */
export function isStopNeeded(guard: Guard, project: Project): boolean {
  const module = project.module(guard.module.path);
  if (module === null) return false;
  if (guard.subject === WORK) return needsSignal(module, project);
  const ended = module.calls.some(
    (call) => ENDS.test(methodName(call.expr.callee)) && openedName(call) === guard.subject,
  );
  return !ended && isOpened(guard.subject, module);
}

function needsSignal(module: ModuleModel, project: Project): boolean {
  const { knowledge } = project;
  const handled = module.calls.some(
    (call) => registersSignal(call, knowledge) || call.fact?.roles?.includes('server-run') === true,
  );
  if (handled) return false;
  return module.calls.some((call) => call.fact?.roles?.includes('event-loop-run') === true);
}

/** Assigned from a call that is not a context manager's own. */
function isOpened(name: string, module: ModuleModel): boolean {
  const flows = [module.topLevel, ...module.functions.map(({ flow }) => flow)];
  return flows.some(({ operations }) =>
    operations.some(
      (operation) =>
        operation.kind === 'assign' &&
        operation.value !== null &&
        opens(operation.value) &&
        operation.targets.some((target) => textOf(target) === name) &&
        operation.statement.kind !== 'with',
    ),
  );
}

function opens(value: Expr): boolean {
  const called = value.kind === 'await' ? value.value : value;
  return called.kind === 'call' && !/enter_(?:async_)?context$/u.test(textOf(called.callee));
}
