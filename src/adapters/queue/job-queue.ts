import { PgBoss } from 'pg-boss';
import type { Clock, Db, JobWithMetadata } from 'pg-boss';
import type { JobHandler, JobQueue, ReviewJob } from '../../application/ports/job-queue.ts';
import type { PullRequestRef } from '../../application/ports/pull-request.ts';

/** What the queue needs of the process's database; the adapter for it lives elsewhere. */
export interface QueueDatabase {
  readonly kind: 'postgres' | 'embedded';
  readonly forQueue: Db;
  transaction<T>(
    work: (
      statements: {
        query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
      },
      forQueue: Db,
    ) => Promise<T>,
  ): Promise<T>;
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  define(statements: readonly string[]): Promise<void>;
}

const QUEUE = 'review-pull-request';
/** GitHub redelivers for three days (Enterprise Server: seven); older ids need not be remembered. */
const DELIVERY_DAYS = 8;

/** A worker that does not report for this long is dead; its job goes to another. Reviews run on a thread of their own, so that no amount of them keeps it from reporting. */
const HEARTBEAT_SECONDS = 30;
/** The database tells when a job comes. Nobody is told when one becomes free: its pull request's other job has ended, or its delay is over. */
const POLLING_SECONDS = 0.5;
const HOUR_MS = 3_600_000;
/** No review takes this long; one that does has hung. */
const EXPIRE_SECONDS = 900;
const RETRY_LIMIT = 5;
/** Dead workers and expired jobs are looked for this often. */
const SUPERVISE_SECONDS = 2;
/**
 * The queue passes over jobs of pull requests that it remembers as active. Remembered for its usual minute, it would leave the next
 * job of a pull request waiting for as long after the last has ended.
 */
const REMEMBER_SECONDS = 1;
/** Looked at in the same statement that takes a job: one that has to wait for another of its pull request holds up no other. */
const ACTIVE_OF_ONE = 1;

export interface QueueOptions {
  /** Called with errors of the queue's own upkeep; a job's error is its handler's. */
  readonly onError: (error: Error) => void;
  /** Seconds without a word after which a worker counts as dead; ten at least. */
  readonly heartbeatSeconds?: number;
  /** Seconds between looks for dead workers and expired jobs. */
  readonly superviseSeconds?: number;
  /** Seconds between looks for jobs that nobody told of. */
  readonly pollingSeconds?: number;
  /** A time that a test moves by hand. */
  readonly clock?: Clock;
}

/** A job as it is kept: with what the queue itself must remember of it. */
type QueuedJob = ReviewJob & { readonly delays: number };

/** The queue on pg-boss, the same on PostgreSQL and on the embedded database. */
export async function createJobQueue(
  database: QueueDatabase,
  options: QueueOptions,
): Promise<JobQueue> {
  const boss = await startBoss(database, options);
  await database.define([
    'CREATE TABLE IF NOT EXISTS lintel_delivery (id text PRIMARY KEY, received_at timestamptz NOT NULL DEFAULT now())',
  ]);
  await forgetDeliveries(database);
  const tidying = setInterval(() => {
    forgetDeliveries(database).catch(options.onError);
  }, HOUR_MS);
  tidying.unref();
  return {
    accept: (delivery, jobs) => accept(boss, database, { delivery, jobs }),
    enqueue: (job) => send(boss, { ...job, delays: 0 }),
    isWaiting: async (pullRequest) =>
      (await boss.findJobs(QUEUE, { key: keyOf(pullRequest), queued: true })).length > 0,
    async work(handler, concurrency) {
      for (let worker = 0; worker < concurrency; worker++)
        await startWorker(boss, handler, options);
    },
    async waiting() {
      const [row] = await database.query<{ count: number | string }>(
        `SELECT count(*) AS count FROM pgboss.job WHERE name = $1 AND state IN ('created', 'retry')`,
        [QUEUE],
      );
      return Number(row?.count ?? 0);
    },
    async stop(graceSeconds) {
      clearInterval(tidying);
      await boss.stop({ graceful: true, timeout: graceSeconds * 1000, close: false });
    },
  };
}

