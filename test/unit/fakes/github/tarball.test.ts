import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { extract } from 'tar-stream';

import type { Scene } from './scene.ts';
import { openScene, shop } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});

afterEach(async () => {
  expect(scene.sim.violations()).toEqual([]);
  await scene.sim.close();
});

describe('the tarball', () => {
  const entries = async (archive: Buffer): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    const reader = extract();
    Readable.from([gunzipSync(archive)]).pipe(reader);
    for await (const entry of reader) {
      const content = await buffer(entry);
      found.set(
        entry.header.name,
        entry.header.type === 'symlink' ? `-> ${entry.header.linkname}` : content.toString(),
      );
    }
    return found;
  };

  const download = async (ref: string): Promise<Map<string, string>> => {
    const { data } = await scene.octokit.repos.downloadTarballArchive({ ...shop, ref });
    if (!(data instanceof ArrayBuffer)) throw new Error('Not an archive');
    return entries(Buffer.from(data));
  };

  it('holds the tree under one folder, long names and links included', async () => {
    const deep = `${'folder/'.repeat(20)}file.py`;
    const sha = await scene.repository.commit({
      branch: 'fix',
      changes: {
        [deep]: 'deep\n',
        'link.py': { content: 'added.py', mode: '120000' },
        sub: { content: '1'.repeat(40), mode: '160000' },
      },
    });
    const found = await download(sha);
    const folder = `acme-shop-${sha.slice(0, 7)}`;
    expect(found.get(`${folder}/added.py`)).toBe('x = 1\ny = 2\n');
    expect(found.get(`${folder}/${deep}`)).toBe('deep\n');
    expect(found.get(`${folder}/link.py`)).toBe('-> added.py');
    expect([...found.keys()]).toContain(`${folder}/sub/`);
  });

  it('leaves out what .gitattributes excludes from archives', async () => {
    const attributes = '# comment\n/tests export-ignore\n*.lock export-ignore\n*.py text\n';
    const files = {
      '.gitattributes': attributes,
      'tests/test_a.py': 'x\n',
      'src/tests/keep.py': 'x\n',
      'uv.lock': 'x\n',
    };
    const sha = await scene.repository.commit({ branch: 'attributes', files });
    const names = [...(await download(sha)).keys()].map((name) =>
      name.slice(name.indexOf('/') + 1),
    );
    expect(names).toEqual(['', '.gitattributes', 'src/', 'src/tests/', 'src/tests/keep.py']);
  });

  it('is behind a link that carries its own token', async () => {
    const headers = {
      authorization: `token ${scene.sim.installationToken(scene.installation.id)}`,
    };
    const answer = await fetch(`${scene.sim.url}/repos/acme/shop/tarball/fix`, {
      headers,
      redirect: 'manual',
    });
    expect(answer.status).toBe(302);
    const location = answer.headers.get('location') ?? '';
    expect((await fetch(location)).status).toBe(200);
    expect((await fetch(location.replace(/token=.{4}/, 'token=0000'))).status).toBe(404);
  });
});
