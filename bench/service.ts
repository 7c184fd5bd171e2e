import { createHmac } from 'node:crypto';
import { createLogger } from '../src/adapters/logging/logger.ts';
import type { Lintel } from '../src/main/wiring/start.ts';
import { startLintel } from '../src/main/wiring/start.ts';
import type { SimulatedPullRequest } from '../test/fakes/github/index.ts';
import { SimulatedGitHub } from '../test/fakes/github/index.ts';
import type { Figure } from './figures.ts';
import { milliseconds, percentile, timed } from './figures.ts';

const DELIVERIES = 300;
const CONCURRENCY = 20;
const WAIT_MS = 60_000;
const FILES = 40;

/** Archives come from another host; the rest is asked once a process, to find reviews that were missed. */
const NOT_OF_A_REVIEW = new Set([
  'GET /_codeload',
  'GET /app',
  'GET /app/installations',
  'GET /installation/repositories',
  'GET /repos/{owner}/{repo}/pulls',
]);

interface Service {
  readonly sim: SimulatedGitHub;
  readonly lintel: Lintel;
}

/** P9: GitHub requests per review, and how fast a webhook is acknowledged under load. */
export async function reviewsByApp(): Promise<Figure[]> {
  const service = await start();
  try {
    return [...(await requests(service)), ...(await acknowledgements(service))];
  } finally {
    await stop(service);
  }
}

async function start(): Promise<Service> {
  const sim = await SimulatedGitHub.start({ contentCreationPerMinute: 100_000 });
  const lintel = await startLintel({
    env: {
      APP_ID: String(sim.app.id),
      PRIVATE_KEY: sim.app.privateKey,
      WEBHOOK_SECRET: sim.app.webhookSecret,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: ':memory:',
    },
    logger: createLogger({
      level: 'error',
      format: 'json',
      destination: { write: () => undefined },
    }),
    gitHub: { apiUrl: sim.url, paced: false },
  });
  sim.install('acme');
  sim.webhooks.url = lintel.webhookUrl;
  return { sim, lintel };
}

async function stop({ sim, lintel }: Service): Promise<void> {
  sim.webhooks.url = undefined;
  await sim.settled();
  await lintel.stop();
  await sim.close();
}

/** A change of several files, reviewed cold, then pushed to (warm), then asked for again without a change. */
async function requests(service: Service): Promise<Figure[]> {
  const { sim } = service;
  const repository = sim.repository('acme/shop');
  const files: Record<string, string> = {};
  const changes: Record<string, string> = {};
  for (let i = 0; i < FILES; i++) {
    files[`app/part_${i}.py`] = source(i, '5');
    changes[`app/part_${i}.py`] = source(i, 'None');
  }
  await repository.commit({ branch: 'main', files });
  await repository.commit({ branch: 'fix', from: 'main', changes });
  sim.log.clear();
  const pull = await repository.openPullRequest({ head: 'fix' });
  const cold = await callsOf(service, pull);
  await pull.push({ changes: { 'app/part_0.py': source(0, '7') }, message: 'fix one' });
  const warm = await callsOf(service, pull);
  await pull.redeliverOpened();
  await sim.settled();
  const again = callsSoFar(sim);
  return [
    calls(`requests of a first review, ${FILES} files`, cold, '6 reads, 2 writes'),
    calls('requests of the review of a push', warm, '5 reads, 2 writes'),
    calls('requests when the head was already reviewed', again, '0 reads'),
  ];
}

function source(i: number, timeout: string): string {
  return `import requests\n\n\ndef fetch_${i}(url):\n    return requests.get(url, timeout=${timeout})\n`;
}

interface Calls {
  readonly reads: number;
  readonly writes: number;
  readonly tokens: number;
}

function calls(what: string, { reads, writes, tokens }: Calls, target: string): Figure {
  const value = `${reads} reads, ${writes} writes, ${tokens} tokens`;
  return { budget: 'P9', what, value, target };
}

function callsSoFar(sim: SimulatedGitHub): Calls {
  const ofApp = sim.log.requests.filter(
    ({ method, route }) => !NOT_OF_A_REVIEW.has(`${method} ${route}`),
  );
  const count = (...kinds: string[]): number =>
    ofApp.filter(({ kind }) => kinds.includes(kind)).length;
  const found = {
    reads: count('read', 'graphql'),
    writes: count('write', 'content'),
    tokens: count('token'),
  };
  sim.log.clear();
  return found;
}

async function callsOf({ sim }: Service, pull: SimulatedPullRequest): Promise<Calls> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const runs = await sim.checkRuns(pull.repository.fullName, pull.headSha);
    if (runs.at(-1)?.status === 'completed') break;
    if (performance.now() > end) throw new Error('The review did not end.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await sim.settled();
  return callsSoFar(sim);
}

/** The same event under new delivery ids: what is measured is the way in. */
async function acknowledgements({ sim, lintel }: Service): Promise<Figure[]> {
  const opened = sim.webhooks.deliveries.find(({ event }) => event === 'pull_request');
  if (opened === undefined) throw new Error('No pull request was delivered.');
  const body = JSON.stringify(opened.payload);
  const times: number[] = [];
  const refused: number[] = [];
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < DELIVERIES) {
      const delivery = `00000000-0000-4000-8000-${String(next++).padStart(12, '0')}`;
      let status = 0;
      times.push(
        await timed(async () => {
          status = await deliver(lintel.webhookUrl, {
            body,
            delivery,
            secret: sim.app.webhookSecret,
          });
        }),
      );
      if (status >= 300) refused.push(status);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, sender));
  const load = `${DELIVERIES} deliveries, ${CONCURRENCY} at a time`;
  return [50, 95].map((percent) => ({
    budget: 'P9',
    what: `webhook acknowledged, p${percent} of ${load}, ${refused.length} refused`,
    value: milliseconds(percentile(times, percent)),
    target: percent === 95 ? '200 ms' : '',
  }));
}

async function deliver(
  url: string,
  sent: { readonly body: string; readonly delivery: string; readonly secret: string },
): Promise<number> {
  const signature = createHmac('sha256', sent.secret).update(sent.body).digest('hex');
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': sent.delivery,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body: sent.body,
  });
  await answer.arrayBuffer();
  return answer.status;
}
