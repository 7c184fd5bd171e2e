import { textOf, walkStatements } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import { methodName, receiverOf } from '../flow/expression-text.ts';
import type { LockScope, Operation, Region } from '../model/flow.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { PASSED_ON, seesCancellation } from './cancellation-guards.ts';
import { isRewritten, keyOf, WRITES, type Need } from './need.ts';
import { isDropped, spawnedName, spawnsTask } from './task-guards.ts';
import { isWorkerLoop } from './worker-guards.ts';

const SAYS_LOCK = /lock|mutex|semaphore|guard|synchron|exclusive|single_?flight/iu;
const MUTATES =
  /^(?:append|add|pop|popitem|popleft|appendleft|remove|discard|clear|update|insert|extend|setdefault|push|move_to_end)$/u;

/** What was changed under the lock is changed without one, where something else can come in between. */
export function isLockNeeded(need: Need): boolean {
  const { base, fn, guard, project } = need;
  if (isRewritten(need) || holdsSomeLock(fn)) return false;
  if (project.evidence(fn, 'lock').found.length > 0) return false;
  const scope = base === null ? null : lockScope(base, guard.span.start);
  if (base === null || scope === null) return false;
  const inside = base.flow.operations.filter((at) =>
    base.flow.locksAt(at).some(({ start }) => start === scope.start),
  );
  const changed = new Set(inside.flatMap((at) => changedPlaces(at, base)));
  const now = fn.flow.operations.filter((at) =>
    changedPlaces(at, fn).some((place) => changed.has(place)),
  );
  if (now.length === 0) return writesSameRows(need, inside);
  return scope.kind !== 'asyncio' || now.some((at) => isOvertaken(at, fn, changed));
}

function lockScope(fn: FunctionModel, start: number): LockScope | null {
  for (const operation of fn.flow.operations) {
    const scope = fn.flow.locksAt(operation).find((lock) => lock.start === start);
    if (scope !== undefined) return scope;
  }
  return null;
}

function holdsSomeLock(fn: FunctionModel): boolean {
  const texts = fn.flow.operations.flatMap(({ regions }) =>
    regions.flatMap((region) => (region.kind === 'with' ? [textOf(region.context)] : [])),
  );
  return [...texts, ...fn.decorators.map(({ expr }) => textOf(expr))].some((text) =>
    SAYS_LOCK.test(text),
  );
}

/** State that outlives the call: attributes, entries of what is not local, globals; assigned or mutated. */
function changedPlaces(at: Operation, fn: FunctionModel): readonly string[] {
  if (at.kind === 'assign') return at.targets.flatMap((target) => sharedName(target, fn));
  if (at.kind === 'delete') return at.targets.flatMap((target) => sharedName(target, fn));
  if (at.kind !== 'call') return [];
  const receiver = receiverOf(at.call.expr.callee);
  if (receiver === null || !MUTATES.test(methodName(at.call.expr.callee))) return [];
  return sharedName(receiver, fn);
}

function sharedName(expr: Expr, fn: FunctionModel): readonly string[] {
  const owner = expr.kind === 'subscript' ? expr.object : expr;
  if (owner.kind === 'attribute')
    return owner.object.kind === 'name' && /^(?:self|cls)$/u.test(owner.object.id)
      ? [textOf(owner)]
      : [];
  return owner.kind === 'name' && isGlobal(owner.id, fn) ? [owner.id] : [];
}

function isGlobal(name: string, fn: FunctionModel): boolean {
  let declared = false;
  walkStatements(fn.body, (statement) => {
    declared ||= statement.kind === 'global' && statement.names.includes(name);
  });
  if (declared) return true;
  const isLocal =
    fn.params.some((param) => param.name === name) ||
    fn.flow.operations.some(
      (at) =>
        at.kind === 'assign' &&
        at.targets.some((target) => target.kind === 'name' && target.id === name),
    );
  return (
    !isLocal &&
    fn.outer === null &&
    fn.module.facts.body.some(
      (statement) =>
        statement.kind === 'assign' &&
        statement.targets.some((target) => target.kind === 'name' && target.id === name),
    )
  );
}

/** On one event loop nothing comes in between without an await: read, await, write. */
function isOvertaken(write: Operation, fn: FunctionModel, places: ReadonlySet<string>): boolean {
  const mentions = (at: Operation): boolean =>
    [...places].some((place) => textsOf(at).some((text) => text.includes(place)));
  return fn.flow.operations.some(
    (read) =>
      read.index < write.index &&
      mentions(read) &&
      fn.flow.canFollow(read, write) &&
      fn.flow.awaitsBetween(read, write).length > 0,
  );
}

function textsOf(at: Operation): readonly string[] {
  switch (at.kind) {
    case 'test':
      return [textOf(at.test)];
    case 'call':
      return [textOf(at.call.expr)];
    case 'assign':
      return at.value === null ? [] : [textOf(at.value)];
    default:
      return [];
  }
}

/** Rows that were read and written under the lock are read and written without it. */
function writesSameRows({ fn }: Need, inside: readonly Operation[]): boolean {
  const calls = new Set(inside.flatMap((at) => (at.kind === 'call' ? [keyOf(at.call)] : [])));
  const does = (wanted: (effect: string) => boolean): boolean =>
    fn.effects(2).some(({ effect, origin }) => wanted(effect) && calls.has(keyOf(origin)));
  return (
    does((effect) => effect === 'database-read') &&
    does((effect) => WRITES.some((write) => write === effect))
  );
}

