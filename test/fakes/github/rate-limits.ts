/** Primary limit per caller, and the secondary limit on creating content. */
import { ApiError } from './api-error.ts';
import type { Actor } from './apps.ts';
import { secondaryLimit } from './faults.ts';
import type { Reply } from './routes/route.ts';
import type { World } from './world.ts';

interface Window {
  used: number;
  resets: number;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

export class RateLimits {
  readonly #world: World;
  readonly #windows = new Map<string, Window>();
  readonly #content = new Map<string, number[]>();

  constructor(world: World) {
    this.#world = world;
  }

  spend(actor: Actor, method: string): void {
    const window = this.#window(actor);
    window.used += 1;
    if (window.used <= this.#world.settings.requestsPerHour) return;
    const headers = this.headers(actor, 'core');
    throw new ApiError(403, `API rate limit exceeded for ${keyOf(actor)} (${method}).`, {
      headers,
    });
  }

  /** A request answered with 304 is free. */
  refund(actor: Actor | undefined): void {
    if (actor !== undefined) this.#window(actor).used -= 1;
  }

  spendContent(actor: Actor): void {
    const now = this.#world.settings.now().getTime();
    const recent = (this.#content.get(keyOf(actor)) ?? []).filter((at) => at > now - minuteMs);
    recent.push(now);
    this.#content.set(keyOf(actor), recent);
    const [oldest = now] = recent;
    if (recent.length > this.#world.settings.contentCreationPerMinute)
      throw secondaryLimit(Math.ceil((oldest + minuteMs - now) / 1000), false);
  }

  headers(actor: Actor | undefined, resource: 'core' | 'graphql'): Record<string, string> {
    if (actor === undefined) return {};
    const { used, resets } = this.#window(actor);
    const limit = this.#world.settings.requestsPerHour;
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(limit - used, 0)),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(Math.ceil(resets / 1000)),
      'x-ratelimit-resource': resource,
    };
  }

  /** GET /rate_limit, which is free. */
  overview(actor: Actor): Reply {
    const { used, resets } = this.#window(actor);
    const limit = this.#world.settings.requestsPerHour;
    const core = {
      limit,
      remaining: Math.max(limit - used, 0),
      reset: Math.ceil(resets / 1000),
      used,
    };
    const search = { ...core, limit: 30, remaining: 30, used: 0 };
    return {
      status: 200,
      body: {
        resources: { core, search, graphql: { ...core, used: 0, remaining: limit } },
        rate: core,
      },
    };
  }

  #window(actor: Actor): Window {
    const now = this.#world.settings.now().getTime();
    const known = this.#windows.get(keyOf(actor));
    if (known !== undefined && known.resets > now) return known;
    const fresh = { used: 0, resets: now + hourMs };
    this.#windows.set(keyOf(actor), fresh);
    return fresh;
  }
}

function keyOf(actor: Actor): string {
  if (actor.kind === 'installation') return `installation ${actor.installation.id}`;
  if (actor.kind === 'user') return `user ${actor.account.login}`;
  return actor.kind === 'app' ? `app ${actor.app.id}` : 'anonymous';
}
