/** The HTTP side: authenticates, validates both ways, injects faults, counts, logs. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { requireAccess } from './access.ts';
import { ApiError, invalidRequest, notFound } from './api-error.ts';
import type { Actor } from './apps.ts';
import { faultsBefore } from './faults.ts';
import { answerGraphql } from './graphql.ts';
import type { Description, Match } from './openapi.ts';
import { RateLimits } from './rate-limits.ts';
import type { RequestKind } from './request-log.ts';
import { appRoutes } from './routes/apps.ts';
import { checkRoutes } from './routes/checks.ts';
import { commitRoutes } from './routes/commits.ts';
import { contentRoutes } from './routes/contents.ts';
import { issueRoutes } from './routes/issues.ts';
import { pullRoutes } from './routes/pulls.ts';
import { treeRoutes } from './routes/trees.ts';
import type { Call, Reply, Routes } from './routes/route.ts';
import { openTarball } from './tarball.ts';
import type { World } from './world.ts';

const routes: Routes = {
  ...appRoutes,
  ...checkRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...issueRoutes,
  ...pullRoutes,
  ...treeRoutes,
};

/** One request on its way; filled in as far as it gets. */
interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly started: number;
  actor: Actor | undefined;
  match: Match | undefined;
}

export class ApiServer {
  readonly #world: World;
  readonly #description: Description;
  readonly #server: Server;
  readonly #limits: RateLimits;

