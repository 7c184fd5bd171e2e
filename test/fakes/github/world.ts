/** What all parts of one simulation share. */
import { Accounts } from './accounts.ts';
import type { Apps } from './apps.ts';
import { Ids } from './ids.ts';
import { timestamp } from './json.ts';
import { Quirks } from './quirks.ts';
import type { SimulatedRepository } from './repository.ts';
import { RequestLog } from './request-log.ts';
import type { Settings } from './settings.ts';
import type { Webhooks } from './webhooks.ts';

export class World {
  readonly settings: Settings;
  readonly ids = new Ids();
  readonly accounts = new Accounts(this.ids);
  readonly quirks = new Quirks();
  readonly log = new RequestLog();
  /** By full name in lower case. */
  readonly repositories = new Map<string, SimulatedRepository>();
  /** What minimizeComment can hide, by node id. */
  readonly minimizable = new Map<string, { minimized: string | undefined }>();
  url = '';
  readonly #parts: { apps?: Apps; webhooks?: Webhooks } = {};
  #commits = 0;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  /** Parts that need the world themselves are put in afterwards. */
  complete(parts: { apps: Apps; webhooks: Webhooks }): void {
    Object.assign(this.#parts, parts);
  }

  get apps(): Apps {
    return present(this.#parts.apps);
  }

  get webhooks(): Webhooks {
    return present(this.#parts.webhooks);
  }

  repository(fullName: string): SimulatedRepository | undefined {
    return this.repositories.get(fullName.toLowerCase());
  }

  /** The present as a time stamp of the API. */
  now(): string {
    return timestamp(this.settings.now());
  }

  /** Seconds of the next commit: fixed, a minute apart, so that the same fixture has the same ids. */
  nextCommitTime(): number {
    this.#commits += 1;
    return Date.UTC(2026, 0, 5, 9) / 1000 + this.#commits * 60;
  }
}

function present<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The simulation is not complete yet.');
  return part;
}
