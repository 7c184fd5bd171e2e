import { describe, expect, it } from '@jest/globals';
import type { Ending } from '../../../src/application/checks.ts';
import { firstCheckOf } from '../../../src/application/checks.ts';
import { endTold, failed } from '../../../src/application/endings.ts';
import type { CheckRecord } from '../../../src/application/ports/check-records.ts';
import type { ReviewJob } from '../../../src/application/ports/job-queue.ts';
import type { ReviewServices } from '../../../src/application/review-pull-request.ts';
import { err, ok } from '../../../src/domain/result.ts';
import { createReviewPullRequest } from '../../../src/application/review-pull-request.ts';

const PULL = {
  number: 1,
  repository: { id: 7, owner: 'acme', name: 'shop', installationId: 1 },
};
const JOB: ReviewJob = { pullRequest: PULL, cause: 'test', again: false, delivery: '' };
const OPEN: CheckRecord = {
  ref: firstCheckOf(PULL, 'abc'),
  checkRunId: 5,
  started: false,
  end: null,
  baseSha: '',
  digest: '',
};

type Parts = { readonly [Name in keyof ReviewServices]?: Partial<ReviewServices[Name]> };

/** A review that fails before it has begun, as when the database does not answer. */
function crashing(ended: Ending[]): ReturnType<typeof createReviewPullRequest> {
  // What is left out is not reached.
  const services: Parts = {
    source: { describe: () => Promise.reject(new Error('connection lost')) },
    records: { openOf: () => Promise.resolve([OPEN]) },
    publisher: {
      checkState: () => Promise.resolve(ok({ completed: false, title: '', annotations: 0 })),
    },
    checks: {
      end(_ref, _id, ending) {
        ended.push(ending);
        return Promise.resolve(ok(undefined));
      },
    },
    activity: { error: () => undefined },
  };
  return createReviewPullRequest(services as ReviewServices);
}

describe('a review that GitHub does not let us do', () => {
  it('leaves no check that is owed for ever', async () => {
    const ended: string[] = [];
    const services: Parts = {
      source: { describe: () => Promise.resolve(err({ kind: 'not-found', what: 'repository' })) },
      records: {
        openOf: () => Promise.resolve([{ ...OPEN, checkRunId: null }]),
        ended(ref, { end }) {
          ended.push(`${ref.externalId} ${end}`);
          return Promise.resolve();
        },
      },
      activity: { warn: () => undefined },
    };
    const review = createReviewPullRequest(services as ReviewServices);
    const { signal } = new AbortController();
    expect(await review(JOB, { signal, failures: 0, delays: 0 })).toEqual({ kind: 'done' });
    expect(ended).toEqual(['acme/shop#1@abc failed']);
  });
});

describe('a review that crashes', () => {
  it('comes back twice before its check says so', async () => {
    const ended: Ending[] = [];
    const review = crashing(ended);
    const { signal } = new AbortController();
    for (const failures of [0, 1])
      await expect(review(JOB, { signal, failures, delays: 0 })).rejects.toThrow('connection lost');
    expect(ended).toEqual([]);
    expect(await review(JOB, { signal, failures: 2, delays: 0 })).toEqual({ kind: 'done' });
    expect(ended).toMatchObject([{ end: 'failed', conclusion: 'neutral' }]);
  });

  it('is not taken for a review when only GitHub knows its end', () => {
    const { title } = failed({ kind: 'not-found', what: 'change' }).output;
    expect(endTold(title)).toBe('failed');
    expect(endTold('Production-ready with fixes · score 7 of 10')).toBe('reviewed');
  });
});
