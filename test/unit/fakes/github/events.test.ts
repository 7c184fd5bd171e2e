import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { Receiver } from './receiver.ts';
import type { Scene } from './scene.ts';
import { openScene, refusalOf, shop } from './scene.ts';

let scene: Scene;
let receiver: Receiver;

beforeEach(async () => {
  receiver = new Receiver();
  await receiver.listen();
  scene = await openScene();
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
    receiver.received.length = 0;
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
