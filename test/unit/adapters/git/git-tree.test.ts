import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blobIdOf } from '../../../../src/adapters/files/directory-tree.ts';
import { openGitRepository, workTreePaths } from '../../../../src/adapters/git/git-tree.ts';
import type { GitRepository } from '../../../../src/adapters/git/git-tree.ts';

let root: string;

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...identity, '-C', root, ...args], { encoding: 'utf8' }).trim();
}

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

function open(path = root): GitRepository {
  const repository = openGitRepository(path);
  if (!repository.ok) throw new Error(repository.error.kind);
  return repository.value;
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lintel-git-'));
  git('init', '-q', '-b', 'main');
  write('app/a.py', 'x = 1\n');
  write('app/ü b.py', 'y = 2\n');
  write('logo.png', 'binary');
  write('.gitignore', 'ignored.py\nbuild/\n');
  symlinkSync('app/a.py', join(root, 'link.py'));
  git('add', '-A');
  git('commit', '-q', '-m', 'base');
  git('tag', 'v1');
  git('checkout', '-q', '-b', 'topic');
  write('app/a.py', 'x = 3\n');
  git('commit', '-q', '-am', 'topic');
  git('checkout', '-q', 'main');
  write('main-only.py', 'z = 1\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'main goes on');
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('openGitRepository', () => {
  test('finds the root from any folder, and a bare repository', () => {
    expect(open(join(root, 'app')).root).toBe(open().root);
    expect(open().hasWorkTree).toBe(true);
    const bare = open(join(root, '.git'));
    expect([bare.hasWorkTree, bare.resolve('v1').ok]).toEqual([false, true]);
  });

  test('says that a folder is in no repository', () => {
    const outside = mkdtempSync(join(tmpdir(), 'lintel-none-'));
    expect(openGitRepository(outside)).toEqual({
      ok: false,
      error: { kind: 'not-a-work-tree', path: outside },
    });
    rmSync(outside, { recursive: true });
  });

  test('resolves branches, tags and commits, and takes no option for one', () => {
    const repository = open();
    const commit = git('rev-parse', 'v1');
    expect(repository.resolve('v1')).toEqual({ ok: true, value: commit });
    expect(repository.resolve(commit.slice(0, 8))).toEqual({ ok: true, value: commit });
    for (const revision of ['nope', '--all', 'v1:app/a.py', '']) {
      expect(repository.resolve(revision)).toEqual({
        ok: false,
        error: { kind: 'unknown-revision', revision },
      });
    }
  });

  test('finds where two branches parted', () => {
    const repository = open();
    expect(repository.mergeBase(git('rev-parse', 'main'), git('rev-parse', 'topic'))).toEqual({
      ok: true,
      value: git('rev-parse', 'v1'),
    });
    const orphan = git('commit-tree', '-m', 'alone', git('rev-parse', 'v1^{tree}'));
    expect(repository.mergeBase(orphan, git('rev-parse', 'main'))).toMatchObject({
      error: { kind: 'no-merge-base' },
    });
  });

  test('reads a tree: sorted, without links, text at hand, the rest listed only', () => {
    const tree = open().treeOf(git('rev-parse', 'topic'));
    if (!tree.ok) throw new Error(tree.error.kind);
    expect(tree.value.files.map(({ path }) => path)).toEqual([
      '.gitignore',
      'app/a.py',
      'app/ü b.py',
      'logo.png',
    ]);
    const [, python, , picture] = tree.value.files;
    if (python === undefined || picture === undefined) throw new Error('files are missing');
    const bytes = tree.value.read(python);
    expect(new TextDecoder().decode(bytes ?? undefined)).toBe('x = 3\n');
    expect(python.blob).toBe(blobIdOf(bytes ?? new Uint8Array()));
    const late = tree.value.read(picture);
    expect(new TextDecoder().decode(late ?? undefined)).toBe('binary');
    expect(tree.value.read({ ...picture, blob: 'no such' })).toBeNull();
  });

  test('two trees of one repository share what they have in common', () => {
    const repository = open();
    const [base, head] = ['v1', 'topic'].map((name) => {
      const tree = repository.treeOf(git('rev-parse', name));
      if (!tree.ok) throw new Error(tree.error.kind);
      const file = tree.value.files.find(({ path }) => path === 'app/ü b.py');
      return file === undefined ? null : tree.value.read(file);
    });
    expect(base).not.toBeNull();
    expect(head).toBe(base);
  });
});

describe('workTreePaths', () => {
  test('lists tracked and new files without ignored ones, relative to the folder', () => {
    write('app/new.py', '');
    write('ignored.py', '');
    write('build/out.py', '');
    expect([...(workTreePaths(root) ?? [])].sort()).toEqual([
      '.gitignore',
      'app/a.py',
      'app/new.py',
      'app/ü b.py',
      'link.py',
      'logo.png',
      'main-only.py',
    ]);
    expect(workTreePaths(join(root, 'app'))).toContain('new.py');
    expect(workTreePaths(tmpdir())).toBeNull();
  });

  test('starts no program that the repository names', () => {
    const witness = join(root, 'build', 'witness');
    git('config', 'core.fsmonitor', `touch ${witness}; false`);
    workTreePaths(root);
    git('config', '--unset', 'core.fsmonitor');
    expect(workTreePaths(join(root, 'build'))).toEqual([]);
    expect(() => execFileSync('test', ['-e', witness])).toThrow();
  });
});