  constructor(world: World, description: Description) {
    this.#world = world;
    this.#description = description;
    this.#limits = new RateLimits(world);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#world.log.violations.push(
          `crash: ${error instanceof Error ? String(error.stack) : String(error)}`,
        );
        response.destroy();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string')
      throw new Error('The simulation has no port.');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.#world.url);
    const exchange: Exchange = {
      method: request.method ?? 'GET',
      url,
      request,
      started: performance.now(),
      actor: undefined,
      match: undefined,
    };
    let reply: Reply;
    let failure: ApiError | undefined;
    try {
      reply = await this.#reply(exchange);
    } catch (error) {
      failure = error instanceof ApiError ? error : new ApiError(500, String(error));
      if (!(error instanceof ApiError))
        this.#world.log.violations.push(
          `crash: ${error instanceof Error ? String(error.stack) : String(error)}`,
        );
      reply = { status: failure.status, body: failure.body(), headers: failure.headers };
    }
    const checked = this.#checkedReply(exchange, reply);
    await this.#send(response, exchange, checked);
    this.#log(exchange, checked, failure);
  }

  async #reply(exchange: Exchange): Promise<Reply> {
    const { url, request } = exchange;
    if (exchange.method === 'GET' && url.pathname.startsWith('/_codeload/')) {
      const headers = { 'content-type': 'application/x-gzip' };
      return { status: 200, raw: await openTarball(this.#world, url), headers };
    }
    if (exchange.method === 'POST' && url.pathname === '/graphql') return this.#graphql(exchange);
    exchange.match = this.#description.match(exchange.method, url.pathname);
    const operation = exchange.match?.operation;
    const route = operation === undefined ? undefined : routes[operation.id];
    const body = await readBody(request);
    if (operation?.id === 'rate-limit/get')
      return this.#limits.overview(this.#authenticate(exchange));
    if (exchange.match === undefined || operation === undefined || route === undefined) {
      throw new ApiError(
        501,
        `The simulated GitHub does not play ${exchange.method} ${url.pathname}`,
      );
    }
    const actor = this.#authenticate(exchange);
    await faultsBefore(this.#world, operation.id, { method: exchange.method, actor });
    this.#limits.spend(actor, exchange.method);
    const values = this.#description.readParameters(operation, {
      path: exchange.match.path,
      query: Object.fromEntries(url.searchParams),
    });
    if (!('path' in values))
      throw values.some((sentence) => sentence.includes('properties/path'))
        ? notFound()
        : invalidRequest(values);
    const call: Call = {
      world: this.#world,
      actor,
      ...values,
      body: body ?? {},
      accept: request.headers.accept ?? '',
      target: url.pathname + url.search,
    };
    requireAccess(call, route.access);
    if (exchange.method !== 'GET') this.#validateBody(exchange.match, body);
    if (route.creates === true) this.#limits.spendContent(actor);
    return route.handle(call);
  }

  #validateBody(match: Match, body: unknown): void {
    const problems = this.#description.bodyProblems(match.operation, body ?? {});
    if (problems.length > 0) throw invalidRequest(problems);
  }

  async #graphql(exchange: Exchange): Promise<Reply> {
    const body = await readBody(exchange.request);
    const actor = this.#authenticate(exchange);
    await faultsBefore(this.#world, 'graphql', { method: 'POST', actor });
    return { status: 200, body: await answerGraphql(this.#world, actor, body) };
  }

  #authenticate(exchange: Exchange): Actor {
    exchange.actor = this.#world.apps.authenticate(exchange.request.headers.authorization);
    return exchange.actor;
  }

  /** An answer that breaks the description is a fault of the simulation: 599, loudly. */
  #checkedReply(exchange: Exchange, reply: Reply): Reply {
    if (exchange.match === undefined || reply.raw !== undefined) return reply;
    const { operation } = exchange.match;
    const plain: unknown =
      reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body));
    const problem = this.#description.answerProblem(operation, reply.status, plain);
    if (problem === undefined) return reply;
    const message = `${operation.id} ${reply.status}: ${problem}`;
    this.#world.log.violations.push(message);
    return {
      status: 599,
      body: { message: `The simulation broke GitHub's description: ${message}` },
    };
  }

  async #send(response: ServerResponse, exchange: Exchange, reply: Reply): Promise<void> {
    const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
    const headers: Record<string, string> = {
      'content-type': 'application/json; charset=utf-8',
      'x-github-media-type': 'github.v3; format=json',
      'x-github-request-id': `SIM:${this.#world.log.requests.length}`,
      ...this.#limits.headers(
        exchange.actor,
        exchange.url.pathname === '/graphql' ? 'graphql' : 'core',
      ),
      ...reply.headers,
    };
    const etag = `W/"${createHash('sha1')
      .update(reply.raw instanceof Buffer ? reply.raw : text)
      .digest('hex')}"`;
    const cacheable =
      exchange.method === 'GET' && reply.status === 200 && !(reply.raw instanceof Readable);
    if (cacheable) headers['etag'] = etag;
    if (cacheable && exchange.request.headers['if-none-match'] === etag) {
      this.#limits.refund(exchange.actor);
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(reply.status, headers);
    if (!(reply.raw instanceof Readable)) {
      response.end(reply.raw ?? (reply.status === 204 ? undefined : text));
      return;
    }
    try {
      await pipeline(reply.raw, response);
    } catch (error) {
      // A client may leave in the middle of an archive; anything else is a fault here.
      if (!response.destroyed) throw error;
    }
  }

  #log(exchange: Exchange, reply: Reply, failure: ApiError | undefined): void {
    const operation = exchange.match?.operation;
    this.#world.log.record({
      kind: kindOf(exchange),
      method: exchange.method,
      route:
        operation?.route ??
        (exchange.url.pathname.startsWith('/_codeload/') ? '/_codeload' : exchange.url.pathname),
      operation: operation?.id,
      path: exchange.url.pathname,
      status: reply.status,
      durationMs: performance.now() - exchange.started,
      error: failure?.message,
      injected: failure?.injected ?? false,
      actor: actorName(exchange.actor),
    });
  }
}

function kindOf({ method, url, match }: Exchange): RequestKind {
  if (url.pathname === '/graphql') return 'graphql';
  const id = match?.operation.id;
  if (id === 'apps/create-installation-access-token') return 'token';
  if (method === 'GET') return 'read';
  return id !== undefined && routes[id]?.creates === true ? 'content' : 'write';
}

function actorName(actor: Actor | undefined): string {
  if (actor === undefined || actor.kind === 'anonymous') return 'anonymous';
  if (actor.kind === 'app') return `app ${actor.app.slug}`;
  return actor.kind === 'user' ? actor.account.login : `installation ${actor.installation.id}`;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
}
