import { textOf } from '../facts/expressions.ts';
import { enclosing } from '../flow/questions.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { boundOf, HELD, limiterRegions } from './bound-guards.ts';
import { isRewritten, keyOf, OUTSIDE, stillDoes, wordsAround, type Need } from './need.ts';
import { spawnsTask } from './task-guards.ts';

const RETRY = /retr(?:y|ies|ied)|attempt|backoff|resilien|stamina|tenac/iu;
const BREAKER = /breaker|circuit|resilien/iu;
const LIMITER = /semaphore|limit|throttl|chunk|batch|bounded|pool|window|max_|at_once|worker/iu;

/** Head makes the same calls to the outside, and nothing around them tries again. */
export function isRetryNeeded(need: Need): boolean {
  return (
    !isRewritten(need) &&
    (stillDoes(need, OUTSIDE) || stillBuildsClient(need)) &&
    !isLooped(need) &&
    need.project.evidence(need.fn, 'retry').found.length === 0 &&
    !hasNewUnknownDecorator(need) &&
    !wordsAround(need).some((word) => RETRY.test(word))
  );
}

export function isBreakerNeeded(need: Need): boolean {
  return (
    !isRewritten(need) &&
    stillDoes(need, OUTSIDE) &&
    !hasNewUnknownDecorator(need) &&
    !wordsAround(need).some((word) => BREAKER.test(word))
  );
}

/** A factory that gave its client a retry still makes the client. */
function stillBuildsClient({ base, fn, project }: Need): boolean {
  const { knowledge } = project;
  const clients = (at: FunctionModel): readonly string[] =>
    at.calls.flatMap(({ name }) =>
      name !== null &&
      (knowledge.hasRole(name, 'http-client') || knowledge.hasRole(name, 'async-http-client'))
        ? [name]
        : [],
    );
  const before = base === null ? [] : clients(base);
  return clients(fn).some((name) => before.includes(name));
}

/** A `try` in a loop, here or where the function is called: somebody tries again by hand. */
function isLooped(need: Need): boolean {
  const { fn, project } = need;
  const isTried = (call: CallSite): boolean => {
    const loop = enclosing(call, 'loop');
    return loop !== null && call.regions.indexOf(loop) < call.regions.findLastIndex(isTry);
  };
  return fn.calls.some(isTried) || project.callersOf(fn).calls.some(isTried);
}

function isTry({ kind }: { readonly kind: string }): boolean {
  return kind === 'try';
}

/** A decorator that base did not have and nobody knows may do anything. */
function hasNewUnknownDecorator({ base, fn }: Need): boolean {
  const before = new Set(base?.decorators.map(({ expr }) => textOf(expr)));
  return fn.decorators.some(({ name, expr }) => name === null && !before.has(textOf(expr)));
}

/** Head starts the same work with nothing that limits how much of it runs at once. */
export function isBoundNeeded(need: Need): boolean {
  const { guard, fn } = need;
  if (guard.subject !== HELD) return fn.calls.some((call) => isUnbounded(call, guard.subject));
  return (
    !isRewritten(need) &&
    doesSame(need) &&
    !isLimited(need) &&
    !isSequentialNow(need) &&
    !wordsAround(need).some((word) => LIMITER.test(word))
  );
}

/** `queue of asyncio.Queue`: the same thing is made without a bound. */
export function isUnbounded(call: CallSite, subject: string): boolean {
  return (
    call.name !== null &&
    call.fact?.bound !== undefined &&
    subject.endsWith(` of ${call.name}`) &&
    !subject.startsWith('number of permits') &&
    !call.hasSplat &&
    boundOf(call).length === 0
  );
}

/** What stood under the semaphore is still called. */
function doesSame({ base, fn, guard, project }: Need): boolean {
  if (base === null) return false;
  const region = limiterRegions(base, project).find(({ start }) => start === guard.span.start);
  const held = base.calls.filter(
    ({ regions, span }) =>
      span.start > guard.span.end &&
      (region === undefined || regions.some(({ id }) => id === region.id)),
  );
  const keys = new Set(held.map(keyOf));
  return fn.calls.some((call) => keys.has(keyOf(call)));
}

function isLimited({ fn, project }: Need): boolean {
  if (limiterRegions(fn, project).length > 0) return true;
  return fn.flow.operations.some(({ regions }) =>
    regions.some((region) => region.kind === 'with' && LIMITER.test(textOf(region.context))),
  );
}

/** Many were started at once in base, as far as the module shows it, and no longer are. */
function isSequentialNow({ base, fn }: Need): boolean {
  return base !== null && startsMany(base) && !startsMany(fn);
}

/** A caller in the module, or the function around, starts tasks or threads, gathers or maps. */
function startsMany(fn: FunctionModel): boolean {
  const callers = fn.module.calls
    .filter(({ target }) => target === fn)
    .flatMap((call) => call.function ?? []);
  const around = [fn.outer, ...callers, ...callers.map(({ outer }) => outer)];
  return around.some((one) => one !== null && one.calls.some(isConcurrent));
}

const CONCURRENT: ReadonlySet<string> = new Set(['gather', 'task-group', 'executor']);

function isConcurrent(call: CallSite): boolean {
  const roles = call.fact?.roles ?? [];
  return spawnsTask(call) || roles.some((role) => CONCURRENT.has(role));
}
