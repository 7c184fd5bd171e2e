import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SimulatedGitHub } from '../../../fakes/github/index.ts';
import type { Scene } from './scene.ts';
import { appToken, clientOf, clientWith, openScene, refusalOf, shop } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});

afterEach(async () => {
  await scene.sim.close();
});

async function fetchApi(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(scene.sim.url + path, init);
}

describe('the App', () => {
  it('proves itself with a token signed by its key', async () => {
    const app = clientOf(scene.sim, appToken(scene.sim));
    expect((await app.apps.getAuthenticated()).data).toMatchObject({
      id: scene.sim.app.id,
      slug: 'lintel',
    });
    expect((await app.apps.listInstallations()).data.map((item) => item.id)).toEqual([
      scene.installation.id,
    ]);
    expect((await app.apps.getRepoInstallation(shop)).data.id).toBe(scene.installation.id);
  });

  it('is refused with a token that is expired, too long, from the future, of another issuer, or tampered with', async () => {
    const now = Math.floor(Date.now() / 1000);
    const bad = [{ exp: now - 1 }, { exp: now + 3_600 }, { iat: now + 600 }, { iss: 1 }].map(
      (claims) => appToken(scene.sim, claims),
    );
    for (const token of [...bad, `${appToken(scene.sim)}x`]) {
      expect((await refusalOf(clientOf(scene.sim, token).apps.getAuthenticated())).status).toBe(
        401,
      );
    }
  });

  it('cannot read a repository as itself, nor an installation the App', async () => {
    expect((await refusalOf(clientOf(scene.sim, appToken(scene.sim)).repos.get(shop))).status).toBe(
      401,
    );
    expect((await refusalOf(scene.octokit.apps.listInstallations())).status).toBe(401);
  });
});

describe('an installation token', () => {
  it('is issued with the permissions of the installation, or fewer', async () => {
    const app = clientOf(scene.sim, appToken(scene.sim));
    const at = { installation_id: scene.installation.id };
    const { status, data } = await app.apps.createInstallationAccessToken(at);
    expect([status, data.permissions?.checks]).toEqual([201, 'write']);
    const narrow = await app.apps.createInstallationAccessToken({
      ...at,
      repositories: ['shop'],
      permissions: { contents: 'read' },
    });
    expect(narrow.data.repositories?.map((item) => item.name)).toEqual(['shop']);
    const client = clientOf(scene.sim, narrow.data.token);
    expect((await client.repos.getBranch({ ...shop, branch: 'main' })).status).toBe(200);
    expect((await refusalOf(client.pulls.list(shop))).status).toBe(403);
    expect(
      (
        await refusalOf(
          app.apps.createInstallationAccessToken({ ...at, permissions: { contents: 'write' } }),
        )
      ).status,
    ).toBe(422);
    expect(
      (
        await refusalOf(
          app.apps.createInstallationAccessToken({ ...at, repositories: ['nothing'] }),
        )
      ).status,
    ).toBe(422);
  });

  it('ends after an hour', async () => {
    let now = Date.parse('2026-06-01T10:00:00Z');
    const sim = await SimulatedGitHub.start({ now: () => new Date(now) });
    await sim.repository('acme/shop').commit({ branch: 'main', files: { 'a.py': '' } });
    const client = clientOf(sim, sim.installationToken(sim.install('acme').id));
    expect((await client.repos.get(shop)).status).toBe(200);
    now += 3_600_000;
    expect((await refusalOf(client.repos.get(shop))).status).toBe(401);
    await sim.close();
  });

  it('needs the permission for each call', async () => {
    const head = scene.pull.headSha;
    const reader = clientWith(scene, { contents: 'read', pull_requests: 'read', checks: 'read' });
    expect((await reader.pulls.get(scene.at)).status).toBe(200);
    const message = expect.stringContaining('Resource not accessible by integration');
    expect(
      await refusalOf(reader.checks.create({ ...shop, name: 'x', head_sha: head })),
    ).toMatchObject({ status: 403, message });
    expect(
      await refusalOf(reader.pulls.createReview({ ...scene.at, event: 'COMMENT', body: 'b' })),
    ).toMatchObject({ status: 403, message });
    expect(
      await refusalOf(reader.issues.createComment({ ...shop, issue_number: 1, body: 'b' })),
    ).toMatchObject({ status: 403, message });
    expect(
      (await refusalOf(clientWith(scene, {}).git.getTree({ ...shop, tree_sha: head }))).status,
    ).toBe(403);
  });

  it('reaches only the repositories of the installation', async () => {
    await scene.sim
      .repository('acme/secret', { private: true })
      .commit({ branch: 'main', files: { 'a.py': '' } });
    await scene.sim.repository('other/open').commit({ branch: 'main', files: { 'a.py': '' } });
    await scene.sim
      .repository('other/closed', { private: true })
      .commit({ branch: 'main', files: { 'a.py': '' } });
    scene.installation.select(['acme/shop']);
    const status = async (owner: string, repo: string): Promise<number> =>
      (await fetchWithToken(`/repos/${owner}/${repo}`)).status;
    expect(await status('acme', 'shop')).toBe(200);
    expect(await status('acme', 'secret')).toBe(404);
    expect(await status('other', 'open')).toBe(200);
    expect(await status('other', 'closed')).toBe(404);
    const { data } = await scene.octokit.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map((item) => item.full_name)).toEqual(['acme/shop']);
  });

  it('is worth nothing while the installation is suspended, or after it was removed', async () => {
    await scene.installation.suspend();
    expect(await refusalOf(scene.octokit.repos.get(shop))).toMatchObject({
      status: 403,
      message: expect.stringContaining('suspended'),
    });
    const call = clientOf(scene.sim, appToken(scene.sim)).apps.createInstallationAccessToken({
      installation_id: scene.installation.id,
    });
    expect(await refusalOf(call)).toMatchObject({
      status: 403,
      message: expect.stringContaining('This installation has been suspended'),
    });
    await scene.installation.unsuspend();
    expect((await scene.octokit.repos.get(shop)).status).toBe(200);
    await scene.installation.remove();
    expect((await refusalOf(scene.octokit.repos.get(shop))).status).toBe(401);
  });

  async function fetchWithToken(path: string): Promise<Response> {
    return fetchApi(path, {
      headers: { authorization: `token ${scene.sim.installationToken(scene.installation.id)}` },
    });
  }
});

