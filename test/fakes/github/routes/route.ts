/** What a route is, and what its handler is given. */
import type { Readable } from 'node:stream';

import type { Account } from '../accounts.ts';
import { notAccessible, notFound } from '../api-error.ts';
import type { Actor, InstallationActor } from '../apps.ts';
import type { Json, JsonObject } from '../json.ts';
import type { PermissionLevel } from '../settings.ts';
import type { SimulatedPullRequest } from '../pull-request.ts';
import type { SimulatedRepository } from '../repository.ts';
import type { World } from '../world.ts';

export interface Call {
  readonly world: World;
  readonly actor: Actor;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Validated against the description; each handler names its type. */
  readonly body: unknown;
  readonly accept: string;
  /** Path and query as sent, for Link headers. */
  readonly target: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: Json;
  /** Instead of a JSON body. */
  readonly raw?: Buffer | Readable;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (call: Call) => Reply | Promise<Reply>;

/** Who may call: the App itself (JWT), an installation, a permission of an installation or of a user, anybody. */
export type Access = 'app' | 'installation' | 'user' | 'anybody' | `${string}:${PermissionLevel}`;

export interface Route {
  readonly access: Access;
  /** Writes that create content count against the secondary limit. */
  readonly creates?: boolean;
  readonly handle: Handler;
}

export type Routes = Readonly<Record<string, Route>>;

export function ok(body: Json): Reply {
  return { status: 200, body };
}

export function text(values: Readonly<Record<string, unknown>>, name: string): string {
  const value = values[name];
  return value === undefined ? '' : String(value);
}

export function number(values: Readonly<Record<string, unknown>>, name: string): number {
  return Number(values[name]);
}

export function repositoryOf(call: Call): SimulatedRepository {
  const repository = call.world.repository(
    `${text(call.path, 'owner')}/${text(call.path, 'repo')}`,
  );
  if (repository === undefined) throw notFound();
  return repository;
}

export function pullOf(call: Call): SimulatedPullRequest {
  const pull = repositoryOf(call).pulls.get(number(call.path, 'pull_number'));
  if (pull === undefined) throw notFound();
  return pull;
}

/** Whose name a write gets. */
export function authorOf(call: Call): Account {
  if (call.actor.kind === 'user' || call.actor.kind === 'installation') return call.actor.account;
  throw notAccessible();
}

export function installationActorOf(call: Call): InstallationActor {
  if (call.actor.kind !== 'installation') throw notAccessible();
  return call.actor;
}

/** One page of a list, with the Link header GitHub sends. */
export function page<T>(
  call: Call,
  items: readonly T[],
  limit = 100,
): { items: readonly T[]; headers: Record<string, string> } {
  const size = Math.min(Math.max(Number(call.query['per_page'] ?? 30), 1), limit);
  const current = Math.max(Number(call.query['page'] ?? 1), 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const links: string[] = [];
  const link = (rel: string, wanted: number): void => {
    const url = new URL(call.target, call.world.url);
    url.searchParams.set('page', String(wanted));
    links.push(`<${url.href}>; rel="${rel}"`);
  };
  if (current > 1) link('prev', current - 1);
  if (current < last) link('next', current + 1);
  if (current < last) link('last', last);
  if (current > 1) link('first', 1);
  const headers: Record<string, string> = links.length === 0 ? {} : { link: links.join(', ') };
  return { items: items.slice((current - 1) * size, current * size), headers };
}

export function listReply<T>(
  call: Call,
  items: readonly T[],
  show: (item: T) => JsonObject,
): Reply {
  const shown = page(call, items);
  return { status: 200, body: shown.items.map(show), headers: shown.headers };
}
