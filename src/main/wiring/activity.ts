import type { Logger } from 'pino';
import type { Metrics } from '../../adapters/metrics/metrics.ts';
import type { Activity } from '../../application/ports/activity.ts';

/** Tells the log and the metrics what the use cases do. */
export function createActivity(logger: Logger, metrics: Metrics): Activity {
  return {
    info: (message, fields) => logger.info(fields, message),
    warn: (message, fields) => logger.warn(fields, message),
    error: (message, error, fields) => logger.error({ ...fields, err: error }, message),
    reviewed: (review, seconds) => metrics.review(review, seconds),
  };
}
