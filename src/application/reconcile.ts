import type { Activity } from './ports/activity.ts';
import type { CheckRecords } from './ports/check-records.ts';
import type { Clock } from './ports/clock.ts';
import type { JobQueue, ReviewJob } from './ports/job-queue.ts';
import type { OpenPullRequest, OpenPullRequests } from './ports/open-pull-requests.ts';
import type { PullRequestRef } from './ports/pull-request.ts';
import { nameOf } from './ports/pull-request.ts';

export interface ReconcileServices {
  readonly openPullRequests: OpenPullRequests;
  readonly queue: Pick<JobQueue, 'enqueue' | 'isWaiting'>;
  readonly records: CheckRecords;
  readonly clock: Clock;
  readonly activity: Activity;
}

/** Pull requests that nobody has touched for longer than this are left alone. */
const RECENT_DAYS = 7;
/** An open check that no worker has touched for this long lost its worker and its job. */
const ABANDONED_SECONDS = 1_800;

/** Finds what was missed: failed deliveries, open pull requests without a review, checks that nobody ends. */
export interface Reconciler {
  /** Cheap: one call to GitHub, and our own records. */
  catchUp(): Promise<void>;
  /** Lists every repository of the App, after a start on an empty database, or those of a new installation. */
  sweep(installationId?: number): Promise<void>;
}

export function createReconciler(services: ReconcileServices): Reconciler {
  const { openPullRequests, records, activity } = services;
  return {
    async catchUp() {
      for (const { ref } of await records.abandoned(ABANDONED_SECONDS))
        await enqueue(services, ref.pullRequest);
      const redelivered = await openPullRequests.redeliverFailed();
      if (!redelivered.ok) activity.warn('no redelivery', { reason: redelivered.error.kind });
      else if (redelivered.value > 0)
        activity.info('failed deliveries asked for', { count: redelivered.value });
    },
    async sweep(installationId) {
      const repositories = await openPullRequests.repositories(installationId);
      if (!repositories.ok) {
        activity.warn('no sweep', { reason: repositories.error.kind });
        return;
      }
      for (const repository of repositories.value) {
        const open = await openPullRequests.openIn(repository);
        if (!open.ok) {
          activity.warn('repository not swept', {
            repository: `${repository.owner}/${repository.name}`,
            reason: open.error.kind,
          });
          continue;
        }
        for (const pull of open.value)
          if (await isMissing(services, pull)) await enqueue(services, pull.ref);
      }
    },
  };
}

async function isMissing(
  { records, openPullRequests, clock }: ReconcileServices,
  { ref, headSha, draft, updatedAt }: OpenPullRequest,
): Promise<boolean> {
  const age = clock.now().getTime() - Date.parse(updatedAt);
  if (draft || age > RECENT_DAYS * 86_400_000) return false;
  const known = await records.ofHead(ref, headSha);
  if (known.some(({ end }) => end !== 'failed')) return false;
  const reviewed = await openPullRequests.isReviewed(ref.repository, headSha);
  return reviewed.ok && !reviewed.value;
}

async function enqueue(
  { queue, activity }: ReconcileServices,
  pullRequest: PullRequestRef,
): Promise<void> {
  if (await queue.isWaiting(pullRequest)) return;
  const job: ReviewJob = { pullRequest, cause: RECONCILE, again: false, delivery: '' };
  await queue.enqueue(job);
  activity.info('review missed', { pullRequest: nameOf(pullRequest) });
}

/** The cause of jobs whose check our records may not know. */
export const RECONCILE = 'reconcile';
