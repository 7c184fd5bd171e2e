import type { Checks } from './checks.ts';
import { firstCheckOf, isAnswered } from './checks.ts';
import type { Activity } from './ports/activity.ts';
import type { CheckRecords } from './ports/check-records.ts';
import type { JobQueue, ReviewJob } from './ports/job-queue.ts';
import type { PullRequestRef } from './ports/pull-request.ts';
import { nameOf } from './ports/pull-request.ts';

/** A webhook, as far as it asks for reviews. */
export interface Delivery {
  readonly id: string;
  /** `pull_request.opened` … */
  readonly cause: string;
  readonly pullRequests: readonly PullRequestRef[];
  /** Review again although the head has been reviewed. */
  readonly again: boolean;
  /** Head that gets a queued check at once, on its base; null when a repeated run is asked for. */
  readonly head: { readonly headSha: string; readonly baseSha: string } | null;
}

export interface ReceiveDelivery {
  /** False: this delivery was accepted before. Returns once the jobs are safe; the queued check follows on its own. */
  receive(delivery: Delivery): Promise<boolean>;
  /** Every announcement under way has ended (shutdown, tests). */
  settled(): Promise<void>;
}

export function createReceiveDelivery(services: {
  readonly queue: Pick<JobQueue, 'accept'>;
  readonly checks: Checks;
  readonly records: CheckRecords;
  readonly activity: Activity;
}): ReceiveDelivery {
  const announcing = new Set<Promise<void>>();
  return {
    async receive(delivery) {
      const { id, cause, again, head } = delivery;
      const wanted: PullRequestRef[] = [];
      const unannounced: PullRequestRef[] = [];
      for (const pullRequest of delivery.pullRequests) {
        const known = head === null ? [] : await services.records.ofPullRequest(pullRequest);
        if (head !== null && isAnswered(known[0] ?? null, head)) continue;
        wanted.push(pullRequest);
        if (!known.some(({ ref }) => ref.headSha === head?.headSha)) unannounced.push(pullRequest);
      }
      const jobs = wanted.map((pullRequest): ReviewJob => ({
        pullRequest,
        cause,
        again,
        delivery: id,
      }));
      const isNew = await services.queue.accept(id, jobs);
      if (!isNew || head === null) return isNew;
      for (const pullRequest of unannounced) {
        const announced = announce(services, pullRequest, head.headSha).finally(() =>
          announcing.delete(announced),
        );
        announcing.add(announced);
      }
      return isNew;
    },
    async settled() {
      await Promise.all(announcing);
    },
  };
}

/** Shows the check as queued. A courtesy: the worker opens it if this fails. */
async function announce(
  { checks, activity }: Parameters<typeof createReceiveDelivery>[0],
  pullRequest: PullRequestRef,
  headSha: string,
): Promise<void> {
  const fields = { pullRequest: nameOf(pullRequest), headSha };
  try {
    const opened = await checks.open(firstCheckOf(pullRequest, headSha), 'queued', false);
    if (!opened.ok) activity.warn('check not announced', { ...fields, reason: opened.error.kind });
  } catch (error) {
    activity.error('announcing failed', error, fields);
  }
}
