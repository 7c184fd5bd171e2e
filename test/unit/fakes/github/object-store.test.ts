import { describe, expect, it } from '@jest/globals';

import { writeCommit } from '../../../fakes/github/commit-builder.ts';
import { divergence } from '../../../fakes/github/history.ts';
import { ObjectStore } from '../../../fakes/github/object-store.ts';

describe('the object store', () => {
  it('gives the ids git gives', async () => {
    const store = new ObjectStore();
    expect(store.write('blob', Buffer.from('hello\n'))).toBe(
      'ce013625030ba8dba906f756967f9e9ca394464a',
    );
    expect(store.write('blob', Buffer.alloc(0))).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
    expect(store.writeTree([])).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  });

  it('sorts a tree the way git does: a directory as if its name ended with a slash', async () => {
    const store = new ObjectStore();
    const blob = store.write('blob', Buffer.from('hello\n'));
    const files = ['a/x', 'a.py', 'a-b'].map((path) => ({ path, mode: '100644', sha: blob }));
    const tree = store.writeTree(files);
    expect((await store.tree(tree))?.map((entry) => entry.name)).toEqual(['a-b', 'a.py', 'a']);
    expect(tree).toBe('5efa58867120ba7d15ccfb2ea86ca90a48158599');
    expect((await store.files(tree)).map((file) => file.path)).toEqual(['a-b', 'a.py', 'a/x']);
  });

  it('writes a commit and reads it back', async () => {
    const store = new ObjectStore();
    const request = { files: { 'a.py': 'x = 1\n' }, message: 'First', author: 'alice' };
    const sha = await writeCommit(store, request, { parents: [], at: 1_767_603_600 });
    expect(sha).toBe('7bcfb92b1c29c9a09318afe3a18fdf022432e609');
    expect(await store.commit(sha)).toMatchObject({
      parents: [],
      message: 'First\n',
      author: { name: 'alice', at: 1_767_603_600 },
    });
    expect(await store.commit('0'.repeat(40))).toBeUndefined();
  });
});

describe('divergence', () => {
  it('finds the merge base and what each side has alone', async () => {
    const store = new ObjectStore();
    let at = 0;
    const commit = (message: string, ...parents: string[]): Promise<string> => {
      at += 60;
      return writeCommit(store, { files: { 'a.py': message }, message }, { parents, at });
    };
    const root = await commit('root');
    const main = await commit('main', root);
    const feature = await commit('feature', root);
    const merged = await commit('merge', feature, main);
    const newer = await commit('newer', main);
    expect((await divergence(store, newer, feature)).mergeBase).toBe(root);
    const after = await divergence(store, newer, merged);
    expect(after.mergeBase).toBe(main);
    expect(after.ahead.map((item) => item.sha)).toEqual([merged, feature]);
    expect(after.behind.map((item) => item.sha)).toEqual([newer]);
  });
});
