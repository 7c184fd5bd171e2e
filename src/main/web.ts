import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Probot } from 'probot';
import type { Metrics } from '../adapters/metrics/metrics.ts';

/** GitHub sends no larger payload. */
const MAX_PAYLOAD_BYTES = 25 * 1024 * 1024;

/** A probe that waits longer learns nothing new. */
const READY_MS = 5_000;

export interface WebOptions {
  /** Null: this process receives none, it only tells how it is. */
  readonly webhooks: { readonly probot: Probot; readonly path: string } | null;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Throws when the process cannot take work. */
  readonly ready: () => Promise<void>;
}

/** The HTTP server: webhooks, health and metrics. */
export function createWebServer(options: WebOptions): Server {
  return createServer((request, response) => {
    void answer(request, response, options).catch((error: unknown) => {
      options.logger.error({ err: error }, 'request failed');
      if (!response.headersSent) send(response, 500, 'internal error');
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: WebOptions,
): Promise<void> {
  const [path] = (request.url ?? '').split('?', 1);
  const { webhooks } = options;
  if (webhooks !== null && request.method === 'POST' && path === webhooks.path)
    return receiveWebhook(request, response, { ...options, probot: webhooks.probot });
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(response, 404, 'not found');
  if (path === '/healthz') return send(response, 200, 'ok');
  if (path === '/readyz') return answerReady(response, options);
  if (path === '/metrics') {
    response.setHeader('content-type', options.metrics.contentType);
    return send(response, 200, await options.metrics.text());
  }
  return send(response, 404, 'not found');
}

async function answerReady(response: ServerResponse, { ready, logger }: WebOptions): Promise<void> {
  const late = new AbortController();
  const limit = sleep(READY_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error('no answer in time');
  });
  try {
    await Promise.race([ready(), limit]);
    send(response, 200, 'ready');
  } catch (error) {
    logger.warn({ err: error }, 'not ready');
    send(response, 503, 'not ready');
  } finally {
    late.abort();
    limit.catch(() => undefined);
  }
}

/** Checks size and signature before anything is parsed, and answers as soon as the work is safe in the queue. */
async function receiveWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  { probot, metrics, logger }: WebOptions & { readonly probot: Probot },
): Promise<void> {
  const id = headerOf(request, 'x-github-delivery');
  const name = headerOf(request, 'x-github-event');
  const signature = headerOf(request, 'x-hub-signature-256');
  const refuse = (status: number, text: string): void => {
    // Not by the name it came with: anybody can send any number of names, and each is remembered for ever.
    metrics.delivery('unverified', 'refused');
    logger.warn({ delivery: id, event: name, status }, `delivery refused: ${text}`);
    send(response, status, text);
  };
  if (!id || !name || !signature) return refuse(400, 'headers are missing');
  if (!/^application\/json\b/u.test(headerOf(request, 'content-type') ?? ''))
    return refuse(415, 'the content type is not application/json');
  const body = await readBody(request);
  if (body === null) {
    // Whoever is still sending would not read the answer on a connection that is cut: the rest is passed over.
    request.resume();
    return refuse(413, 'the payload is too large');
  }
  if (!(await probot.webhooks.verify(body, signature)))
    return refuse(400, 'the signature is wrong');
  const payload = parsed(body);
  if (payload === null) return refuse(400, 'the payload is no JSON object');
  try {
    // The types know one payload for each event name; which one came is only known now.
    await probot.receive({ id, name, payload } as Parameters<Probot['receive']>[0]);
    send(response, 202, 'accepted');
  } catch (error) {
    metrics.delivery(name, 'failed');
    logger.error({ err: error, delivery: id, event: name }, 'delivery failed');
    send(response, 500, 'not accepted');
  }
}

/** Null when it is no object. */
function parsed(body: string): object | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Null when it is larger than GitHub's limit. The rest stays unread, and the request whole: it is still to be answered. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_PAYLOAD_BYTES) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MAX_PAYLOAD_BYTES) return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

function send(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.end(text);
}
