import { createHmac } from 'node:crypto';
import type { Server } from 'node:http';
import { createServer } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Scene } from './scene.ts';
import { appToken, clientOf, openScene, refusalOf, shop } from './scene.ts';

interface Received {
  readonly event: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

let scene: Scene;
let server: Server;
let received: Received[];
let answer: { status: number; afterMs: number };

beforeEach(async () => {
  received = [];
  answer = { status: 200, afterMs: 0 };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const action: unknown = JSON.parse(body).action;
      received.push({
        event: `${String(request.headers['x-github-event'])}.${String(action)}`,
        headers: request.headers,
        body,
      });
      setTimeout(() => response.writeHead(answer.status).end('answer'), answer.afterMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scene = await openScene({ webhookTimeoutMs: 300 });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  scene.sim.webhooks.url = `http://127.0.0.1:${address.port}/hooks`;
});

afterEach(async () => {
  await scene.sim.settled();
  expect(scene.sim.violations()).toEqual([]);
  await scene.sim.close();
  await new Promise((resolve) => server.close(resolve));
});

function events(): string[] {
  return received.map((item) => item.event);
}

function lastPayload(): Record<string, unknown> {
  return JSON.parse(received.at(-1)?.body ?? '{}');
}

describe('a delivery', () => {
  it('is signed, named and numbered', async () => {
    await scene.pull.markReady();
    const headers = received[0]?.headers ?? {};
    const body = received[0]?.body ?? '';
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
    answer = { status: 500, afterMs: 0 };
    await scene.pull.markReady();
    answer = { status: 200, afterMs: 600 };
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
    answer = { status: 500, afterMs: 0 };
    await scene.pull.markReady();
    answer = { status: 200, afterMs: 0 };
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
    const [first, second] = received;
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
});

describe('the events of a pull request', () => {
  it('follow its life', async () => {
    const before = scene.pull.headSha;
    const after = await scene.pull.push({ changes: { 'b.py': 'b\n' } });
    expect(lastPayload()).toMatchObject({
      action: 'synchronize',
      before,
      after,
      pull_request: { head: { sha: after } },
    });
    const forced = await scene.pull.forcePush({ changes: { 'c.py': 'c\n' } });
    expect(lastPayload()).toMatchObject({ action: 'synchronize', before: after, after: forced });
    scene.repository.setBranch('release', scene.repository.branch('main') ?? '');
    await scene.pull.retarget('release');
    expect(lastPayload()).toMatchObject({
      action: 'edited',
      changes: { base: { ref: { from: 'main' } } },
      pull_request: { base: { ref: 'release' } },
    });
    await scene.pull.edit({ title: 'Better' });
    expect(lastPayload()).toMatchObject({ changes: { title: { from: 'Fix' } } });
    await scene.pull.convertToDraft();
    await scene.pull.markReady();
    await scene.pull.close({ merged: true });
    expect(lastPayload()).toMatchObject({
      action: 'closed',
      pull_request: { merged: true, state: 'closed' },
    });
    await scene.pull.reopen();
    expect(events()).toEqual([
      'check_suite.requested',
      'pull_request.synchronize',
      'check_suite.requested',
      'pull_request.synchronize',
      'pull_request.edited',
      'pull_request.edited',
      'pull_request.converted_to_draft',
      'pull_request.ready_for_review',
      'pull_request.closed',
      'pull_request.reopened',
    ]);
  });

  it('says nothing when only the base moves', async () => {
    await scene.repository.commit({ branch: 'main', changes: { 'z.py': 'z\n' } });
    expect(events()).toEqual([]);
  });

  it('carries comments of people and of the App', async () => {
    await scene.pull.comment({ author: 'bob', body: '/lintel review' });
    expect(lastPayload()).toMatchObject({
      action: 'created',
      comment: { body: '/lintel review', user: { login: 'bob', type: 'User' } },
      issue: { number: 1 },
    });
    const { data } = await scene.octokit.issues.createComment({
      ...shop,
      issue_number: 1,
      body: 'Answer',
    });
    await scene.sim.settled();
    expect(lastPayload()).toMatchObject({
      comment: { id: data.id, user: { type: 'Bot' } },
      sender: { login: scene.sim.app.botLogin },
    });
    await scene.octokit.reactions.createForIssueComment({
      ...shop,
      comment_id: data.id,
      content: 'eyes',
    });
    expect(
      (await scene.octokit.issues.getComment({ ...shop, comment_id: data.id })).data.reactions,
    ).toMatchObject({ eyes: 1 });
  });
});

describe('the buttons', () => {
  it('re-run one check, all checks, or ask for an action', async () => {
    const actions = [{ label: 'Explain', description: 'Explain it', identifier: 'explain' }];
    const create = {
      ...shop,
      name: 'Lintel',
      head_sha: scene.pull.headSha,
      conclusion: 'neutral' as const,
      external_id: 'mark',
      actions,
    };
    const { data } = await scene.octokit.checks.create(create);
    await scene.repository.clickRerun(data.id);
    expect(lastPayload()).toMatchObject({
      action: 'rerequested',
      check_run: { id: data.id, external_id: 'mark', pull_requests: [{ number: 1 }] },
    });
    await scene.repository.clickRerunAll(scene.pull.headSha);
    expect(lastPayload()).toMatchObject({
      action: 'rerequested',
      check_suite: { head_sha: scene.pull.headSha, status: 'queued', conclusion: null },
    });
    await scene.repository.clickAction(data.id, 'explain');
    expect(lastPayload()).toMatchObject({
      action: 'requested_action',
      requested_action: { identifier: 'explain' },
    });
    await expect(scene.repository.clickAction(data.id, 'other')).rejects.toThrow(
      'offers no action',
    );
    expect(events().filter((event) => event.startsWith('check_run'))).toContain(
      'check_run.completed',
    );
  });

  it('tell the App nothing of a check run that is not its own', async () => {
    await scene.repository.clickRerun(
      scene.repository.foreignCheckRun({ headSha: scene.pull.headSha, name: 'build' }),
    );
    await scene.sim.settled();
    expect(events()).toEqual([]);
  });
});

describe('forks', () => {
  it('open pull requests that check runs do not name, and are not seen pushing', async () => {
    const fork = scene.repository.fork('mallory/shop');
    await fork.commit({ branch: 'evil', from: 'main', changes: { 'e.py': 'e\n' } });
    const pull = await scene.repository.openPullRequest({
      head: 'evil',
      from: fork,
      author: 'mallory',
    });
    expect(lastPayload()).toMatchObject({
      pull_request: {
        head: { label: 'mallory:evil', repo: { full_name: 'mallory/shop', fork: true } },
      },
    });
    const { data } = await scene.octokit.checks.create({
      ...shop,
      name: 'Lintel',
      head_sha: pull.headSha,
      conclusion: 'success',
    });
    expect(data.pull_requests).toEqual([]);
    await scene.repository.clickRerun(data.id);
    expect(lastPayload()).toMatchObject({
      check_run: { pull_requests: [], check_suite: { head_branch: null } },
    });
    await scene.sim.settled();
    received = [];
    await pull.push({ changes: { 'e.py': 'ee\n' } });
    expect(events()).toEqual(['pull_request.synchronize']);
    expect((await scene.octokit.git.getTree({ ...shop, tree_sha: pull.headSha })).status).toBe(200);
    expect(
      (
        await scene.octokit.repos.listPullRequestsAssociatedWithCommit({
          ...shop,
          commit_sha: pull.headSha,
        })
      ).data,
    ).toEqual([]);
  });

  it('take no writes of the App, and may disappear', async () => {
    const fork = scene.repository.fork('mallory/shop');
    await fork.commit({ branch: 'evil', from: 'main', changes: { 'e.py': 'e\n' } });
    const pull = await scene.repository.openPullRequest({
      head: 'evil',
      from: fork,
      author: 'mallory',
    });
    const there = { owner: 'mallory', repo: 'shop' };
    expect(
      (
        await refusalOf(
          scene.octokit.checks.create({ ...there, name: 'x', head_sha: pull.headSha }),
        )
      ).status,
    ).toBe(403);
    pull.deleteFork();
    const { data } = await scene.octokit.pulls.get({ ...shop, pull_number: pull.number });
    expect([data.head.repo, data.head.sha]).toEqual([null, pull.headSha]);
    expect((await refusalOf(scene.octokit.repos.get(there))).status).toBe(404);
    expect(
      (await scene.octokit.git.getRef({ ...shop, ref: `pull/${pull.number}/head` })).data.object
        .sha,
    ).toBe(pull.headSha);
  });
});

describe('the merge queue and the installation', () => {
  it('asks for checks on its own commit', async () => {
    const group = await scene.repository.queueForMerge(scene.pull);
    expect(lastPayload()).toMatchObject({
      action: 'checks_requested',
      merge_group: { head_sha: group.headSha },
    });
    expect(
      (await scene.octokit.checks.create({ ...shop, name: 'Lintel', head_sha: group.headSha }))
        .status,
    ).toBe(201);
    await scene.sim.settled();
    await group.destroy('invalidated');
    expect(lastPayload()).toMatchObject({ action: 'destroyed', reason: 'invalidated' });
  });

  it('says what was added and removed', async () => {
    await scene.installation.removeRepositories(['acme/shop']);
    expect(lastPayload()).toMatchObject({
      action: 'removed',
      repositories_removed: [{ full_name: 'acme/shop' }],
    });
    expect(
      (
        await refusalOf(
          scene.octokit.pulls.createReview({ ...scene.at, event: 'COMMENT', body: 'b' }),
        )
      ).status,
    ).toBe(403);
    await scene.installation.addRepositories(['acme/shop']);
    expect(lastPayload()).toMatchObject({ action: 'added', repository_selection: 'selected' });
    scene.sim.install('zoo');
    await scene.sim.settled();
    expect(events().at(-1)).toBe('installation.created');
  });
});
