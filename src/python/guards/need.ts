import type { Effect } from '../../knowledge/entries.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import { textOf } from '../facts/expressions.ts';
import type { Guard } from '../model/guards.ts';
import type { Project } from '../model/project.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';

/** A guard that base held, and the function of head that does not. */
export interface Need {
  readonly guard: Guard;
  readonly fn: FunctionModel;
  /** The function in base. */
  readonly base: FunctionModel | null;
  readonly project: Project;
}

export const OUTSIDE: readonly Effect[] = [
  'network',
  'database-read',
  'database-write',
  'publish',
  'email',
  'message-send',
  'payment',
  'task-dispatch',
  'cache-read',
  'cache-write',
];
export const WRITES: readonly Effect[] = ['database-write', 'flush', 'transaction-commit'];
export const CONSEQUENCES: readonly Effect[] = [
  ...WRITES,
  'payment',
  'email',
  'message-send',
  'publish',
  'task-dispatch',
];

export function has(fn: FunctionModel, effects: readonly Effect[]): boolean {
  return fn.effects(2).some(({ effect }) => effects.includes(effect));
}

/** Too few calls to tell a rewrite from an edit. */
const MIN_CALLS = 3;
const SAME = 0.5;

/** Most of what base called is no longer called: another function under the old name, whose protection cannot be compared. */
export function isRewritten({ base, fn, project: { knowledge } }: Need): boolean {
  if (base === null) return false;
  const before = keysOf(base.calls, knowledge);
  const after = keysOf(fn.calls, knowledge);
  if (before.length < MIN_CALLS) return false;
  const left = [...after];
  let common = 0;
  for (const key of before) {
    const at = left.indexOf(key);
    if (at < 0) continue;
    left.splice(at, 1);
    common += 1;
  }
  return (2 * common) / (before.length + after.length) < SAME;
}

/** What the function does: not its log lines, and not the guards themselves. */
function keysOf(calls: readonly CallSite[], knowledge: Knowledge): readonly string[] {
  return calls
    .filter(
      ({ name, fact }) =>
        !name?.startsWith('builtins.') &&
        !isLog(fact?.effects) &&
        (name === null || !knowledge.kindsOf(name).includes('resilience')),
    )
    .map(keyOf);
}

function isLog(effects: readonly Effect[] | undefined): boolean {
  return effects?.includes('log') === true;
}

/** The last word of what is called: it survives a renamed receiver. */
export function keyOf({ text, expr }: CallSite): string {
  const whole = text === '' ? textOf(expr.callee) : text;
  return whole.slice(whole.lastIndexOf('.') + 1);
}

/** True when head still brings about one of these effects by a call that base made too. */
export function stillDoes(need: Need, effects: readonly Effect[]): boolean {
  const now = need.fn.effects(2).filter(({ effect }) => effects.includes(effect));
  if (need.base === null) return now.length > 0;
  const before = new Set(
    need.base
      .effects(2)
      .filter(({ effect }) => effects.includes(effect))
      .flatMap(({ origin, leaf }) => [keyOf(origin), leaf.name ?? keyOf(leaf)]),
  );
  return now.some(({ origin, leaf }) => before.has(keyOf(origin)) || before.has(leaf.name ?? ''));
}

/** Functions of head that call a function, as far as they are known. */
export function callersIn({ fn, project }: Need): readonly FunctionModel[] {
  const callers = project.callersOf(fn).calls.flatMap((call) => call.function ?? []);
  return [...new Set(callers)].filter((caller) => caller !== fn);
}

/** Words around a function by which something else may do what a guard did: of its header, its calls, its callers, its clients. */
export function wordsAround(need: Need): readonly string[] {
  const { fn } = need;
  const init = fn.class?.method('__init__') ?? null;
  const around = [fn, ...callersIn(need), ...(init === null ? [] : [init])];
  const own = around.flatMap((one) => [
    ...one.decorators.map(({ expr }) => textOf(expr)),
    ...one.calls.flatMap(callWords),
  ]);
  const handedOver = fn.module.calls
    .filter((call) => call.expr.args.some(({ value }) => textOf(value).endsWith(fn.name)))
    .flatMap(callWords);
  const built = fn.calls.flatMap(({ receiver }) => receiver?.class?.method('__init__') ?? []);
  // A client of the module may have been given what the function had.
  const before = new Set(need.base?.module.topLevel.calls.flatMap(callWords));
  const shared = fn.module.topLevel.calls.flatMap(callWords).filter((word) => !before.has(word));
  return [
    ...own,
    ...handedOver,
    ...shared,
    ...built.flatMap((one) => one.calls.flatMap(callWords)),
  ];
}

function callWords(call: CallSite): readonly string[] {
  return [call.text, ...call.expr.args.flatMap(({ name }) => name ?? [])];
}
