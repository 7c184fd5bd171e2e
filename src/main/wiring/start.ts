import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createConfigurationReader } from '../../adapters/config/configuration-reader.ts';
import type { Database } from '../../adapters/database/database.ts';
import { statusOf } from '../../adapters/github/failures.ts';
import { createOpenPullRequests } from '../../adapters/github/open-pull-requests.ts';
import { createPullRequestSource } from '../../adapters/github/pull-request-source.ts';
import { createReviewPublisher } from '../../adapters/github/review-publisher.ts';
import { createLogger, createQuietLogger } from '../../adapters/logging/logger.ts';
import type { Metrics } from '../../adapters/metrics/metrics.ts';
import { createMetrics } from '../../adapters/metrics/metrics.ts';
import { createJobQueue } from '../../adapters/queue/job-queue.ts';
import type { BlobCache } from '../../adapters/store/blob-cache.ts';
import { createCheckRecords } from '../../adapters/store/check-records.ts';
import type { Checks } from '../../application/checks.ts';
import { createChecks } from '../../application/checks.ts';
import type { Activity } from '../../application/ports/activity.ts';
import type { CheckRecords } from '../../application/ports/check-records.ts';
import type { Clock } from '../../application/ports/clock.ts';
import type { JobHandler, JobQueue } from '../../application/ports/job-queue.ts';
import { createReceiveDelivery } from '../../application/receive-delivery.ts';
import type { Reconciler } from '../../application/reconcile.ts';
import { createReconciler } from '../../application/reconcile.ts';
import { createReviewPullRequest } from '../../application/review-pull-request.ts';
import type { Reviewer } from '../../application/reviewer.ts';
import type { Review } from '../../domain/review.ts';
import { askedForBy } from '../../engine/asked-files.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { registerHandlers } from '../app.ts';
import { createWebServer, type WebOptions } from '../web.ts';
import { createActivity } from './activity.ts';
import { createAppEvents } from './app-events.ts';
import type { Environment, Settings } from './environment.ts';
import { readSettings } from './environment.ts';
import { closeServer, listen } from './listening.ts';
import type { GitHub } from './git-hub.ts';
import { connectGitHub } from './git-hub.ts';
import { queueErrorsTo } from './queue-errors.ts';
import { loadAllRules } from './rules.ts';
import { StartProblem } from './start-problem.ts';
import { openStorage } from './storage.ts';
import type { ThreadedReviewer } from './threaded-reviewer.ts';
import { createThreadedReviewer } from './threaded-reviewer.ts';

export interface StartOptions {
  readonly env: Environment;
  readonly logger?: Logger;
  /** Another GitHub than the environment names: a simulated one, which needs no pauses between calls. */
  readonly gitHub?: { readonly apiUrl: string; readonly paced: boolean };
  /** Seconds without a word after which a worker counts as dead (tests). */
  readonly heartbeatSeconds?: number;
  /** Rules other than the installed ones, with the module of the thread that reviews with them (tests). */
  readonly engine?: { readonly rules: readonly LoadedRule[]; readonly thread: URL };
  /** Told of each Review before it is published. */
  readonly onReview?: (review: Review) => void;
}

/** The running service: web, queue and workers, as `ROLE` says. */
export interface Lintel {
  /** Where it listens, for webhooks with the path of the environment; empty for a worker alone. */
  readonly url: string;
  readonly webhookUrl: string;
  /** Takes no more work, finishes what runs or hands it back, and closes everything. */
  stop(): Promise<void>;
}

/** How long a running review may take to end at shutdown; what is left is handed back to the queue. */
const GRACE_SECONDS = 20;
const CATCH_UP_MS = 10 * 60_000;
const REVIEW_THREAD = new URL('./review-thread.ts', import.meta.url);

export async function startLintel(options: StartOptions): Promise<Lintel> {
  const settings = readSettings(options.env);
  if (!settings.ok) throw new StartProblem(settings.error);
  const parts = await assemble(settings.value, options);
  const { queue, gitHub, reconciler, logger } = parts;
  const serving = await serve(settings.value, parts);
  // Only now: a process that cannot serve ends, and must not take a job with it.
  if (settings.value.role !== 'web') {
    await parts.reviewer.start();
    await queue.work(counted(parts.review, parts.metrics), settings.value.workerConcurrency);
  }
  const url = serving?.url ?? '';
  const receives = settings.value.role !== 'worker';
  const timer = receives ? keepUp(reconciler, parts.activity) : null;
  if (receives) inBackground(recover(parts), parts.activity);
  logger.info({ url, role: settings.value.role }, 'started');
  void gitHub.identity().then(
    ({ slug }) => logger.info({ app: slug }, 'known to GitHub'),
    (error: unknown) => logger.error({ err: error }, whyUnknown(error)),
  );
  let stopping: Promise<void> | null = null;
  return {
    url,
    webhookUrl: `${url}${settings.value.webhookPath}`,
    stop() {
      stopping ??= stopAll(parts, serving?.server ?? null, timer);
      return stopping;
    },
  };
}

/** The key is one: whether it is the App's, only GitHub can say. */
function whyUnknown(error: unknown): string {
  const isRefused = [401, 404].includes(statusOf(error) ?? 0);
  return isRefused
    ? 'GitHub does not know this App: APP_ID and the private key do not belong together'
    : 'GitHub does not answer';
}

interface Parts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly activity: Activity;
  readonly database: Database;
  readonly blobs: BlobCache;
  readonly queue: JobQueue;
  readonly records: CheckRecords;
  readonly checks: Checks;
  readonly gitHub: GitHub;
  readonly reconciler: Reconciler;
  readonly openPullRequests: ReturnType<typeof createOpenPullRequests>;
  readonly receiver: ReturnType<typeof createReceiveDelivery>;
  readonly reviewer: ThreadedReviewer;
  readonly review: JobHandler;
}

