import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulatedPullRequest } from '../fakes/github/index.ts';
import { SimulatedGitHub } from '../fakes/github/index.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { environmentOf, until } from './service.ts';

const CLEAN = 'def pay(order):\n    return order\n';
const DIRTY = 'def pay(order):\n    danger(order)\n    return order\n';

let postgres: PostgresServer;
let sim: SimulatedGitHub;
const children: ChildProcess[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  sim = await SimulatedGitHub.start();
  sim.install('acme');
}, 240_000);

afterAll(async () => {
  await sim.close();
  await postgres.stop();
});

afterEach(async () => {
  for (const child of children.splice(0)) await end(child, 'SIGKILL');
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
  return child.exitCode;
}

/** Starts the App as its own process and has the webhooks sent there. */
async function startProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['test/app/service-process.ts'], {
    env: {
      ...environmentOf(sim),
      DATABASE_URL: postgres.url,
      SIMULATED_API: sim.url,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  sim.webhooks.url = await until(
    async () => /^ready (\S+)$/mu.exec(output)?.[1],
    'the process',
    120_000,
  );
  return child;
}

async function open(name: string): Promise<SimulatedPullRequest> {
  const repository = sim.repository(`acme/${name}`);
  await repository.commit({ branch: 'main', files: { 'app/pay.py': CLEAN } });
  await repository.commit({ branch: 'fix', from: 'main', changes: { 'app/pay.py': DIRTY } });
  return repository.openPullRequest({ head: 'fix' });
}

async function expectOneOfEach(pull: SimulatedPullRequest): Promise<void> {
  const { fullName } = pull.repository;
  await until(
    async () => (await sim.checkRuns(fullName)).every(({ status }) => status === 'completed'),
    'the end of the check',
    180_000,
  );
  expect(await sim.checkRuns(fullName)).toMatchObject([{ conclusion: 'neutral' }]);
  expect(await sim.reviews(fullName, pull.number)).toHaveLength(1);
  expect(await sim.reviewComments(fullName, pull.number)).toHaveLength(1);
  sim.assertClean();
}

/** Waits until the review has begun: the change has been compared. */
async function reading(fullName: string): Promise<void> {
  const isCompared = (path: string): boolean => path.startsWith(`/repos/${fullName}/compare/`);
  await until(async () => sim.log.requests.some(({ path }) => isCompared(path)), 'the review');
}

describe('a worker that is killed', () => {
  it('between posting and completing: another ends the check, nothing is posted twice', async () => {
    const first = await startProcess();
    sim.quirks.enable('slow', { operation: 'checks/update', delayMs: 3_000 });
    const pull = await open('posted');
    await until(
      async () => (await sim.reviews('acme/posted', pull.number)).length > 0,
      'the review',
    );
    await end(first, 'SIGKILL');
    await startProcess();
    await expectOneOfEach(pull);
  }, 240_000);

  it('after completing: another finds it done', async () => {
    const first = await startProcess();
    sim.quirks.enable('slow', { operation: 'checks/update', delayMs: 1_000 });
    const pull = await open('completed');
    await until(
      async () => (await sim.reviews('acme/completed', pull.number)).length > 0,
      'the review',
    );
    await end(first, 'SIGKILL');
    await startProcess();
    await expectOneOfEach(pull);
    const looks = (): boolean =>
      sim.log.requests.some(
        ({ method, path }) =>
          method === 'GET' && /^\/repos\/acme\/completed\/check-runs\/\d+$/u.test(path),
      );
    await until(async () => looks(), 'the look of the second worker', 120_000);
    const writes = sim.log.count('write');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sim.log.count('write')).toBe(writes);
    await expectOneOfEach(pull);
  }, 240_000);

  it('before posting: another does the review under the same check', async () => {
    const first = await startProcess();
    sim.quirks.enable('slow', { operation: 'git/get-tree', delayMs: 5_000 });
    const pull = await open('reading');
    await reading('acme/reading');
    await end(first, 'SIGKILL');
    await startProcess();
    await expectOneOfEach(pull);
  }, 240_000);
});

describe('a process that is asked to stop', () => {
  it('finishes its review and ends with 0', async () => {
    const first = await startProcess();
    sim.quirks.enable('slow', { operation: 'git/get-tree', delayMs: 2_000 });
    const pull = await open('stopping');
    await reading('acme/stopping');
    expect(await end(first, 'SIGTERM')).toBe(0);
    await expectOneOfEach(pull);
  }, 240_000);
});
