import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Scene } from './scene.ts';
import { fileOf, openScene, refusalOf, shop } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});

afterEach(async () => {
  expect(scene.sim.violations()).toEqual([]);
  await scene.sim.close();
});

describe('the files of a pull request', () => {
  it('come with status, patch and previous name', async () => {
    const { data } = await scene.octokit.pulls.listFiles(scene.at);
    expect(
      data.map((file) => [
        file.status,
        file.filename,
        file.previous_filename,
        file.patch === undefined,
      ]),
    ).toEqual([
      ['added', 'added.py', undefined, false],
      ['modified', 'app/a.py', undefined, false],
      ['renamed', 'new/moved.py', 'moved.py', true],
    ]);
    expect(data[1]).toMatchObject({ additions: 2, deletions: 3, changes: 5 });
    expect(data[1]?.patch?.split('\n')[0]).toBe('@@ -7,7 +7,7 @@ line 6');
  });

  it('are compared with the merge base, not with the tip of the base', async () => {
    await scene.repository.commit({ branch: 'main', changes: { 'elsewhere.py': 'x = 1\n' } });
    const { data } = await scene.octokit.pulls.listFiles(scene.at);
    expect(data.map((file) => file.filename)).not.toContain('elsewhere.py');
  });

  it('have no patch when binary, very large, or a mode change', async () => {
    const long = Array.from({ length: 3_000 }, (_, index) => `x${index} = ${index}`);
    const changes = {
      'image.png': Buffer.from([0x89, 0, 1]),
      'long.py': fileOf(long),
      'added.py': { content: 'x = 1\ny = 2\n', mode: '100755' },
      module: { content: '1'.repeat(40), mode: '160000' },
    };
    await scene.pull.push({ changes });
    const { data } = await scene.octokit.pulls.listFiles(scene.at);
    const patches = new Map(data.map((file) => [file.filename, file.patch]));
    expect(patches.get('image.png')).toBeUndefined();
    expect(patches.get('long.py')).toBeUndefined();
    expect(patches.get('module')).toBeUndefined();
    expect(patches.get('added.py')).toBeDefined();
  });

  it('end at 3000, 100 a page, with links', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3_050 }, (_, index) => [`many/f${index}.py`, `x = ${index}\n`]),
    );
    await scene.pull.push({ changes: many });
    const first = await scene.octokit.pulls.listFiles({ ...scene.at, per_page: 100 });
    expect(first.data).toHaveLength(100);
    expect(first.headers.link).toContain('page=30>; rel="last"');
    const all = await scene.octokit.paginate(scene.octokit.pulls.listFiles, {
      ...scene.at,
      per_page: 100,
    });
    expect(all).toHaveLength(3_000);
    const tooLarge = scene.octokit.pulls.get({ ...scene.at, mediaType: { format: 'diff' } });
    expect((await refusalOf(tooLarge)).status).toBe(406);
    const { data } = await scene.octokit.repos.compareCommitsWithBasehead({
      ...shop,
      basehead: 'main...fix',
    });
    expect(data.files).toHaveLength(300);
    const second = await scene.octokit.repos.compareCommitsWithBasehead({
      ...shop,
      basehead: 'main...fix',
      page: 2,
      per_page: 1,
    });
    expect(second.data.files).toEqual([]);
  }, 60_000);
});

describe('commits', () => {
  it('are compared with their merge base', async () => {
    const before = scene.repository.branch('main');
    await scene.repository.commit({ branch: 'main', changes: { 'elsewhere.py': 'x = 1\n' } });
    const { data } = await scene.octokit.repos.compareCommitsWithBasehead({
      ...shop,
      basehead: 'main...acme:fix',
    });
    expect(data).toMatchObject({
      status: 'diverged',
      ahead_by: 1,
      behind_by: 1,
      merge_base_commit: { sha: before },
    });
  });

  it('can be read by branch, reference and id', async () => {
    const head = scene.pull.headSha;
    for (const ref of ['fix', 'heads/fix', 'refs/pull/1/head', head]) {
      expect((await scene.octokit.repos.getCommit({ ...shop, ref })).data.sha).toBe(head);
    }
    const { data } = await scene.octokit.git.getRef({ ...shop, ref: 'pull/1/head' });
    expect(data.object.sha).toBe(head);
    expect(
      (await scene.octokit.git.getCommit({ ...shop, commit_sha: head })).data.parents,
    ).toHaveLength(1);
    const plain = await scene.octokit.repos.getCommit({
      ...shop,
      ref: 'fix',
      mediaType: { format: 'sha' },
    });
    expect(plain.data).toBe(head);
    expect(
      (await refusalOf(scene.octokit.repos.getCommit({ ...shop, ref: 'nothing' }))).status,
    ).toBe(404);
  });

  it('know their open pull requests', async () => {
    const { data } = await scene.octokit.repos.listPullRequestsAssociatedWithCommit({
      ...shop,
      commit_sha: scene.pull.headSha,
    });
    expect(data.map((pull) => pull.number)).toEqual([1]);
  });
});

describe('trees, blobs and contents', () => {
  it('lists a tree, one level or all', async () => {
    const flat = await scene.octokit.git.getTree({ ...shop, tree_sha: 'fix' });
    expect(flat.data.tree.map((entry) => [entry.path, entry.type])).toEqual([
      ['added.py', 'blob'],
      ['app', 'tree'],
      ['new', 'tree'],
    ]);
    const deep = await scene.octokit.git.getTree({
      ...shop,
      tree_sha: scene.pull.headSha,
      recursive: '1',
    });
    expect(deep.data.tree.map((entry) => entry.path)).toEqual([
      'added.py',
      'app',
      'app/a.py',
      'new',
      'new/moved.py',
    ]);
    expect(deep.data.truncated).toBe(false);
  });

  it('reads a blob as base64 or raw', async () => {
    const { data } = await scene.octokit.git.getTree({ ...shop, tree_sha: 'fix' });
    const sha = data.tree[0]?.sha ?? '';
    const blob = await scene.octokit.git.getBlob({ ...shop, file_sha: sha });
    expect(Buffer.from(blob.data.content, 'base64').toString()).toBe('x = 1\ny = 2\n');
    const raw: { data: unknown } = await scene.octokit.git.getBlob({
      ...shop,
      file_sha: sha,
      mediaType: { format: 'raw' },
    });
    expect(raw.data).toBe('x = 1\ny = 2\n');
    expect(
      (await refusalOf(scene.octokit.git.getBlob({ ...shop, file_sha: '0'.repeat(40) }))).status,
    ).toBe(404);
  });

  it('reads a file, a folder, and nothing', async () => {
    await scene.repository.commit({
      branch: 'main',
      changes: { 'big.txt': 'x'.repeat(1_100_000) },
    });
    const read = (path: string, ref: string): ReturnType<typeof scene.octokit.repos.getContent> =>
      scene.octokit.repos.getContent({ ...shop, path, ref });
    expect((await read('added.py', scene.pull.headSha)).data).toMatchObject({
      type: 'file',
      encoding: 'base64',
      size: 12,
    });
    expect((await read('big.txt', 'main')).data).toMatchObject({
      encoding: 'none',
      content: '',
      size: 1_100_000,
    });
    expect((await read('', 'fix')).data).toHaveLength(3);
    expect((await refusalOf(read('added.py', 'main'))).status).toBe(404);
  });
});