/** The same coroutine is started, and its task is thrown away or no longer watched. */
export function isTaskNeeded({ guard, fn }: Need): boolean {
  const watched = /^end of (.*)$/su.exec(guard.subject)?.[1];
  const spawns = fn.calls.filter(
    (call) => spawnsTask(call) && spawnedName(call) === (watched ?? guard.subject),
  );
  if (watched === undefined) return spawns.some(isDropped);
  const isWatched = fn.calls.some(({ text }) => text.endsWith('.add_done_callback'));
  return !isWatched && spawns.some((call) => isUnseen(call, fn));
}

/** Nobody awaits, gathers or hands on the task. */
function isUnseen(call: CallSite, fn: FunctionModel): boolean {
  if (call.awaited || call.consumer !== null) return false;
  if (call.fact?.roles?.includes('weak-task') !== true) return false;
  const { statement } = call.operation;
  if (statement.kind !== 'assign') return statement.kind === 'expression';
  const names = statement.targets.map((target) => textOf(target));
  return !fn.flow.operations.some(
    (at) =>
      at.index > call.operation.index &&
      ((at.kind === 'await' && names.some((name) => textOf(at.value).includes(name))) ||
        (at.kind === 'return' && at.value !== null && names.includes(textOf(at.value))) ||
        (at.kind === 'call' &&
          !MUTATES.test(methodName(at.call.expr.callee)) &&
          at.call.expr.args.some(({ value }) =>
            names.some((name) => textOf(value).includes(name)),
          ))),
  );
}

/** The same waits are made, and a cancellation in them skips the work or ends nowhere. */
export function isCancellationNeeded(need: Need): boolean {
  const { guard, fn, base } = need;
  if (!fn.isAsync || isRewritten(need)) return false;
  if (guard.subject === PASSED_ON) return swallows(fn);
  const calls = fn.calls.filter(({ text }) => text === guard.subject);
  if (guard.text.startsWith('except ') || guard.text.startsWith('finally:')) {
    if (calls.some(runsWhenCancelled)) return false;
    // A clean-up that is gone altogether may have become a context manager's.
    if (calls.length === 0) return guard.text.startsWith('except ') && waitsForSame(need);
    return calls.some((call) => base !== null && followsWait(call, fn));
  }
  return calls.some(({ awaited, consumer }) => awaited && consumer === null);
}

/** In a `finally`, or in a handler that also catches cancellations. */
function runsWhenCancelled({ regions }: CallSite): boolean {
  return regions.some(
    (region) =>
      region.kind === 'finally' || (region.kind === 'except' && seesCancellation(region.handler)),
  );
}

function followsWait(call: CallSite, fn: FunctionModel): boolean {
  return fn.flow.operations.some(
    ({ kind, index }) => kind === 'await' && index < call.operation.index,
  );
}

function swallows(fn: FunctionModel): boolean {
  let found = false;
  walkStatements(fn.body, (statement) => {
    if (statement.kind !== 'try') return;
    const handler = statement.handlers.find(seesCancellation);
    found ||= handler !== undefined && !handler.body.some(({ kind }) => kind === 'raise');
  });
  return found;
}

/** What was awaited in the body of the handler's `try` is still awaited, and no new block around it cleans up. */
function waitsForSame({ guard, fn, base }: Need): boolean {
  if (base === null) return false;
  const waited = new Set(
    base.calls.filter((call) => call.awaited && isTriedBefore(call, guard.span.start)).map(keyOf),
  );
  const blocks = new Set(withTexts(base.calls));
  const now = fn.calls.filter((call) => call.awaited && waited.has(keyOf(call)));
  return now.length > 0 && withTexts(now).every((text) => blocks.has(text));
}

function isTriedBefore({ regions }: CallSite, handler: number): boolean {
  return regions.some(
    (region) =>
      region.kind === 'try' && region.statement.handlers.some(({ start }) => start === handler),
  );
}

function withTexts(calls: readonly CallSite[]): readonly string[] {
  return calls.flatMap(({ regions }) =>
    regions.flatMap((region) => (region.kind === 'with' ? [textOf(region.context)] : [])),
  );
}

/** The loop still runs what the handler stood around, and nothing inside the loop catches what that raises. */
export function isWorkerGuardNeeded(need: Need): boolean {
  const { guard, fn, base } = need;
  if (isRewritten(need) || base === null) return false;
  const tried = base.calls.filter(({ regions }) =>
    regions.some((region) => region.kind === 'try' && region.statement.start === guard.span.start),
  );
  const keys = new Set(tried.map(keyOf));
  return fn.calls.some(
    (call) =>
      keys.has(keyOf(call)) &&
      canFail(call) &&
      call.regions.some(isWorkerLoop) &&
      !isCaughtInLoop(call.regions) &&
      !catchesItself(call),
  );
}

function canFail({ name, fact }: CallSite): boolean {
  if (name?.startsWith('builtins.') === true) return false;
  const effects = fact?.effects ?? [];
  return !effects.includes('log') && !effects.includes('sleep');
}

function isCaughtInLoop(regions: readonly Region[]): boolean {
  const loop = regions.findIndex(isWorkerLoop);
  return regions.slice(loop + 1).some((region) => {
    if (region.kind === 'try') return region.statement.handlers.length > 0;
    return (
      region.kind === 'with' &&
      (region.call?.fact?.roles?.includes('suppress') === true ||
        /suppress|catch|handl|guard|capture/iu.test(textOf(region.context)))
    );
  });
}

/** The handler moved into what the loop calls. */
function catchesItself({ target }: CallSite): boolean {
  if (target === null || !('flow' in target)) return false;
  return target.body.some((statement) => statement.kind === 'try' && statement.handlers.length > 0);
}
