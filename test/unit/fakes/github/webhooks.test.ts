import { createHmac } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { Receiver } from './receiver.ts';
import type { Scene } from './scene.ts';
import { appToken, clientOf, openScene, refusalOf } from './scene.ts';

let scene: Scene;
let receiver: Receiver;

beforeEach(async () => {
  receiver = new Receiver();
  await receiver.listen();
  scene = await openScene({ webhookTimeoutMs: 3_000 });
  scene.sim.webhooks.url = receiver.url;
});

afterEach(async () => {
  await scene.sim.settled();
  expect(scene.sim.violations()).toEqual([]);
  await scene.sim.close();
  await receiver.close();
});

function events(): string[] {
  return receiver.events();
}

function lastPayload(): Record<string, unknown> {
  return receiver.lastPayload();
}

describe('a delivery', () => {
  it('is signed, named and numbered', async () => {
    await scene.pull.markReady();
    const headers = receiver.received[0]?.headers ?? {};
    const body = receiver.received[0]?.body ?? '';
    const signature = createHmac('sha256', scene.sim.app.webhookSecret).update(body).digest('hex');
    expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
    expect(headers['x-github-delivery']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(headers['user-agent']).toMatch(/^GitHub-Hookshot\//);
    expect(headers['content-type']).toBe('application/json');
    expect(lastPayload()).toMatchObject({
      installation: { id: scene.installation.id },
      repository: { full_name: 'acme/shop' },
    });
  });

  it('is recorded with the answer, also when none comes in time', async () => {
    await scene.pull.convertToDraft();
    receiver.answer = 500;
    await scene.pull.markReady();
    receiver.answer = null;
    await scene.pull.convertToDraft();
    expect(
      scene.sim.webhooks.deliveries.slice(-3).map((item) => [item.status, item.statusCode]),
    ).toEqual([
      ['OK', 200],
      ['Invalid HTTP Response: 500', 500],
      ['timed out', 0],
    ]);
  });

  it('can be sent again under the same id, by hand and by the App', async () => {
    receiver.answer = 500;
    await scene.pull.markReady();
    receiver.answer = 200;
    const app = clientOf(scene.sim, appToken(scene.sim));
    const { data } = await app.apps.listWebhookDeliveries({ status: 'failure', per_page: 1 });
    expect(data[0]).toMatchObject({
      event: 'pull_request',
      action: 'ready_for_review',
      status_code: 500,
      redelivery: false,
    });
    expect(
      (await app.apps.redeliverWebhookDelivery({ delivery_id: data[0]?.id ?? 0 })).status,
    ).toBe(202);
    await scene.sim.settled();
    const [first, second] = receiver.received;
    expect(second?.headers['x-github-delivery']).toBe(first?.headers['x-github-delivery']);
    expect(second?.body).toBe(first?.body);
    const listed = await app.apps.listWebhookDeliveries({ per_page: 1 });
    expect(listed.data[0]).toMatchObject({ guid: data[0]?.guid, redelivery: true, status: 'OK' });
    expect(listed.headers.link).toContain('cursor=');
    expect(
      (await app.apps.getWebhookDelivery({ delivery_id: data[0]?.id ?? 0 })).data.request.payload,
    ).toMatchObject({ action: 'ready_for_review' });
    expect((await refusalOf(scene.octokit.apps.listWebhookDeliveries())).status).toBe(401);
  });

  it('goes only to an App that is installed, not suspended, and entitled', async () => {
    await scene.installation.suspend();
    await scene.pull.markReady();
    expect(events()).toEqual(['installation.suspend']);
    await scene.installation.unsuspend();
    await scene.installation.acceptPermissions({
      metadata: 'read',
      checks: 'read',
      pull_requests: 'write',
      contents: 'read',
    });
    await scene.pull.push({ changes: { 'b.py': 'b\n' } });
    expect(events().slice(-1)).toEqual(['pull_request.synchronize']);
    expect(events()).not.toContain('check_suite.requested');
    await scene.installation.remove();
    await scene.pull.markReady();
    expect(events().at(-1)).toBe('installation.deleted');
  });

  it('may be overtaken by a later one', async () => {
    scene.sim.quirks.enable('outOfOrder', { times: 2, hold: 2 });
    await scene.pull.convertToDraft();
    expect(events()).toEqual([]);
    await scene.pull.markReady();
    await scene.sim.settled();
    expect(events()).toEqual(['pull_request.ready_for_review', 'pull_request.converted_to_draft']);
    expect(lastPayload()).toMatchObject({ pull_request: { draft: true } });
  });
});