/** One job at a time. After each it looks for the next at once: while jobs wait, nobody is idle. */
async function startWorker(
  boss: PgBoss,
  handler: JobHandler,
  options: QueueOptions,
): Promise<void> {
  const pollingSeconds = options.pollingSeconds ?? POLLING_SECONDS;
  const wanted = {
    batchSize: 1,
    includeMetadata: true,
    groupConcurrency: ACTIVE_OF_ONE,
    pollingIntervalSeconds: pollingSeconds,
    notifyPollingIntervalSeconds: pollingSeconds,
  } as const;
  let id = '';
  id = await boss.work<QueuedJob, void, typeof wanted>(QUEUE, wanted, async ([job]) => {
    try {
      if (job !== undefined) await run(boss, job, handler);
    } finally {
      boss.notifyWorker(id);
    }
  });
}

async function forgetDeliveries(database: QueueDatabase): Promise<void> {
  await database.query(
    `DELETE FROM lintel_delivery WHERE received_at < now() - interval '${DELIVERY_DAYS} days'`,
  );
}

async function startBoss(database: QueueDatabase, options: QueueOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    db: database.forQueue,
    backend: database.kind === 'embedded' ? 'pglite' : 'postgres',
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: options.superviseSeconds ?? SUPERVISE_SECONDS,
    monitorIntervalSeconds: options.superviseSeconds ?? SUPERVISE_SECONDS,
    queueCacheIntervalSeconds: REMEMBER_SECONDS,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  boss.on('error', options.onError);
  await boss.start();
  // Stately: at most one waiting and one active job for each key.
  await boss.createQueue(QUEUE, {
    policy: 'stately',
    notify: true,
    retryLimit: RETRY_LIMIT,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: EXPIRE_SECONDS,
    heartbeatSeconds: options.heartbeatSeconds ?? HEARTBEAT_SECONDS,
    deleteAfterSeconds: 86_400,
  });
  // Sending reads the queue's settings once and remembers them. Within a transaction of the embedded database, which has
  // one connection, that first reading would wait for the transaction, and the transaction for it.
  await boss.findJobs(QUEUE, { key: 'none' });
  return boss;
}

function accept(
  boss: PgBoss,
  database: QueueDatabase,
  { delivery, jobs }: { readonly delivery: string; readonly jobs: readonly ReviewJob[] },
): Promise<boolean> {
  return database.transaction(async (statements, forQueue) => {
    const fresh = await statements.query(
      'INSERT INTO lintel_delivery (id) VALUES ($1) ON CONFLICT (id) DO NOTHING RETURNING id',
      [delivery],
    );
    if (fresh.length === 0) return false;
    for (const job of jobs) await send(boss, { ...job, delays: 0 }, { db: forQueue });
    return true;
  });
}

async function send(
  boss: PgBoss,
  job: QueuedJob,
  options: { readonly db?: Db; readonly startAfter?: number } = {},
): Promise<void> {
  const singletonKey = keyOf(job.pullRequest);
  const group = { id: singletonKey };
  const id = await boss.send(QUEUE, job, { singletonKey, group, ...options });
  // One is waiting already and will read the newest head; only the wish for a run that repeats must not get lost.
  if (id === null && job.again) await boss.update(QUEUE, job, { singletonKey, ...options });
}

/** By numeric id, which survives renames. */
function keyOf({ repository, number }: PullRequestRef): string {
  return `${repository.id}/${number}`;
}

async function run(
  boss: PgBoss,
  job: JobWithMetadata<QueuedJob>,
  handler: JobHandler,
): Promise<void> {
  const { data, signal, retryCount: failures } = job;
  const outcome = await handler(data, { signal, failures, delays: data.delays });
  if (outcome.kind === 'done') return;
  const delayed = { ...data, delays: data.delays + 1 };
  await send(boss, delayed, { startAfter: outcome.afterSeconds });
}
