/** Webhooks: signed, recorded, sent in order (or not), redelivered under the same id. */
import { createHash, createHmac } from 'node:crypto';

import type { JsonObject } from './json.ts';
import { timestamp } from './json.ts';
import type { Description } from './openapi.ts';
import type { SimulatedRepository } from './repository.ts';
import type { World } from './world.ts';

export interface Delivery {
  readonly id: number;
  /** `X-GitHub-Delivery`; the same for redeliveries. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: JsonObject;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly deliveredAt: string;
  readonly redelivery: boolean;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly pullRequestId: number | undefined;
  /** `pending`, `held`, `not sent`, `OK`, `timed out`, `failed to connect`, or the status text of an error. */
  status: string;
  statusCode: number;
  durationMs: number;
  responseBody: string;
}

interface Subject {
  readonly repository?: SimulatedRepository;
  readonly pullRequestId?: number;
}

/** Sent to every App that may know, whatever it subscribed to. */
const always = new Set([
  'installation',
  'installation_repositories',
  'installation_target',
  'check_run',
  'check_suite',
]);

export class Webhooks {
  url: string | undefined;
  readonly deliveries: Delivery[] = [];
  readonly #world: World;
  readonly #description: Description;
  readonly #underWay = new Set<Promise<unknown>>();
  #held: Delivery[] = [];

  constructor(world: World, description: Description) {
    this.#world = world;
    this.#description = description;
    this.url = world.settings.webhookUrl;
  }

  /** Sends an event to the App if it is entitled to it, and waits for the answer. */
  async send(
    event: string,
    payload: JsonObject,
    subject: Subject = {},
  ): Promise<Delivery | undefined> {
    const { settings, apps, ids } = this.#world;
    const installation =
      subject.repository === undefined ? undefined : apps.installationOf(subject.repository.id);
    if (
      subject.repository !== undefined &&
      (installation === undefined || installation.suspendedAt !== undefined)
    )
      return undefined;
    if (!always.has(event) && !settings.events.includes(event)) return undefined;
    if (
      (event === 'check_run' || event === 'check_suite') &&
      installation?.permissions['checks'] !== 'write'
    )
      return undefined;
    this.#validate(event, payload);
    const id = ids.next('delivery');
    const body = JSON.stringify(payload);
    const delivery = this.#record(subject, {
      id,
      guid: guidOf(id),
      event,
      payload,
      body,
      redelivery: false,
    });
    if (this.#hold(delivery)) return delivery;
    await this.#post(delivery);
    return delivery;
  }

  /** Sends a recorded event again: same GUID, same body. */
  async redeliver(guid: string): Promise<Delivery> {
    const first = this.deliveries.find((delivery) => delivery.guid === guid);
    if (first === undefined) throw new Error(`Never sent: ${guid}`);
    const delivery: Delivery = {
      ...first,
      id: this.#world.ids.next('delivery'),
      redelivery: true,
      deliveredAt: this.#world.now(),
    };
    this.deliveries.push(delivery);
    await this.#post(delivery);
    return delivery;
  }

  /** Keeps a delivery that nobody waits for, until `settled`. */
  inBackground(work: Promise<unknown>): void {
    const tracked = work.catch((error: unknown) => {
      this.#world.log.violations.push(`webhook: ${String(error)}`);
    });
    this.#underWay.add(tracked);
    void tracked.finally(() => this.#underWay.delete(tracked));
  }

  /** Resolves when no delivery is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #validate(event: string, payload: JsonObject): void {
    const name = `${event}-${String(payload['action'])}`.replaceAll('_', '-');
    const problem = this.#description.webhookProblem(name, payload);
    if (problem === undefined) return;
    this.#world.log.violations.push(`webhook ${name}: ${problem}`);
    throw new Error(`The simulated webhook ${name} breaks GitHub's description: ${problem}`);
  }

  #record(
    subject: Subject,
    sent: Pick<Delivery, 'id' | 'guid' | 'event' | 'payload' | 'body' | 'redelivery'>,
  ): Delivery {
    const installation = sent.payload['installation'];
    const installationId =
      installation !== null && typeof installation === 'object' && 'id' in installation
        ? installation.id
        : undefined;
    const action = sent.payload['action'];
    const delivery: Delivery = {
      ...sent,
      action: typeof action === 'string' ? action : null,
      headers: this.#headers(sent),
      deliveredAt: timestamp(this.#world.settings.now()),
      installationId: typeof installationId === 'number' ? installationId : null,
      repositoryId: subject.repository?.id ?? null,
      pullRequestId: subject.pullRequestId,
      status: 'pending',
      statusCode: 0,
      durationMs: 0,
      responseBody: '',
    };
    this.deliveries.push(delivery);
    return delivery;
  }

  #headers(sent: { guid: string; event: string; body: string }): Record<string, string> {
    const { webhookSecret, appId } = this.#world.settings;
    const hmac = (algorithm: string): string =>
      createHmac(algorithm, webhookSecret).update(sent.body).digest('hex');
    return {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': `GitHub-Hookshot/${sent.guid.slice(0, 7)}`,
      'x-github-delivery': sent.guid,
      'x-github-event': sent.event,
      'x-github-hook-id': '400000001',
      'x-github-hook-installation-target-id': String(appId),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature': `sha1=${hmac('sha1')}`,
      'x-hub-signature-256': `sha256=${hmac('sha256')}`,
    };
  }

  /** The quirk outOfOrder: keeps deliveries until there are enough, then sends them in reverse. */
  #hold(delivery: Delivery): boolean {
    const struck = this.#world.quirks.strike('outOfOrder');
    if (struck === undefined) return false;
    delivery.status = 'held';
    this.#held.push(delivery);
    if (this.#held.length < (struck.hold ?? 2)) return true;
    const released = this.#held.reverse();
    this.#held = [];
    this.inBackground(this.#postAll(released));
    return true;
  }

  async #postAll(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) await this.#post(delivery);
  }

  async #post(delivery: Delivery): Promise<void> {
    if (this.url === undefined) {
      delivery.status = 'not sent';
      return;
    }
    const started = performance.now();
    try {
      const signal = AbortSignal.timeout(this.#world.settings.webhookTimeoutMs);
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: delivery.headers,
        body: delivery.body,
        signal,
      });
      delivery.responseBody = await answer.text();
      delivery.statusCode = answer.status;
      delivery.status = answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`;
    } catch (error) {
      delivery.status = isTimeout(error) ? 'timed out' : 'failed to connect';
    }
    delivery.durationMs = performance.now() - started;
  }
}

/** By name: under Jest the error comes from another realm, where `instanceof` does not help. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError'
  );
}

/** A GUID that is the same each run. */
function guidOf(id: number): string {
  const hex = createHash('sha1').update(`delivery ${id}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
