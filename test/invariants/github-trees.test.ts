import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Octokit } from '@octokit/rest';
import { blobId } from '../../src/adapters/github/git-blob.ts';
import { createPullRequestSource } from '../../src/adapters/github/pull-request-source.ts';
import { openBlobCache } from '../../src/adapters/store/blob-cache.ts';
import { changedFilesOf, otherChangesOf } from '../../src/application/trees/changed-files.ts';
import { isWorthReading } from '../../src/application/trees/reviewed-files.ts';
import type { TreeContents } from '../../src/application/trees/tree-contents.ts';
import { SimulatedGitHub } from '../fakes/github/index.ts';

let sim: SimulatedGitHub;
let installationId: number;
let serial = 0;

beforeAll(async () => {
  sim = await SimulatedGitHub.start({ requestsPerHour: 1_000_000 });
  installationId = sim.install('acme').id;
});

afterAll(async () => {
  sim.assertClean();
  await sim.close();
});

type Tree = Readonly<Record<string, Uint8Array>>;

/** As a rule would ask for keys. */
const isAskedFor = (path: string): boolean => path.endsWith('.pem');

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

const contents = fc.oneof(
  fc
    .array(fc.constantFrom('x = 1', 'y = 2', '', 'def f():', '    return "é"'), { maxLength: 6 })
    .map((lines) => text(`${lines.join('\n')}\n`)),
  fc.constant(text('a = 1\r\nb = 2\r\n')),
  // Not UTF-8: the batch mangles it, so that it has to be fetched by itself.
  fc.constant(Buffer.from('# -*- coding: latin-1 -*-\nname = "\xe9"\n', 'latin1')),
  fc.constant(Buffer.from([0, 1, 2, 3])),
  fc.constant(text('')),
);

const paths = fc.constantFrom(
  'app/a.py',
  'app/b.py',
  'app/deep/er/c.py',
  'app/with space.py',
  'app/quote".py',
  'app/ünï.py',
  'setup.cfg',
  'logo.png',
  'certs/server.pem',
  '.gitattributes',
);

const trees = fc.dictionary(paths, contents, { minKeys: 1, maxKeys: 9 });

/** Hides files from the archive, as repositories do. */
const withoutDeep = text('app/deep export-ignore\n');

function expected(tree: Tree): TreeContents {
  const files = Object.entries(tree)
    .map(([path, bytes]) => ({ path, blob: blobId(bytes), size: bytes.length }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, read: (file) => tree[file.path] ?? null };
}

/** What a review can see of a tree: paths, ids and bytes of the files worth reading. */
function seen(tree: TreeContents): unknown[] {
  return tree.files
    .filter((file) => isWorthReading({ path: file.path, size: 0 }))
    .map((file) => [file.path, file.blob, Buffer.from(tree.read(file) ?? []).toString('latin1')]);
}

async function readThroughGitHub(
  base: Tree,
  head: Tree,
): Promise<{ readonly base: TreeContents; readonly head: TreeContents }> {
  serial += 1;
  const repository = sim.repository(`acme/trees-${serial}`);
  const files = (tree: Tree): Record<string, Buffer> =>
    Object.fromEntries(Object.entries(tree).map(([path, bytes]) => [path, Buffer.from(bytes)]));
  await repository.commit({ branch: 'main', files: files(base) });
  await repository.commit({ branch: 'fix', from: 'main', files: files(head) });
  const pull = await repository.openPullRequest({ head: 'fix' });
  const client = new Octokit({ baseUrl: sim.url, auth: sim.installationToken(installationId) });
  const source = createPullRequestSource({
    clientFor: async () => client,
    blobs: openBlobCache({ folder: null, maxBytes: 10_000_000 }),
    isAskedFor,
  });
  const place = { id: serial, owner: 'acme', name: `trees-${serial}`, installationId };
  const snapshot = await source.describe({ repository: place, number: pull.number });
  if (!snapshot.ok) throw new Error(snapshot.error.kind);
  const change = await source.changeOf(snapshot.value);
  if (!change.ok) throw new Error(change.error.kind);
  const read = await source.treesOf(snapshot.value, change.value);
  if (!read.ok) throw new Error(read.error.kind);
  return read.value;
}

describe('I6: trees read through GitHub are the trees that git has', () => {
  it('whatever is added, changed, renamed and deleted', async () => {
    await fc.assert(
      fc.asyncProperty(trees, trees, async (base, head) => {
        fc.pre(JSON.stringify(seen(expected(base))) !== JSON.stringify(seen(expected(head))));
        const read = await readThroughGitHub(base, head);
        expect(seen(read.base)).toEqual(seen(expected(base)));
        expect(seen(read.head)).toEqual(seen(expected(head)));
        expect(changedFilesOf(read.base, read.head)).toEqual(
          changedFilesOf(expected(base), expected(head)),
        );
        const asked = otherChangesOf(read.base, read.head, isAskedFor);
        expect(asked).toEqual(otherChangesOf(expected(base), expected(head), isAskedFor));
      }),
      { numRuns: 40 },
    );
  }, 240_000);

  it('when they come as an archive that leaves files out', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 130 }, (_, index) => [`app/m${index}.py`, text(`X = ${index}\n`)]),
    );
    const base = { ...many, '.gitattributes': withoutDeep, 'app/deep/c.py': text('a = 1\n') };
    const head = { ...base, 'app/deep/c.py': text('a = 2\n'), 'app/deep/d.py': text('d = 1\n') };
    const read = await readThroughGitHub(base, head);
    expect(seen(read.base)).toEqual(seen(expected(base)));
    expect(seen(read.head)).toEqual(seen(expected(head)));
  }, 240_000);
});
