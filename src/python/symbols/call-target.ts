import type { Argument, CallExpr, Expr } from '../facts/facts.ts';
import type { RunsFact } from '../../knowledge/entries.ts';
import { callableOf } from './callables.ts';
import type { Callable } from './callables.ts';
import { scheduledArgument } from './call-arguments.ts';
import type { Owner, Place, Reader } from './internals.ts';

export type Where = RunsFact['where'];

/** What a call calls in the end, through `partial` and wrappers that move it elsewhere. */
export interface CallTarget extends Callable {
  /** Arguments that a `partial` on the way has bound. */
  readonly bound: readonly Argument[];
  readonly where: Where | null;
}

/** Wrappers around wrappers that are looked through. */
const MAX_WRAPPERS = 4;

export function callTarget(reader: Reader, expr: CallExpr, owner: Owner): CallTarget {
  const bound: Argument[] = [];
  let where: Where | null = null;
  let callee: Expr = expr.callee;
  let place: Place = { owner };
  for (let step = 0; step < MAX_WRAPPERS; step += 1) {
    const wrapped = wrappedIn(reader, callee, place);
    if (!wrapped) break;
    bound.unshift(...wrapped.bound);
    where ??= wrapped.where;
    callee = wrapped.expr;
    place = wrapped.place;
  }
  const found = callableOf(reader, reader.resolve(callee, place));
  return { ...found, bound, where: where ?? decoratedWhere(found) };
}

interface Wrapped {
  readonly expr: Expr;
  readonly place: Place;
  readonly bound: readonly Argument[];
  readonly where: Where | null;
}

/** `partial(f, x)` and `sync_to_async(f)`, written in place or held in a variable. */
function wrappedIn(reader: Reader, callee: Expr, place: Place): Wrapped | null {
  if (callee.kind === 'call') return unwrap(reader, callee, place);
  if (callee.kind !== 'name' && callee.kind !== 'attribute') return null;
  const res = reader.resolve(callee, place);
  if (res?.kind !== 'value' || res.assigned?.expr.kind !== 'call') return null;
  return unwrap(reader, res.assigned.expr, { owner: res.assigned.owner });
}

function unwrap(reader: Reader, call: CallExpr, place: Place): Wrapped | null {
  const callee = reader.resolve(call.callee, place);
  if (callee?.kind !== 'external') return null;
  if (callee.name === 'functools.partial') {
    const [first, ...bound] = call.args;
    if (!first || first.name !== null || first.splat !== '') return null;
    return { expr: first.value, place, bound, where: null };
  }
  // A call that runs its argument at once is no wrapper: only a callable that waits to be called is.
  const fact = reader.services.knowledge.callable(callee.name);
  const runs = fact?.async || fact?.returns ? undefined : fact?.runs?.[0];
  const given = runs && scheduledArgument(call, runs);
  if (!runs || !given || given.value.kind === 'call') return null;
  return { expr: given.value, place, bound: [], where: runs.where };
}

/** `@sync_to_async def f()`: every call of it runs elsewhere. */
function decoratedWhere({ target }: Callable): Where | null {
  if (!target || !('params' in target) || target.facts.decorators.length === 0) return null;
  for (const { fact } of target.decorators) {
    const runs = fact?.runs?.find(({ argument }) => argument === 0);
    if (runs && !fact?.returns) return runs.where;
  }
  return null;
}
