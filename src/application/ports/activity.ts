import type { Review } from '../../domain/review.ts';

/** What a log line may say of a thing: ids and numbers, never source text. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Port: tells what happens, for logs and metrics. */
export interface Activity {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  /** A bug or a broken installation, with the error as it was thrown. */
  error(message: string, error: unknown, fields: LogFields): void;
  reviewed(review: Review, seconds: number): void;
}
