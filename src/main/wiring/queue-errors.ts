import type { Logger } from 'pino';
import type { Clock } from '../../application/ports/clock.ts';

/** While the database is gone every worker fails twice a second: the log tells it once in this time. */
const QUIET_MS = 30_000;
const FORGOTTEN_MS = 600_000;
/** The queue's own word on who failed: the same trouble of each worker is one. */
const WORKER = / \(Queue: .*\)$/u;

/** Tells the queue's troubles, each kind now and then, with how often it came meanwhile. */
export function queueErrorsTo(logger: Logger, clock: Pick<Clock, 'now'>): (error: Error) => void {
  const told = new Map<string, { readonly at: number; repeated: number }>();
  return (error) => {
    const kind = error.message.replace(WORKER, '');
    const now = clock.now().getTime();
    const last = told.get(kind);
    if (last !== undefined && now - last.at < QUIET_MS) {
      last.repeated += 1;
      return;
    }
    // Kinds that have not come for long are forgotten: their number has no bound.
    for (const [old, { at }] of told) if (now - at >= FORGOTTEN_MS) told.delete(old);
    told.set(kind, { at: now, repeated: 0 });
    logger.error({ err: error, repeated: last?.repeated ?? 0 }, 'queue');
  };
}
