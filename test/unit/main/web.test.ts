import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Probot } from 'probot';
import { createLogger } from '../../../src/adapters/logging/logger.ts';
import { createMetrics } from '../../../src/adapters/metrics/metrics.ts';
import { createWebServer } from '../../../src/main/web.ts';

const SECRET = 'a-secret';
const LARGEST = 25 * 1024 * 1024;

let isDatabaseThere = true;
const servers: Server[] = [];

function serve(webhooks: { readonly probot: Probot; readonly path: string } | null): Server {
  const server = createWebServer({
    webhooks,
    metrics: createMetrics(async () => (isDatabaseThere ? 3 : null)),
    logger: createLogger({ level: 'silent', format: 'json' }),
    ready: async () => {
      if (!isDatabaseThere) throw new Error('gone');
    },
  });
  servers.push(server.listen(0, '127.0.0.1'));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let web: Server;
let worker: Server;

beforeAll(async () => {
  web = serve({
    probot: new Probot({ secret: SECRET, appId: 1, privateKey: 'x' }),
    path: '/hooks',
  });
  worker = serve(null);
  await Promise.all([once(web, 'listening'), once(worker, 'listening')]);
});

afterAll(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
});

async function post(server: Server, body: string, signature?: string): Promise<number> {
  const answer = await fetch(`${urlOf(server)}/hooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': '1',
      'x-github-event': 'ping',
      'x-hub-signature-256':
        signature ?? `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
  });
  return answer.status;
}

/** Sends more than is taken without saying before how much it will be. */
async function flood(server: Server): Promise<number | undefined> {
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': '1',
    'x-github-event': 'ping',
    'x-hub-signature-256': 'sha256=00',
  };
  const { port } = server.address() as AddressInfo;
  const sending = httpRequest({ host: '127.0.0.1', port, path: '/hooks', method: 'POST', headers });
  // What is still on its way when the answer comes is not taken any more.
  sending.on('error', () => undefined);
  const answered = once(sending, 'response');
  const chunk = Buffer.alloc(1024 * 1024, 32);
  for (let sent = 0; sent <= LARGEST; sent += chunk.length) sending.write(chunk);
  const [answer] = (await answered) as [{ statusCode?: number; resume: () => void }];
  answer.resume();
  sending.destroy();
  return answer.statusCode;
}

describe('the web server', () => {
  it('takes signed JSON and refuses everything else', async () => {
    expect(await post(web, '{"zen":"x"}')).toBe(202);
    expect(await post(web, '{"zen":"x"}', 'sha256=00')).toBe(400);
    expect(await post(web, '{"zen":"x"}', '')).toBe(400);
    expect(await post(web, 'no json')).toBe(400);
    expect(await post(web, 'null')).toBe(400);
  });

  it('answers a payload that turns out too large', async () => {
    expect(await flood(web)).toBe(413);
    expect(await post(web, ' '.repeat(LARGEST + 1))).toBe(413);
  });

  it('knows its own paths, in whatever form they are asked for', async () => {
    const statusOf = async (path: string, method = 'GET'): Promise<number> =>
      (await fetch(`${urlOf(web)}${path}`, { method })).status;
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/healthz', 'HEAD')).toBe(200);
    expect(await statusOf('/readyz?verbose')).toBe(200);
    expect(await statusOf('//')).toBe(404);
    expect(await statusOf('/hooks')).toBe(404);
  });

  it('of a worker tells how it is and takes no webhooks', async () => {
    expect((await fetch(`${urlOf(worker)}/readyz`)).status).toBe(200);
    expect((await fetch(`${urlOf(worker)}/metrics`)).status).toBe(200);
    expect(await post(worker, '{}')).toBe(404);
  });

  it('without its database lives, is not ready, and tells all figures but the one it cannot know', async () => {
    const figures = async (): Promise<string> => (await fetch(`${urlOf(web)}/metrics`)).text();
    expect(await figures()).toMatch(/^lintel_queue_waiting 3$/mu);
    isDatabaseThere = false;
    expect((await fetch(`${urlOf(web)}/healthz`)).status).toBe(200);
    expect((await fetch(`${urlOf(web)}/readyz`)).status).toBe(503);
    const told = await figures();
    expect(told).not.toMatch(/^lintel_queue_waiting /mu);
    expect(told).toMatch(/^lintel_deliveries_total\{event="unverified",outcome="refused"\} \d/mu);
    expect(told).not.toContain('event="ping"');
    expect(told).toMatch(/^process_resident_memory_bytes \d/mu);
    isDatabaseThere = true;
    expect(await figures()).toMatch(/^lintel_queue_waiting 3$/mu);
  });
});
