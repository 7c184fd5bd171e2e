import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/adapters/logging/logger.ts';
import type { Lintel } from '../../src/main/wiring/start.ts';
import { startLintel } from '../../src/main/wiring/start.ts';
import { StartProblem } from '../../src/main/wiring/start-problem.ts';
import { SimulatedGitHub } from '../fakes/github/index.ts';
import { testEngine } from './engine.ts';
import { environmentOf, until } from './service.ts';

const CLEAN = 'def pay(order):\n    return order\n';
const DIRTY = 'def pay(order):\n    danger(order)\n    return order\n';

const running: Lintel[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const lintel of running.splice(0)) await lintel.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-app-'));
  folders.push(folder);
  return folder;
}

async function start(sim: SimulatedGitHub, dataFolder: string): Promise<Lintel> {
  const lintel = await startLintel({
    env: { ...environmentOf(sim), DATA_DIR: dataFolder },
    logger: createLogger({ level: 'silent', format: 'json' }),
    gitHub: { apiUrl: sim.url, paced: false },
    engine: testEngine,
  });
  running.push(lintel);
  return lintel;
}

describe('after a loss', () => {
  it('a new database costs no review: open pull requests without a check are found', async () => {
    const sim = await SimulatedGitHub.start();
    sim.install('acme');
    const repository = sim.repository('acme/shop');
    await repository.commit({ branch: 'main', files: { 'app/pay.py': CLEAN } });
    await repository.commit({ branch: 'fix', from: 'main', changes: { 'app/pay.py': DIRTY } });
    await repository.commit({ branch: 'wip', from: 'main', changes: { 'app/pay.py': DIRTY } });
    await repository.openPullRequest({ head: 'fix' });
    await repository.openPullRequest({ head: 'wip', draft: true });
    await start(sim, ':memory:');
    const runs = await until(async () => {
      const all = await sim.checkRuns('acme/shop');
      return all[0]?.status === 'completed' && all;
    }, 'the check');
    expect(runs).toMatchObject([{ conclusion: 'neutral' }]);
    sim.assertClean();
    await sim.close();
  }, 240_000);

  it('a restart on the same folder asks for the deliveries that failed meanwhile', async () => {
    const sim = await SimulatedGitHub.start();
    sim.install('acme');
    const folder = newFolder();
    const first = await start(sim, folder);
    sim.webhooks.url = first.webhookUrl;
    const repository = sim.repository('acme/shop');
    await repository.commit({ branch: 'main', files: { 'app/pay.py': CLEAN } });
    await repository.commit({ branch: 'fix', from: 'main', changes: { 'app/pay.py': DIRTY } });
    const pull = await repository.openPullRequest({ head: 'fix' });
    await until(async () => {
      const [run] = await sim.checkRuns('acme/shop', pull.headSha);
      return run?.status === 'completed';
    }, 'the check');
    await first.stop();
    sim.webhooks.url = 'http://127.0.0.1:9/unreachable';
    await pull.push({ changes: { 'app/pay.py': `# two\n${DIRTY}` }, message: 'missed' });
    // Many that went well have come since: the failed one is not among the newest hundred.
    const missed = sim.webhooks.deliveries.find(({ statusCode }) => statusCode === 0);
    if (missed === undefined) throw new Error('nothing failed');
    for (let later = 1; later <= 120; later++)
      sim.webhooks.deliveries.push({
        ...missed,
        id: missed.id + 1_000 + later,
        guid: `fine-${later}`,
        statusCode: 202,
      });
    const second = await start(sim, folder);
    sim.webhooks.url = second.webhookUrl;
    await until(
      async () => {
        const [run] = await sim.checkRuns('acme/shop', pull.headSha);
        return run?.status === 'completed';
      },
      'the check of the missed push',
      25_000,
    );
    expect(await sim.reviewComments('acme/shop', pull.number)).toHaveLength(1);
    sim.assertClean();
    await sim.close();
  }, 240_000);

  it('a new installation gets reviews of what is open there', async () => {
    const sim = await SimulatedGitHub.start();
    const lintel = await start(sim, ':memory:');
    sim.webhooks.url = lintel.webhookUrl;
    const repository = sim.repository('acme/shop');
    await repository.commit({ branch: 'main', files: { 'app/pay.py': CLEAN } });
    await repository.commit({ branch: 'fix', from: 'main', changes: { 'app/pay.py': DIRTY } });
    const pull = await repository.openPullRequest({ head: 'fix' });
    const installation = sim.install('acme');
    await until(async () => {
      const [run] = await sim.checkRuns('acme/shop', pull.headSha);
      return run?.status === 'completed';
    }, 'the check');
    expect(await sim.reviewComments('acme/shop', pull.number)).toHaveLength(1);
    await installation.remove();
    await sim.settled();
    expect(sim.webhooks.deliveries.at(-1)).toMatchObject({ action: 'deleted', statusCode: 202 });
    sim.webhooks.url = undefined;
    await sim.close();
  }, 240_000);

  it('refuses to start without what it needs, in one line each', async () => {
    const sim = await SimulatedGitHub.start();
    const { WEBHOOK_SECRET: _secret, ...env } = environmentOf(sim);
    await expect(startLintel({ env })).rejects.toThrow(
      new StartProblem(['WEBHOOK_SECRET is missing']),
    );
    await expect(startLintel({ env: { ...environmentOf(sim), ROLE: 'web' } })).rejects.toThrow(
      'ROLE=web needs DATABASE_URL',
    );
    await sim.close();
  });

  it('leaves its folder and its jobs alone when the port is taken', async () => {
    const sim = await SimulatedGitHub.start();
    const folder = newFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const env = { ...environmentOf(sim), DATA_DIR: folder, PORT: String(port) };
    await expect(
      startLintel({ env, gitHub: { apiUrl: sim.url, paced: false }, engine: testEngine }),
    ).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
    other.close();
    await start(sim, folder);
    await sim.close();
  }, 240_000);

  it('says that its own database is broken, and what to do', async () => {
    const sim = await SimulatedGitHub.start();
    const folder = newFolder();
    const first = await start(sim, folder);
    await first.stop();
    writeFileSync(join(folder, 'database', 'global', 'pg_control'), new Uint8Array(8_192));
    const broken = `the database in ${join(folder, 'database')} does not open`;
    await expect(start(sim, folder)).rejects.toThrow(broken);
    rmSync(join(folder, 'database'), { recursive: true });
    await start(sim, folder);
    await sim.close();
  }, 240_000);

  it('says what is wrong with its folder and its database', async () => {
    const sim = await SimulatedGitHub.start();
    const env = environmentOf(sim);
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(startLintel({ env: { ...env, DATA_DIR: file } })).rejects.toThrow(
      new StartProblem([
        `the folder ${file} cannot be written (EEXIST): set DATA_DIR to one that can`,
      ]),
    );
    const nowhere = 'postgres://lintel:geheim@127.0.0.1:9/lintel';
    await expect(startLintel({ env: { ...env, DATABASE_URL: nowhere } })).rejects.toThrow(
      new StartProblem([
        'DATABASE_URL leads to no usable PostgreSQL: connect ECONNREFUSED 127.0.0.1:9',
      ]),
    );
    await sim.close();
  }, 240_000);
});
