import { literalNumber, textOf } from '../facts/expressions.ts';
import type { Argument, Expr } from '../facts/facts.ts';
import type { CallableFact } from '../../knowledge/entries.ts';
import type { Guard } from '../model/guards.ts';
import type { FunctionModel, Placed } from '../model/symbols.ts';
import { isNothing, measured } from './amounts.ts';
import { guardAt, type GuardServices } from './guard-at.ts';

/** Subject of guards that stand around whatever a function calls. */
const CALLS = 'call';

/** Keywords that make a task queue run a failed task again. */
const TASK_RETRY = /^(?:autoretry_for|max_retries|retry_policy|retries|retry)$/u;
const TASK_LIMIT = /^(?:max_retries|retries)$/u;
const TASK_BACKOFF = /^(?:retry_backoff|default_retry_delay|retry_jitter|min_backoff)$/u;

/** Retries and breakers of a function: its decorators, and what it calls and enters. */
export function retryGuards(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  return [
    ...fn.decorators.flatMap((decorator) => [
      ...attemptsOf(decorator, {
        fact: decorator.fact,
        args: decorator.args,
        text: `@${textOf(decorator.expr)}`,
      }),
      ...(decorator.fact?.roles?.includes('task') === true ? taskRetry(decorator) : []),
      ...(isBreaker(decorator.fact, fn.typeOf(decorator.expr)?.name, services)
        ? [breaker(decorator, `@${textOf(decorator.expr)}`)]
        : []),
    ]),
    ...fn.calls.flatMap((call) => [
      ...attemptsOf(call, { fact: call.fact, args: call.expr.args, text: textOf(call.expr) }),
      ...(call.fact?.roles?.includes('breaker') === true ? [breaker(call, `${call.text}(…)`)] : []),
    ]),
    ...enteredBreakers(fn, services),
  ];
}

function breaker(place: Placed, text: string): Guard {
  return guardAt(place, 'breaker', { subject: CALLS, text });
}

function isBreaker(
  fact: CallableFact | null,
  type: string | undefined,
  { knowledge }: GuardServices,
): boolean {
  return (
    fact?.roles?.includes('breaker') === true ||
    (type !== undefined && knowledge.hasRole(type, 'circuit-breaker'))
  );
}

/** `async with breaker:`. */
function enteredBreakers(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  const found = new Map<number, Guard>();
  for (const { regions } of fn.flow.operations) {
    for (const region of regions) {
      if (region.kind !== 'with' || found.has(region.id)) continue;
      // `with breaker.calling():` is a call of its own.
      if (region.call?.fact?.roles?.includes('breaker') === true) continue;
      if (!isBreaker(null, fn.typeOf(region.context)?.name, services)) continue;
      const span = { start: region.start, end: region.context.end };
      const text = `with ${textOf(region.context)}`;
      found.set(region.id, guardAt(fn, 'breaker', { subject: CALLS, text, span }));
    }
  }
  return [...found.values()];
}

interface Declared {
  readonly fact: CallableFact | null;
  readonly args: readonly Argument[];
  readonly text: string;
}

/** A retry, what limits it and what slows it down. */
function attemptsOf(place: Placed, { fact, args, text }: Declared): readonly Guard[] {
  const retry = fact?.retry;
  if (retry === undefined && fact?.roles?.includes('retry') !== true) return [];
  const guards: Guard[] = [guardAt(place, 'retry', { subject: CALLS, text })];
  if (retry === undefined) return guards;
  const limit = argumentIn(args, retry.limits);
  const wait = argumentIn(args, retry.backoff);
  const isLimited = limit === undefined ? retry.limited : !isNothing(limit.value);
  if (isLimited)
    guards.push(
      guardAt(place, 'retry-limit', {
        subject: CALLS,
        text: argumentText(limit, text),
        ...measured(attemptsIn(limit?.value)),
      }),
    );
  const waits = wait === undefined ? retry.backsOff : !isNothing(wait.value);
  if (waits)
    guards.push(guardAt(place, 'backoff', { subject: CALLS, text: argumentText(wait, text) }));
  return guards;
}

/** `@app.task(autoretry_for=(Timeout,), retry_backoff=True)`. */
function taskRetry(place: Placed & { readonly args: readonly Argument[] }): readonly Guard[] {
  const given = (pattern: RegExp): Argument | undefined =>
    place.args.find(({ name, value }) => name !== null && pattern.test(name) && !isOff(value));
  const retry = given(TASK_RETRY);
  const limit = given(TASK_LIMIT);
  const backoff = given(TASK_BACKOFF);
  return [
    ...(retry === undefined
      ? []
      : [guardAt(place, 'retry', { subject: CALLS, text: argumentText(retry, '') })]),
    ...(limit === undefined
      ? []
      : [
          guardAt(place, 'retry-limit', {
            subject: CALLS,
            text: argumentText(limit, ''),
            ...measured(attemptsIn(limit.value)),
          }),
        ]),
    ...(backoff === undefined
      ? []
      : [guardAt(place, 'backoff', { subject: CALLS, text: argumentText(backoff, '') })]),
  ];
}

function isOff(value: Expr): boolean {
  return (
    literalNumber(value) === 0 ||
    (value.kind === 'constant' && (value.value === 'None' || value.value === 'False'))
  );
}

function argumentIn(args: readonly Argument[], names: readonly string[]): Argument | undefined {
  return args.find(({ name }) => name !== null && names.includes(name));
}

function argumentText(argument: Argument | undefined, otherwise: string): string {
  return argument === undefined ? otherwise : `${argument.name ?? ''}=${textOf(argument.value)}`;
}

/** `3`, `stop_after_attempt(3)`; a time limit is no number of attempts. */
function attemptsIn(value: Expr | undefined): number {
  if (value === undefined) return Number.NaN;
  const number = literalNumber(value);
  if (number !== null) return number;
  if (value.kind !== 'call' || !/attempt/u.test(textOf(value.callee))) return Number.NaN;
  return literalNumber(value.args[0]?.value) ?? Number.NaN;
}
