import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SimulatedGitHub } from '../fakes/github/index.ts';
import { environmentOf, until } from './service.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Server {
  readonly child: ChildProcess;
  /** Everything it has written. */
  readonly said: () => string;
  readonly ended: Promise<readonly unknown[]>;
}

/** What `npm start` runs. */
function startServer(env: Readonly<Record<string, string>>): Server {
  const child = spawn(process.execPath, ['src/main/server.ts'], { env: { ...env } });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  return { child, said: () => text, ended: once(child, 'close') };
}

/** Nobody answers there. */
const NO_GITHUB = { GHE_HOST: '127.0.0.1:9', GHE_PROTOCOL: 'http' };

describe('the server', () => {
  it('tells what is missing, a line each, and ends with 2', async () => {
    const server = startServer({ NODE_ENV: 'production', PORT: 'x' });
    expect(await server.ended).toEqual([2, null]);
    expect(server.said().trim().split('\n')).toEqual([
      'lintel: APP_ID is missing',
      'lintel: WEBHOOK_SECRET is missing',
      expect.stringMatching(/^lintel: PORT is not valid/u),
      'lintel: PRIVATE_KEY or PRIVATE_KEY_PATH is missing',
    ]);
  });

  it('serves without GitHub, says so, and ends with 0 when it is asked to', async () => {
    const sim = await SimulatedGitHub.start();
    const server = startServer({ ...environmentOf(sim), ...NO_GITHUB });
    await until(async () => server.said().includes('"started"'), 'the start', 120_000);
    await until(async () => server.said().includes('GitHub does not answer'), 'the complaint');
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual([0, null]);
    for (const line of server.said().trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ name: 'lintel' });
    await sim.close();
  }, 240_000);

  it('ends with 0 when it is asked to while it starts', async () => {
    const sim = await SimulatedGitHub.start();
    const server = startServer({ ...environmentOf(sim), ...NO_GITHUB });
    await until(async () => server.said().includes('"starting"'), 'the beginning', 120_000);
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual([0, null]);
    await sim.close();
  }, 240_000);
});
