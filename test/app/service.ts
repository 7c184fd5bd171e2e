/** The real App beside the simulated GitHub: webhooks come and calls go over HTTP. */
import { jest } from '@jest/globals';
import { createLogger } from '../../src/adapters/logging/logger.ts';
import type { Lintel } from '../../src/main/wiring/start.ts';
import { startLintel } from '../../src/main/wiring/start.ts';
import type { SimulatedPullRequest, SimulatedRepository } from '../fakes/github/index.ts';
import { SimulatedGitHub } from '../fakes/github/index.ts';
import { testEngine } from './engine.ts';

// Bounds only: a busy machine is slow, not wrong.
jest.setTimeout(180_000);

export interface Service {
  readonly sim: SimulatedGitHub;
  readonly lintel: Lintel;
  readonly log: readonly string[];
  /** A repository of its own for one test, with the App installed. */
  repository(name: string, files: Readonly<Record<string, string>>): Promise<SimulatedRepository>;
  stop(): Promise<void>;
}

export function environmentOf(sim: SimulatedGitHub): Record<string, string> {
  return {
    APP_ID: String(sim.app.id),
    PRIVATE_KEY: sim.app.privateKey,
    WEBHOOK_SECRET: sim.app.webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: ':memory:',
  };
}

export async function startService(
  options: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Service> {
  const sim = await SimulatedGitHub.start({ contentCreationPerMinute: 100_000 });
  const log: string[] = [];
  const lintel = await startLintel({
    env: { ...environmentOf(sim), ...options.env },
    logger: createLogger({
      level: 'info',
      format: 'json',
      destination: {
        write(line: string) {
          log.push(line);
        },
      },
    }),
    gitHub: { apiUrl: sim.url, paced: false },
    engine: testEngine,
  });
  // The look for what was missed before the start finds nothing, and is over before a test counts calls.
  await until(
    async () => sim.log.requests.some(({ route }) => route === '/app/installations'),
    'the first sweep',
  );
  // All repositories of the account, those of later tests too; without webhooks yet, so that nothing is swept.
  sim.install('acme');
  sim.webhooks.url = lintel.webhookUrl;
  return {
    sim,
    lintel,
    log,
    async repository(name, files) {
      const repository = sim.repository(`acme/${name}`);
      await repository.commit({ branch: 'main', files });
      return repository;
    },
    async stop() {
      sim.webhooks.url = undefined;
      await sim.settled();
      await lintel.stop();
      await sim.close();
    },
  };
}

/** Waits until something holds, and fails with what was seen last. */
export async function until<T>(
  look: () => Promise<T | null | undefined | false>,
  what: string,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The completed check of the pull request's present head: the newest of the given number of runs. */
export async function completedCheck(
  service: Service,
  pull: SimulatedPullRequest,
  runs = 1,
): Promise<Awaited<ReturnType<SimulatedGitHub['checkRuns']>>[number]> {
  const { fullName } = pull.repository;
  try {
    return await until(async () => {
      const all = await service.sim.checkRuns(fullName, pull.headSha);
      const newest = all.at(-1);
      return all.length >= runs && newest?.status === 'completed' && newest;
    }, `a completed check of ${fullName}#${pull.number}`);
  } catch (error) {
    throw new Error(`${String(error)}\n${service.log.slice(-10).join('')}`, { cause: error });
  }
}

/** A file of base, or its text in base and in the change; an empty text is no file. */
export type Files = Readonly<Record<string, string | readonly [base: string, head: string]>>;

/** Opens a pull request with these files, in a repository of its own. The log of calls starts there. */
export async function openFix(
  service: Service,
  name: string,
  files: Files,
  options: { readonly draft?: boolean; readonly fork?: string } = {},
): Promise<SimulatedPullRequest> {
  const base: Record<string, string> = {};
  const changes: Record<string, string | null> = {};
  for (const [path, content] of Object.entries(files)) {
    const [before, after] = typeof content === 'string' ? [content, content] : content;
    if (before !== '') base[path] = before;
    if (before !== after) changes[path] = after === '' ? null : after;
  }
  const repository = await service.repository(name, base);
  const from = options.fork === undefined ? repository : repository.fork(options.fork);
  await from.commit({ branch: 'fix', from: 'main', changes });
  service.sim.log.clear();
  return repository.openPullRequest({
    head: 'fix',
    draft: options.draft === true,
    ...(options.fork === undefined ? {} : { from }),
  });
}

/** What our comments sit on: `path: text of the line`, and how each begins when it is fixed. */
export async function tellOf(service: Service, pull: SimulatedPullRequest): Promise<string[]> {
  const comments = await service.sim.reviewComments(pull.repository.fullName, pull.number);
  return comments.map(({ path, lineText, body }) => {
    const fixed = body.startsWith('**Fixed in ') ? ' (fixed)' : '';
    return `${path}: ${lineText ?? ''}${fixed}`;
  });
}

/** What is asked once a process: the App's name, and what was missed before the start. Archives come from another host. */
const OF_THE_PROCESS = [
  '/app',
  '/app/installations',
  '/app/hook/deliveries',
  '/installation/repositories',
  '/_codeload',
];

/** Calls for reviews so far. `writes` are check runs, reviews and edits. */
export function callsOf(sim: SimulatedGitHub): { reads: number; writes: number } {
  const ofReviews = sim.log.requests.filter(({ route }) => !OF_THE_PROCESS.includes(route));
  const count = (...kinds: string[]): number =>
    ofReviews.filter(({ kind }) => kinds.includes(kind)).length;
  return { reads: count('read', 'graphql'), writes: count('write', 'content') };
}

/** Waits until nothing is queued, running or on its way. */
export async function quiet(service: Service): Promise<void> {
  await service.sim.settled();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
}
