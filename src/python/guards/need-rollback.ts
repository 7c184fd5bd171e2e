import { methodName } from '../flow/expression-text.ts';
import type { Operation } from '../model/flow.ts';
import type { FunctionModel } from '../model/symbols.ts';
import { has, isRewritten, WRITES, type Need } from './need.ts';

/** A handler of head swallows the error of a write, nothing rolls back, and the function goes on with the session. */
export function isRollbackNeeded(need: Need): boolean {
  const { fn } = need;
  if (isRewritten(need) || !has(fn, WRITES)) return false;
  const rollsBack = fn.calls.some(({ expr }) => methodName(expr.callee) === 'rollback');
  // A block ends its transaction itself.
  if (rollsBack || fn.flow.transactions.some(({ kind }) => kind === 'block')) return false;
  return fn.flow.operations.some((operation) => goesOn(operation, fn));
}

/** In a handler that does not leave the function, with work to come: after it, or in the next turn of a loop. */
function goesOn(operation: Operation, fn: FunctionModel): boolean {
  const index = operation.regions.findIndex(({ kind }) => kind === 'except');
  const region = operation.regions[index];
  if (region?.kind !== 'except') return false;
  const last = region.handler.body.at(-1)?.kind;
  if (last === 'raise' || last === 'return' || last === 'break') return false;
  const inLoop = operation.regions.slice(0, index).some(({ kind }) => kind === 'loop');
  return (
    inLoop ||
    fn
      .effects(2)
      .some(
        ({ effect, origin }) =>
          WRITES.some((write) => write === effect) && origin.span.start > region.handler.end,
      )
  );
}
