import type { Effect } from '../knowledge/entries.ts';
import type { CallSite, EffectOccurrence, FunctionModel, Placed } from '../python/model/index.ts';
import type { OrderedEffect } from './effect-order.ts';
import { numberValue } from './expressions.ts';

/** Arguments of the task libraries that hold a task back. */
const LATER = /^(?:countdown|eta|delay|delay_ms|_defer_by|_defer_until)$/u;
/** Seconds that a commit may take when the database is busy. */
const SHORT = 3;
const DATABASE: readonly Effect[] = ['database-read', 'database-write', 'flush'];

/** `task.apply_async(countdown=60)`: it starts long after the commit. */
export function isPutOff({ expr }: CallSite): boolean {
  return expr.args.some(({ name, value }) => {
    if (name === null || !LATER.test(name)) return false;
    const seconds = numberValue(value);
    return seconds === null || seconds > SHORT;
  });
}

/** What the worker will do: a task that is known, works elsewhere and never in the database looks for no row. */
export function looksForRows({ expr: { callee } }: CallSite, fn: FunctionModel): boolean {
  const task = callee.kind === 'attribute' ? fn.resolve(callee.object) : null;
  if (task?.kind !== 'function' || !task.function.fullyResolved) return true;
  const effects = task.function.effects();
  return effects.length === 0 || effects.some(({ effect }) => DATABASE.includes(effect));
}

/** The row of the database that a task is given itself. */
export function rowHanded(call: CallSite): string | null {
  if (call.fact?.effects?.includes('task-dispatch') !== true) return null;
  const { function: fn } = call;
  const row = call.expr.args.find(({ value }) => {
    const type = value.kind === 'name' ? (fn?.typeOf(value) ?? null) : null;
    return type !== null && !type.isClass && (type.class?.orm ?? null) !== null;
  });
  return row?.value.kind === 'name' ? row.value.id : null;
}

/** Where the row is written, and the calls that lead to the one that hands the task over. */
export function stepsTo(
  { path }: EffectOccurrence,
  { operation }: OrderedEffect,
): readonly { readonly place: Placed; readonly note: string }[] {
  const written =
    operation.kind === 'call' ? [{ place: operation.call, note: 'written here' }] : [];
  const calls = path.slice(1).map((at) => ({ place: at, note: `\`${at.text}\` is called here` }));
  return [...written, ...calls];
}
