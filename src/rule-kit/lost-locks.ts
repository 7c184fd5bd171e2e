import type { LostGuard } from './definition.ts';

/** A lock that is gone and kept the tasks of one event loop apart: there are no rows behind what it protected. */
export function isLockOfLoop({ kind, headFunction }: LostGuard): boolean {
  if (kind !== 'lock' || headFunction?.isAsync !== true) return false;
  return !headFunction.effects(2).some(({ effect }) => effect === 'database-write');
}
