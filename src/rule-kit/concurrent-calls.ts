import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel } from '../python/model/index.ts';
import { singleDefinition } from '../python/effects/chains.ts';
import { repeatingLoop } from '../python/flow/questions.ts';
import { nameOf } from './expressions.ts';

/** Coroutine calls whose work runs at the same time. */
export interface ConcurrentCalls {
  /** What runs them: `asyncio.gather`, or the last call that starts one as a task. */
  readonly runner: CallSite;
  readonly calls: readonly ConcurrentCall[];
}

export interface ConcurrentCall {
  readonly site: CallSite;
  /** It runs once for each round of a loop or comprehension. */
  readonly isRepeated: boolean;
}

/** What a function runs concurrently: each `gather` by itself, and the tasks that it starts and does not await on the spot. */
export function concurrentCalls(fn: FunctionModel): readonly ConcurrentCalls[] {
  const gathered = fn.calls.flatMap((call) => {
    if (call.fact?.roles?.includes('gather') !== true) return [];
    const calls = call.expr.args.flatMap(({ value }) => awaitablesIn(value, call));
    return calls.length === 0 ? [] : [{ runner: call, calls }];
  });
  return [...gathered, ...startedTasks(fn)];
}

function startedTasks(fn: FunctionModel): readonly ConcurrentCalls[] {
  const byGroup = new Map<string, CallSite[]>();
  for (const call of fn.calls) {
    if (call.fact?.roles?.includes('task-spawn') !== true || call.awaited) continue;
    // What a gather takes was counted there.
    if (call.consumer?.fact?.roles?.includes('gather') === true) continue;
    byGroup.set(call.text, [...(byGroup.get(call.text) ?? []), call]);
  }
  return [...byGroup.values()].flatMap((spawns) => {
    const runner = spawns.at(-1);
    const calls = spawns.flatMap((spawn) => started(spawn));
    return runner === undefined || calls.length === 0 ? [] : [{ runner, calls }];
  });
}

/** `create_task(load(session))` starts a call; `start_soon(load, session)` is itself the one with the arguments. */
function started(spawn: CallSite): readonly ConcurrentCall[] {
  const first = spawn.expr.args[0]?.value;
  const site = first === undefined ? undefined : siteOf(first, spawn);
  return [{ site: site ?? spawn, isRepeated: repeatingLoop(spawn) !== null }];
}

/** The coroutine calls of an argument of `gather`: a call, a display, a comprehension, or a local name that holds them. */
function awaitablesIn(expr: Expr, at: CallSite): readonly ConcurrentCall[] {
  const value = expr.kind === 'starred' ? expr.value : expr;
  if (value.kind === 'list' || value.kind === 'tuple')
    return value.items.flatMap((item) => callIn(item, at));
  if (value.kind === 'comprehension')
    return callIn(value.element, at).map(({ site }) => ({ site, isRepeated: true }));
  return value.kind === 'name' ? heldBy(value.id, at) : callIn(value, at);
}

function callIn(expr: Expr, at: CallSite): readonly ConcurrentCall[] {
  const site = siteOf(expr, at);
  if (site === undefined) return [];
  return site.fact?.roles?.includes('task-spawn') === true
    ? started(site)
    : [{ site, isRepeated: false }];
}

/** `jobs = [load(x) for x in xs]`, or `jobs.append(load(x))` before. */
function heldBy(name: string, at: CallSite): readonly ConcurrentCall[] {
  const { function: fn } = at;
  if (fn === null) return [];
  const defined = singleDefinition(fn.flow, name, at.operation)?.value;
  const inValue = defined === undefined || defined.kind === 'name' ? [] : awaitablesIn(defined, at);
  const appended = fn.calls.flatMap((call) => {
    if (nameOf(call.expr.callee) !== `${name}.append` || call.index > at.index) return [];
    const isRepeated = repeatingLoop(call) !== null;
    return call.expr.args.flatMap(({ value }) =>
      callIn(value, at).map(({ site }) => ({ site, isRepeated })),
    );
  });
  return [...inValue, ...appended];
}

function siteOf(expr: Expr, at: CallSite): CallSite | undefined {
  return at.function?.calls.find((call) => call.expr === expr);
}
