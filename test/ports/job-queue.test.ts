import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/adapters/database/database.ts';
import type { Database, DatabaseLocation } from '../../src/adapters/database/database.ts';
import { createJobQueue } from '../../src/adapters/queue/job-queue.ts';
import type { JobQueue, ReviewJob } from '../../src/application/ports/job-queue.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { startPostgres } from '../support/postgres.ts';

function jobFor(number: number, changes: Partial<ReviewJob> = {}): ReviewJob {
  return {
    pullRequest: {
      repository: { id: 7, owner: 'acme', name: 'shop', installationId: 1 },
      number,
    },
    cause: 'pull_request.opened',
    again: false,
    delivery: '',
    ...changes,
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

let server: PostgresServer | null = null;

beforeAll(async () => {
  server = await startPostgres();
}, 240_000);

afterAll(async () => {
  await server?.stop();
});

const BACKENDS: readonly (readonly [string, () => DatabaseLocation])[] = [
  ['the embedded database', () => ({ kind: 'embedded', folder: null })],
  ['PostgreSQL', () => ({ kind: 'postgres', url: server?.url ?? '' })],
];

describe.each(BACKENDS)('the queue on %s', (_name, locationOf) => {
  let database: Database;
  let queue: JobQueue;
  const errors: Error[] = [];

  beforeAll(async () => {
    const opened = await openDatabase(locationOf());
    if (!opened.ok) throw new Error('the database is taken');
    database = opened.value;
    queue = await createJobQueue(database, { onError: (error) => errors.push(error) });
  }, 240_000);

  afterAll(async () => {
    await queue.stop(5);
    await database.close();
    expect(errors).toEqual([]);
  });

  it('accepts a delivery once', async () => {
    expect(await queue.accept('guid-1', [jobFor(1)])).toBe(true);
    expect(await queue.accept('guid-1', [jobFor(1)])).toBe(false);
    expect(await queue.waiting()).toBe(1);
  });

  it('keeps one waiting job for each pull request, with the wish for a repeated run', async () => {
    await queue.enqueue(jobFor(1));
    await queue.enqueue(jobFor(1, { again: true, cause: 'check_run.rerequested' }));
    await queue.enqueue(jobFor(2));
    expect(await queue.waiting()).toBe(2);
  });

  it('forgets a delivery whose jobs could not be written', async () => {
    const broken = {
      ...jobFor(9),
      pullRequest: { ...jobFor(9).pullRequest, number: 10n as never },
    };
    await expect(queue.accept('guid-2', [broken])).rejects.toThrow();
    expect(await queue.accept('guid-2', [])).toBe(true);
  });

  it('runs one job of a pull request at a time, and brings back what was put off', async () => {
    const seen: string[] = [];
    const active = new Set<number>();
    const allDone = deferred();
    let putOff = false;
    await queue.work(async (job) => {
      const { number } = job.pullRequest;
      expect(active.has(number)).toBe(false);
      active.add(number);
      seen.push(`${number}${job.again ? ' again' : ''}`);
      if (number === 1 && !job.cause.startsWith('late'))
        await queue.enqueue(jobFor(1, { cause: 'late' }));
      active.delete(number);
      if (number === 2 && !putOff) {
        putOff = true;
        return { kind: 'later', afterSeconds: 1 };
      }
      if (seen.length === 4) allDone.resolve();
      return { kind: 'done' };
    }, 2);
    await allDone.promise;
    expect([...seen].sort()).toEqual(['1', '1 again', '2', '2']);
  }, 240_000);
});

describe.each(BACKENDS)('a waiting job on %s', (_name, locationOf) => {
  it('holds up no job of another pull request', async () => {
    const opened = await openDatabase(locationOf());
    if (!opened.ok) throw new Error('the database is taken');
    const queue = await createJobQueue(opened.value, { onError: () => undefined });
    const begun = deferred();
    const release = deferred();
    const other = deferred();
    const again = deferred();
    let runs = 0;
    await queue.work(async ({ pullRequest }) => {
      if (pullRequest.number === 12) other.resolve();
      if (pullRequest.number === 11) {
        runs += 1;
        if (runs === 2) again.resolve();
        begun.resolve();
        await release.promise;
      }
      return { kind: 'done' };
    }, 2);
    await queue.enqueue(jobFor(11));
    await begun.promise;
    // The first waits for the job that runs; the second came later and waits for nothing.
    await queue.enqueue(jobFor(11));
    await queue.enqueue(jobFor(12));
    await other.promise;
    release.resolve();
    // Nothing is left behind in a database that other tests use.
    await again.promise;
    await queue.stop(5);
    await opened.value.close();
  }, 45_000);
});

describe.each(BACKENDS)('a job on %s', (_name, locationOf) => {
  let database: Database;
  let queue: JobQueue;
  const taken: number[] = [];
  let onTaken: () => void = () => undefined;

  beforeAll(async () => {
    const opened = await openDatabase(locationOf());
    if (!opened.ok) throw new Error('the database is taken');
    database = opened.value;
    // Nobody looks for jobs: the database has to tell of them.
    queue = await createJobQueue(database, {
      onError: () => undefined,
      pollingSeconds: 3_600,
    });
    await queue.work(async ({ pullRequest }) => {
      taken.push(pullRequest.number);
      onTaken();
      return { kind: 'done' };
    }, 1);
  }, 240_000);

  afterAll(async () => {
    await queue.stop(5);
    await database.close();
  });

  function taking(count: number): Promise<void> {
    return new Promise((resolve) => {
      onTaken = () => {
        if (taken.length >= count) resolve();
      };
      onTaken();
    });
  }

  it('is taken when it comes, and so are those that wait meanwhile', async () => {
    await queue.enqueue(jobFor(1));
    await taking(1);
    await queue.accept('guid', [jobFor(2), jobFor(3), jobFor(4)]);
    await taking(4);
    expect(taken.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  it('is taken after the connection was lost', async () => {
    if (database.kind === 'postgres')
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`,
      );
    const before = taken.length;
    await queue.enqueue(jobFor(5));
    await taking(before + 1);
    expect(taken.at(-1)).toBe(5);
  });
});