describe('people', () => {
  it('read what is public, and write where they may', async () => {
    const alice = clientOf(scene.sim, scene.sim.userToken('alice'));
    expect((await alice.users.getAuthenticated()).data.login).toBe('alice');
    expect((await alice.pulls.get(scene.at)).status).toBe(200);
    await alice.pulls.createReview({ ...scene.at, event: 'COMMENT', body: 'Hello' });
    scene.repository.setPermission('alice', 'write');
    const { data } = await scene.octokit.repos.getCollaboratorPermissionLevel({
      ...shop,
      username: 'alice',
    });
    expect(data.permission).toBe('write');
    expect(
      (
        await refusalOf(
          scene.octokit.repos.getCollaboratorPermissionLevel({ ...shop, username: 'nobody-here' }),
        )
      ).status,
    ).toBe(404);
  });

  it('are refused with a token nobody issued', async () => {
    expect((await refusalOf(clientOf(scene.sim, 'ghs_made_up').repos.get(shop))).status).toBe(401);
    expect((await fetchApi('/repos/acme/shop')).status).toBe(200);
  });
});

describe('wrong requests', () => {
  it('answers 501 to what it does not play, and says so', async () => {
    const answer = await fetchApi('/repos/acme/shop/actions/runs');
    expect(answer.status).toBe(501);
    expect(scene.sim.unimplemented()).toHaveLength(1);
    expect(() => scene.sim.assertClean()).toThrow('/repos/acme/shop/actions/runs');
  });

  it('refuses unknown and misspelt parameters, and bodies that are not JSON', async () => {
    const headers = {
      authorization: `token ${scene.sim.installationToken(scene.installation.id)}`,
    };
    expect((await fetchApi('/repos/acme/shop/pulls?perpage=5', { headers })).status).toBe(422);
    expect((await fetchApi('/repos/acme/shop/pulls?state=opened', { headers })).status).toBe(422);
    expect((await fetchApi('/repos/acme/shop/pulls/one', { headers })).status).toBe(404);
    const broken = await fetchApi('/repos/acme/shop/check-runs', {
      method: 'POST',
      headers,
      body: '{',
    });
    expect(broken.status).toBe(400);
  });

  it('keeps refused writes for the test to see', async () => {
    await refusalOf(scene.octokit.checks.create({ ...shop, name: 'x', head_sha: '0'.repeat(40) }));
    expect(scene.sim.rejectedRequests()).toMatchObject([
      { operation: 'checks/create', status: 422, kind: 'content' },
    ]);
    expect(scene.sim.log.count('content')).toBe(1);
  });
});

describe('limits', () => {
  it('counts requests, and serves what has not changed for free', async () => {
    const first = await scene.octokit.repos.get(shop);
    const headers = { 'if-none-match': first.headers.etag ?? '' };
    expect((await refusalOf(scene.octokit.repos.get({ ...shop, headers }))).status).toBe(304);
    const { data } = await scene.octokit.rateLimit.get();
    expect(data.resources.core).toMatchObject({ limit: 5_000, used: 1 });
    expect(first.headers['x-ratelimit-remaining']).toBe('4999');
  });

  it('ends at the hourly limit, and slows down who creates too much', async () => {
    const begun = new Date();
    const sim = await SimulatedGitHub.start({
      now: () => begun,
      requestsPerHour: 3,
      contentCreationPerMinute: 1,
    });
    const repository = sim.repository('acme/shop');
    const head = await repository.commit({ branch: 'main', files: { 'a.py': '' } });
    const client = clientOf(sim, sim.installationToken(sim.install('acme').id));
    const create = (): Promise<unknown> =>
      client.checks.create({ ...shop, name: 'x', head_sha: head });
    await create();
    expect(await refusalOf(create())).toMatchObject({
      status: 403,
      message: expect.stringContaining('secondary rate limit'),
      headers: { 'retry-after': '60' },
    });
    await client.repos.get(shop);
    expect(await refusalOf(client.repos.get(shop))).toMatchObject({
      status: 403,
      headers: { 'x-ratelimit-remaining': '0' },
    });
    await sim.close();
  });
});
