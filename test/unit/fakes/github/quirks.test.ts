import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Scene } from './scene.ts';
import { appToken, clientOf, openScene, refusalOf, shop } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});

afterEach(async () => {
  scene.sim.assertClean();
  await scene.sim.close();
});

function post(): Promise<unknown> {
  return scene.octokit.pulls.createReview({ ...scene.at, event: 'COMMENT', body: 'b' });
}

function check(): Promise<unknown> {
  return scene.octokit.checks.create({ ...shop, name: 'Lintel', head_sha: scene.pull.headSha });
}

describe('faults of writes', () => {
  it('reviewPostedBut502: the review is there although the answer says no', async () => {
    scene.sim.quirks.enable('reviewPostedBut502');
    expect((await refusalOf(post())).status).toBe(502);
    expect(await scene.sim.reviews('acme/shop', 1)).toHaveLength(1);
    await post();
    expect(scene.sim.quirks.fired('reviewPostedBut502')).toBe(1);
  });

  it('checkCreatedBut502: the check run is there', async () => {
    scene.sim.quirks.enable('checkCreatedBut502');
    expect((await refusalOf(check())).status).toBe(502);
    expect(await scene.sim.checkRuns('acme/shop', scene.pull.headSha)).toHaveLength(1);
  });

  it('serverError: nothing is done, for one operation, after some calls', async () => {
    scene.sim.quirks.enable('serverError', { operation: 'checks/create', skip: 1, times: 2 });
    await check();
    await post();
    expect((await refusalOf(check())).status).toBe(502);
    expect((await refusalOf(check())).status).toBe(502);
    await check();
    expect(await scene.sim.checkRuns('acme/shop')).toHaveLength(2);
    scene.sim.quirks.enable('serverError', { times: Infinity });
    expect((await refusalOf(check())).status).toBe(502);
    scene.sim.quirks.disable('serverError');
    await check();
  });

  it('secondaryLimit: writes wait, reads do not', async () => {
    scene.sim.quirks.enable('secondaryLimit', { retryAfter: 7 });
    await scene.octokit.pulls.get(scene.at);
    expect(await refusalOf(post())).toMatchObject({
      status: 403,
      headers: { 'retry-after': '7' },
      message: expect.stringContaining('secondary rate limit'),
    });
    expect(await scene.sim.reviews('acme/shop', 1)).toEqual([]);
    scene.sim.quirks.enable('secondaryLimit', { operation: 'pulls/get' });
    expect((await refusalOf(scene.octokit.pulls.get(scene.at))).status).toBe(403);
  });

  it('primaryLimit: nothing remains until the reset', async () => {
    scene.sim.quirks.enable('primaryLimit', { retryAfter: 30 });
    const { status, headers } = await refusalOf(scene.octokit.pulls.get(scene.at));
    expect([status, headers['x-ratelimit-remaining']]).toEqual([403, '0']);
    expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1000);
  });
});

describe('faults of credentials', () => {
  it('tokenSuspended: no token is issued', async () => {
    scene.sim.quirks.enable('tokenSuspended');
    const app = clientOf(scene.sim, appToken(scene.sim));
    const token = (): Promise<unknown> =>
      app.apps.createInstallationAccessToken({ installation_id: scene.installation.id });
    expect(await refusalOf(token())).toMatchObject({
      status: 403,
      message: expect.stringContaining('This installation has been suspended'),
    });
    await token();
  });

  it('staleToken: a fresh token is not known yet', async () => {
    scene.sim.quirks.enable('staleToken');
    expect((await refusalOf(scene.octokit.pulls.get(scene.at))).status).toBe(401);
    await scene.octokit.pulls.get(scene.at);
  });
});

