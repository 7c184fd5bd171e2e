import { describe, expect, it } from '@jest/globals';
import { firstCheckOf } from '../../../src/application/checks.ts';
import type { CheckEnd } from '../../../src/application/ports/check-records.ts';
import type { ReconcileServices } from '../../../src/application/reconcile.ts';
import { createReconciler } from '../../../src/application/reconcile.ts';
import { ok } from '../../../src/domain/result.ts';

type Parts = { readonly [Name in keyof ReconcileServices]?: Partial<ReconcileServices[Name]> };

const REPOSITORY = { id: 7, owner: 'acme', name: 'shop', installationId: 1 };
const PULL = { repository: REPOSITORY, number: 1 };

/** How many jobs a sweep gives for one open pull request whose check ended so. */
async function sweepAfter(end: CheckEnd | null, isReviewed: boolean): Promise<number> {
  let jobs = 0;
  const record = {
    ref: firstCheckOf(PULL, 'abc'),
    checkRunId: null,
    started: false,
    end,
    baseSha: '',
    digest: '',
  };
  const open = { ref: PULL, headSha: 'abc', draft: false, updatedAt: '2026-01-01T00:00:00Z' };
  const services: Parts = {
    openPullRequests: {
      repositories: () => Promise.resolve(ok([REPOSITORY])),
      openIn: () => Promise.resolve(ok([open])),
      isReviewed: () => Promise.resolve(ok(isReviewed)),
    },
    queue: {
      isWaiting: () => Promise.resolve(false),
      enqueue() {
        jobs += 1;
        return Promise.resolve();
      },
    },
    records: { ofHead: () => Promise.resolve([record]) },
    clock: { now: () => new Date('2026-01-02T00:00:00Z') },
    activity: { info: () => undefined },
  };
  await createReconciler(services as ReconcileServices).sweep();
  return jobs;
}

describe('a sweep', () => {
  it('takes up again what failed and has no completed check', async () => {
    expect(await sweepAfter('failed', false)).toBe(1);
    expect(await sweepAfter('failed', true)).toBe(0);
    expect(await sweepAfter('reviewed', false)).toBe(0);
    expect(await sweepAfter(null, false)).toBe(0);
  });
});
