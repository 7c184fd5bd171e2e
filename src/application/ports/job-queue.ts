import type { PullRequestRef } from './pull-request.ts';

/** Work to be done: review the newest head of a pull request. It names no commit, so the newest always wins. */
export interface ReviewJob {
  readonly pullRequest: PullRequestRef;
  /** What asked for it: `pull_request.synchronize`, `check_run.rerequested`, `reconcile` … For logs. */
  readonly cause: string;
  /** Review again although this head has been reviewed. */
  readonly again: boolean;
  /** Delivery id of the webhook, for logs; empty when there was none. */
  readonly delivery: string;
}

/** How a job ended. `later`: it could not be done now (rate limit); it comes back by itself. */
export type JobOutcome =
  { readonly kind: 'done' } | { readonly kind: 'later'; readonly afterSeconds: number };

export interface JobAttempt {
  /** Fires when the job is taken away (shutdown, lost claim). */
  readonly signal: AbortSignal;
  /** How often this job was taken before, by a worker that failed or died. */
  readonly failures: number;
  /** How often it was put off by `later`. */
  readonly delays: number;
}

export type JobHandler = (job: ReviewJob, attempt: JobAttempt) => Promise<JobOutcome>;

/** Port: at most one active and one waiting job for each pull request; a killed worker's job is taken over by another. */
export interface JobQueue {
  /** Records a webhook delivery and enqueues its jobs in one transaction. False when the delivery was accepted before. */
  accept(delivery: string, jobs: readonly ReviewJob[]): Promise<boolean>;
  enqueue(job: ReviewJob): Promise<void>;
  /** True when a job for this pull request waits to be taken: something newer has happened. */
  isWaiting(pullRequest: PullRequestRef): Promise<boolean>;
  /** Starts taking jobs. */
  work(handler: JobHandler, concurrency: number): Promise<void>;
  /** Jobs waiting, for the metrics. */
  waiting(): Promise<number>;
  /** Takes no more jobs and waits for the running ones, at most this long; what is left is handed back. */
  stop(graceSeconds: number): Promise<void>;
}
