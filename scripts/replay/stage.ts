import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../src/adapters/logging/logger.ts';
import type { Review } from '../../src/domain/review.ts';
import { startLintel } from '../../src/main/wiring/start.ts';
import type { SimulatedRepository } from '../../test/fakes/github/index.ts';
import { SimulatedGitHub } from '../../test/fakes/github/index.ts';
import type { CorpusRepository } from './corpus.ts';

/** One repository on a simulated GitHub, with the real App installed on it. */
export interface Stage {
  readonly sim: SimulatedGitHub;
  readonly repository: SimulatedRepository;
  readonly gitDirectory: string;
  /** What the App's engine answered so far. */
  readonly reviews: readonly Review[];
  /** Log lines of errors and warnings so far. */
  readonly complaints: readonly string[];
  stop(): Promise<void>;
}

const COMPLAINTS = ['warn', 'error', 'fatal'];
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;

export async function openStage({ fullName, gitDirectory }: CorpusRepository): Promise<Stage> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'lintel-replay-'));
  const sim = await SimulatedGitHub.start({
    contentCreationPerMinute: Number.POSITIVE_INFINITY,
    requestsPerHour: 1_000_000,
  });
  const reviews: Review[] = [];
  const complaints: string[] = [];
  const lintel = await startBeside(sim, {
    dataFolder,
    complaints,
    onReview: (review) => reviews.push(review),
  });
  const repository = sim.repositoryFromGitDir(fullName, gitDirectory);
  // Only then, and without webhooks yet, so that neither the start nor the installation sweeps anything.
  await started(sim);
  sim.install(repository.owner.login);
  sim.webhooks.url = lintel.webhookUrl;
  return {
    sim,
    repository,
    gitDirectory,
    reviews,
    complaints,
    async stop() {
      sim.webhooks.url = undefined;
      await sim.settled();
      await lintel.stop();
      await sim.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The App asks at its start for what it has missed; a pull request that it found there would count twice. */
async function started(sim: SimulatedGitHub): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!sim.log.requests.some(({ route }) => route === '/app/installations')) {
    if (performance.now() > end) throw new Error('The App did not ask for its installations.');
    await sleep(LOOK_EVERY_MS);
  }
}

function startBeside(
  sim: SimulatedGitHub,
  parts: {
    readonly dataFolder: string;
    readonly complaints: string[];
    /** Each Review is kept, to be compared with what was published and with the command line. */
    readonly onReview: (review: Review) => void;
  },
): ReturnType<typeof startLintel> {
  const write = (line: string): void => {
    const { level } = JSON.parse(line) as { readonly level: string };
    if (COMPLAINTS.includes(level)) parts.complaints.push(line.trim());
  };
  return startLintel({
    env: {
      APP_ID: String(sim.app.id),
      PRIVATE_KEY: sim.app.privateKey,
      WEBHOOK_SECRET: sim.app.webhookSecret,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: parts.dataFolder,
    },
    logger: createLogger({ level: 'info', format: 'json', destination: { write } }),
    gitHub: { apiUrl: sim.url, paced: false },
    onReview: parts.onReview,
  });
}
