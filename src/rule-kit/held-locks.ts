import type { FunctionModel, Operation, Project } from '../python/model/index.ts';
import { takesRowLock } from './rows.ts';

/** A row is locked on some way to the operation. */
export function locksRowBefore(fn: FunctionModel, operation: Operation): boolean {
  const byStatement = fn
    .effects()
    .filter(({ effect }) => effect === 'row-lock')
    .map(({ origin }) => origin);
  return [...byStatement, ...fn.calls.filter(takesRowLock)].some(
    (lock) => lock.operation !== operation && fn.flow.canFollow(lock.operation, operation),
  );
}

const MAX_CALLERS = 30;

/** A caller holds a lock, or locked a row, when it comes to the function: directly, or so many calls away. */
export function isCalledUnderLock(fn: FunctionModel, project: Project, depth = 2): boolean {
  const seen = new Set<FunctionModel>([fn]);
  let callees: readonly FunctionModel[] = [fn];
  for (let level = 0; level < depth && seen.size <= MAX_CALLERS; level += 1) {
    const callers: FunctionModel[] = [];
    for (const call of callees.flatMap((callee) => project.callersOf(callee).calls)) {
      const { function: caller, operation } = call;
      if (caller === null || seen.has(caller)) continue;
      if (caller.flow.locksAt(operation).length > 0 || locksRowBefore(caller, operation))
        return true;
      seen.add(caller);
      callers.push(caller);
    }
    callees = callers;
  }
  return false;
}