const clock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => sleep(milliseconds),
};

async function assemble(settings: Settings, options: StartOptions): Promise<Parts> {
  const logger =
    options.logger ?? createLogger({ level: settings.logLevel, format: settings.logFormat });
  logger.info({ role: settings.role }, 'starting');
  const rules = options.engine?.rules ?? (await loadAllRules());
  const isAskedFor = askedForBy(rules);
  const { database, blobs } = await openStorage(settings);
  const queue = await createJobQueue(database, {
    onError: queueErrorsTo(logger, clock),
    ...(options.heartbeatSeconds === undefined
      ? {}
      : { heartbeatSeconds: options.heartbeatSeconds }),
  });
  const metrics = createMetrics(() => depthOf(queue, logger));
  const activity = createActivity(logger, metrics);
  const records = await createCheckRecords(database);
  const gitHub = await connect(settings, options, { logger, metrics });
  const { clientFor } = gitHub;
  const identity = () => gitHub.identity();
  const script = options.engine?.thread ?? REVIEW_THREAD;
  const reviewer = createThreadedReviewer({ script, blobs: blobs.file });
  const publisher = createReviewPublisher({ clientFor, identity });
  const checks = createChecks({ publisher, records, clock });
  const appClient = () => gitHub.probot.auth();
  const openPullRequests = createOpenPullRequests({ clientFor, appClient, identity });
  const shared = { queue, records, checks, clock, activity };
  return {
    ...shared,
    logger,
    metrics,
    database,
    blobs,
    gitHub,
    reviewer,
    openPullRequests,
    receiver: createReceiveDelivery(shared),
    reconciler: createReconciler({ ...shared, openPullRequests }),
    review: createReviewPullRequest({
      ...shared,
      source: createPullRequestSource({ clientFor, blobs, isAskedFor }),
      isAskedFor,
      publisher,
      reviewer: told(reviewer, options.onReview),
      configurationOf: createConfigurationReader(rules),
      webRoot: settings.webRoot,
      rulePage: () => null,
    }),
  };
}

function connect(
  settings: Settings,
  options: StartOptions,
  { logger, metrics }: Pick<Parts, 'logger' | 'metrics'>,
): Promise<GitHub> {
  return connectGitHub({
    ...settings,
    apiUrl: options.gitHub?.apiUrl ?? settings.apiUrl,
    logger: createQuietLogger(logger),
    onRequest: (method, status) => metrics.gitHubRequest(method, status),
    paced: options.gitHub?.paced ?? true,
  });
}

function told(reviewer: Reviewer, onReview: StartOptions['onReview']): Reviewer {
  return {
    async review(request) {
      const review = await reviewer.review(request);
      onReview?.(review);
      return review;
    },
  };
}

/** Health and metrics of every process that has a port; webhooks where they are received. */
async function serve(
  settings: Settings,
  parts: Parts,
): Promise<{ readonly server: Server; readonly url: string } | null> {
  const { port, host } = settings;
  if (port === null) return null;
  const { metrics, logger, database } = parts;
  const server = createWebServer({
    webhooks: settings.role === 'worker' ? null : receiving(settings, parts),
    metrics,
    logger,
    ready: async () => {
      await database.query('SELECT 1');
    },
  });
  try {
    return { server, url: await listen(server, { port, host }) };
  } catch (error) {
    await stopAll(parts, null, null);
    throw error;
  }
}

function receiving(settings: Settings, parts: Parts): WebOptions['webhooks'] {
  const { gitHub, reconciler, activity } = parts;
  const events = createAppEvents({
    ...parts,
    appId: settings.appId,
    clientFor: gitHub.clientFor,
    reconcile: (installationId) => inBackground(reconciler.sweep(installationId), activity),
  });
  registerHandlers(gitHub.probot, events);
  return { probot: gitHub.probot, path: settings.webhookPath };
}

function depthOf(queue: JobQueue, logger: Logger): Promise<number | null> {
  return queue.waiting().catch((error: unknown) => {
    logger.warn({ err: error }, 'the queue cannot be counted');
    return null;
  });
}

function counted(handler: JobHandler, metrics: Metrics): JobHandler {
  return async (job, attempt) => {
    try {
      const outcome = await handler(job, attempt);
      metrics.job(outcome.kind);
      return outcome;
    } catch (error) {
      metrics.job('failed');
      throw error;
    }
  };
}

/** What was missed while nothing ran. Without records the database is new or lost: then everything is looked at. */
async function recover({ records, reconciler }: Parts): Promise<void> {
  if (await records.isEmpty()) await reconciler.sweep();
  else await reconciler.catchUp();
}

/** Looks for what was missed now and then. */
function keepUp(reconciler: Reconciler, activity: Activity): NodeJS.Timeout {
  const timer = setInterval(() => inBackground(reconciler.catchUp(), activity), CATCH_UP_MS);
  timer.unref();
  return timer;
}

function inBackground(work: Promise<void>, activity: Activity): void {
  void work.catch((error: unknown) => activity.error('reconciling failed', error, {}));
}

async function stopAll(
  { queue, receiver, reviewer, database, blobs }: Parts,
  server: Server | null,
  timer: NodeJS.Timeout | null,
): Promise<void> {
  if (timer !== null) clearInterval(timer);
  if (server !== null) await closeServer(server);
  await receiver.settled();
  await queue.stop(GRACE_SECONDS);
  await reviewer.close();
  await database.close();
  blobs.close();
}