describe('faults of reads', () => {
  it('truncatedTree: part of the entries', async () => {
    scene.sim.quirks.enable('truncatedTree', { entries: 2 });
    const tree = { ...shop, tree_sha: 'fix' };
    expect((await scene.octokit.git.getTree(tree)).data.truncated).toBe(false);
    const { data } = await scene.octokit.git.getTree({ ...tree, recursive: '1' });
    expect([data.truncated, data.tree.length]).toEqual([true, 2]);
  });

  it('noPatch: files without their patch, although their lines still take comments', async () => {
    scene.sim.quirks.enable('noPatch', { paths: ['app/a.py'] });
    const { data } = await scene.octokit.pulls.listFiles(scene.at);
    expect(data.filter((file) => file.patch === undefined).map((file) => file.filename)).toEqual([
      'app/a.py',
      'new/moved.py',
    ]);
    await scene.octokit.pulls.createReview({
      ...scene.at,
      event: 'COMMENT',
      body: 'b',
      comments: [{ path: 'app/a.py', line: 10, body: 'c' }],
    });
  });

  it('forkNoPulls: no check run names its pull request', async () => {
    scene.sim.quirks.enable('forkNoPulls', { times: Infinity });
    const { data } = await scene.octokit.checks.create({
      ...shop,
      name: 'Lintel',
      head_sha: scene.pull.headSha,
    });
    expect(data.pull_requests).toEqual([]);
    expect(
      (
        await scene.octokit.repos.listPullRequestsAssociatedWithCommit({
          ...shop,
          commit_sha: scene.pull.headSha,
        })
      ).data,
    ).toEqual([]);
  });

  it('forkHeadNotInBase: the head of a fork by id is not found, by reference it is', async () => {
    const fork = scene.repository.fork('mallory/shop');
    await fork.commit({ branch: 'evil', from: 'main', changes: { 'e.py': 'e\n' } });
    const pull = await scene.repository.openPullRequest({ head: 'evil', from: fork });
    scene.sim.quirks.enable('forkHeadNotInBase', { times: Infinity });
    expect(
      (await refusalOf(scene.octokit.repos.getCommit({ ...shop, ref: pull.headSha }))).status,
    ).toBe(404);
    expect(
      (await scene.octokit.repos.getCommit({ ...shop, ref: `refs/pull/${pull.number}/head` })).data
        .sha,
    ).toBe(pull.headSha);
  });

  it('headMovesDuringReview: a push happens between two reads', async () => {
    const before = scene.pull.headSha;
    scene.sim.quirks.enable('headMovesDuringReview', {
      skip: 1,
      run: () => scene.pull.push({ changes: { 'n.py': 'n\n' } }),
    });
    expect((await scene.octokit.pulls.get(scene.at)).data.head.sha).toBe(before);
    expect((await scene.octokit.pulls.get(scene.at)).data.head.sha).not.toBe(before);
  });

  it('slow: waits', async () => {
    scene.sim.quirks.enable('slow', { operation: 'pulls/get', delayMs: 120 });
    await scene.octokit.pulls.get(scene.at);
    expect(scene.sim.log.requests.at(-1)?.durationMs).toBeGreaterThanOrEqual(110);
  });
});

describe('faults of GraphQL', () => {
  const query =
    '{ repository(owner: "acme", name: "shop") { a: object(expression: "fix:added.py") { ... on Blob { byteSize } } b: object(expression: "fix:app/a.py") { ... on Blob { byteSize } } } }';

  it('graphqlPartial: some aliases fail, the rest is there', async () => {
    scene.sim.quirks.enable('graphqlPartial');
    await expect(scene.octokit.graphql(query)).rejects.toMatchObject({
      data: { repository: { a: { byteSize: 12 }, b: null } },
      errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', path: ['repository', 'b'] }],
    });
    await scene.octokit.graphql(query);
  });

  it('graphqlDown: 502', async () => {
    scene.sim.quirks.enable('graphqlDown');
    expect((await refusalOf(scene.octokit.graphql(query))).status).toBe(502);
  });
});

describe('outOfOrder', () => {
  it('keeps deliveries and lets them go in reverse', async () => {
    scene.sim.quirks.enable('outOfOrder', { times: 2, hold: 2 });
    await scene.pull.convertToDraft();
    expect(scene.sim.webhooks.deliveries.at(-1)?.status).toBe('held');
    await scene.pull.markReady();
    await scene.sim.settled();
    expect(scene.sim.webhooks.deliveries.slice(-2).map((item) => item.status)).toEqual([
      'not sent',
      'not sent',
    ]);
  });
});
