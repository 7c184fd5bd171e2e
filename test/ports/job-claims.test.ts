import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestClock } from 'pg-boss';
import type { Database } from '../../src/adapters/database/database.ts';
import { openDatabase } from '../../src/adapters/database/database.ts';
import { createJobQueue } from '../../src/adapters/queue/job-queue.ts';
import { openBlobCache } from '../../src/adapters/store/blob-cache.ts';
import type { JobQueue, ReviewJob } from '../../src/application/ports/job-queue.ts';
import { defaultConfig } from '../../src/engine/config.ts';
import { createThreadedReviewer } from '../../src/main/wiring/threaded-reviewer.ts';

const HEARTBEAT_SECONDS = 10;
const job: ReviewJob = {
  pullRequest: { repository: { id: 7, owner: 'acme', name: 'shop', installationId: 1 }, number: 1 },
  cause: 'check_run.rerequested',
  again: true,
  delivery: '',
};

let clock: TestClock;
let database: Database;
let queue: JobQueue;

beforeEach(async () => {
  const opened = await openDatabase({ kind: 'embedded', folder: null });
  if (!opened.ok) throw new Error('the database is taken');
  database = opened.value;
  clock = new TestClock();
  queue = await createJobQueue(database, {
    onError: (error) => {
      throw error;
    },
    heartbeatSeconds: HEARTBEAT_SECONDS,
    clock,
  });
});

afterEach(async () => {
  await queue.stop(0);
  await database.close();
});

/** Lets this many heartbeats pass, with everything that is due meanwhile. */
async function pass(heartbeats: number): Promise<void> {
  await clock.tick(heartbeats * HEARTBEAT_SECONDS * 1000);
}

describe('the claim on a job', () => {
  it('is kept by a review that computes without a pause for many heartbeats', async () => {
    const blobs = openBlobCache({ folder: null, maxBytes: 1_000_000 });
    const reviewer = createThreadedReviewer({
      script: new URL('../unit/main/obedient-thread.ts', import.meta.url),
      blobs: blobs.file,
    });
    const digests: string[] = [];
    const reviews: Promise<unknown>[] = [];
    await queue.work(async (_job, { signal }) => {
      const head = { files: [], read: () => null };
      const request = { head, base: null, config: defaultConfig, today: 'wait' };
      const review = reviewer.review({ ...request, signal });
      reviews.push(review);
      digests.push((await review).digest);
      return { kind: 'done' };
    }, 2);
    await queue.enqueue(job);
    await pass(4);
    expect(reviews).toHaveLength(1);
    blobs.put('go', new Uint8Array());
    await Promise.all(reviews);
    await pass(2);
    expect(digests).toHaveLength(1);
    await reviewer.close();
    blobs.close();
  });

  it('is free for the next job of its pull request as soon as it is given up', async () => {
    let taken = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await queue.work(async () => {
      taken += 1;
      if (taken === 1) await released;
      return { kind: 'done' };
    }, 2);
    await queue.enqueue(job);
    await pass(0.1);
    await queue.enqueue(job);
    // Long enough for whatever the queue remembers of its active jobs.
    await pass(7);
    expect(taken).toBe(1);
    release();
    await pass(0.5);
    expect(taken).toBe(2);
  });

  it('goes to another worker when the process is silent, and the first is told', async () => {
    const signals: AbortSignal[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await queue.work(async (_job, { signal }) => {
      signals.push(signal);
      if (signals.length === 1) await released;
      return { kind: 'done' };
    }, 2);
    await queue.enqueue(job);
    await pass(0.1);
    expect(signals).toHaveLength(1);
    // As when the machine sleeps: time has passed, and nothing was done.
    await clock.setTime(clock.now() + 2 * HEARTBEAT_SECONDS * 1000);
    await pass(2);
    release();
    expect(signals).toHaveLength(2);
    expect(signals[0]?.aborted).toBe(true);
  });
});
