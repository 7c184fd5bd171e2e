import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createBoundedMap,
  createFactsMemory,
} from '../../../../src/application/trees/facts-memory.ts';
import { changedFilesOf, otherChangesOf } from '../../../../src/application/trees/changed-files.ts';
import { isPython, isWorthReading } from '../../../../src/application/trees/reviewed-files.ts';
import type { SourceParser } from '../../../../src/application/trees/source-parser.ts';
import { createSourceTree } from '../../../../src/application/trees/source-tree.ts';
import type { TreeContents } from '../../../../src/application/trees/tree-contents.ts';

function treeOf(files: Readonly<Record<string, string>>): TreeContents {
  const bytes = new Map(
    Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );
  return {
    files: [...bytes]
      .map(([path, content]) => ({ path, blob: files[path] ?? '', size: content.length }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    read: (file) => bytes.get(file.path) ?? null,
  };
}

describe('changedFilesOf', () => {
  test('tells added, deleted, changed and untouched files apart', () => {
    const base = treeOf({
      'same.py': 'a\n',
      'gone.py': '1\n',
      'edited.py': 'a\nb\nc\n',
      'n.txt': 'x',
    });
    const head = treeOf({
      'same.py': 'a\n',
      'new.py': '2\n',
      'edited.py': 'a\nB\nc\nd\n',
      'n.txt': 'y',
    });
    expect(changedFilesOf(base, head)).toEqual([
      {
        basePath: 'edited.py',
        headPath: 'edited.py',
        added: [
          { start: 2, end: 2 },
          { start: 4, end: 4 },
        ],
        removed: [{ start: 2, end: 2 }],
      },
      { basePath: 'gone.py', headPath: null, added: [], removed: [{ start: 1, end: 1 }] },
      { basePath: null, headPath: 'new.py', added: [{ start: 1, end: 1 }], removed: [] },
    ]);
  });

  test('finds renames by content, the same first, and never pairs what is unlike', () => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const base = treeOf({ 'a.py': text.join('\n'), 'b.py': 'other\n', 'c.py': 'alone = 1\n' });
    const head = treeOf({
      'moved/a.py': [...text.slice(0, 15), 'edited'].join('\n'),
      'moved/b.py': 'other\n',
      'd.py': 'unlike = 2\n',
    });
    const pairs = changedFilesOf(base, head).map(({ basePath, headPath }) => [basePath, headPath]);
    expect(pairs).toEqual([
      ['c.py', null],
      [null, 'd.py'],
      ['a.py', 'moved/a.py'],
      ['b.py', 'moved/b.py'],
    ]);
  });

  test('line ends alone change no line', () => {
    const [file] = changedFilesOf(treeOf({ 'a.py': 'a\nb\n' }), treeOf({ 'a.py': 'a\r\nb\r\n' }));
    expect(file).toMatchObject({ added: [], removed: [] });
  });

  test('the unchanged lines of both sides are the same lines', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const [file] = changedFilesOf(
          treeOf({ 'a.py': `${before.join('\n')}\nend\n` }),
          treeOf({ 'a.py': `${after.join('\n')}\nend\n` }),
        );
        const kept = (all: readonly string[], ranges: readonly { start: number; end: number }[]) =>
          all.filter(
            (_line, index) => !ranges.some((r) => r.start <= index + 1 && index + 1 <= r.end),
          );
        const text = (all: readonly string[]): string[] => `${all.join('\n')}\nend`.split('\n');
        expect(kept(text(before), file?.removed ?? [])).toEqual(
          kept(text(after), file?.added ?? []),
        );
      }),
    );
  });
});

describe('otherChangesOf', () => {
  const isAskedFor = (path: string): boolean => path.endsWith('.pem');

  test('reads what is asked for, and only names the rest', () => {
    const base = treeOf({ 'a.pem': '1\n2\n', 'a.md': '1\n', 'a.py': '1\n', 'old.md': 'same' });
    const head = treeOf({ 'b.pem': '1\n2\n', 'a.md': '2\n', 'a.py': '2\n', 'new.md': 'same' });
    const shown = otherChangesOf(base, head, isAskedFor).map(
      ({ basePath, headPath, status, added }) => [basePath, headPath, status, added.length],
    );
    expect(shown).toEqual([
      ['a.md', 'a.md', 'modified', 0],
      ['a.pem', 'b.pem', 'renamed', 0],
      [null, 'new.md', 'added', 0],
      ['old.md', null, 'removed', 0],
    ]);
  });

  test('a file that was not read counts as changed by its size, or its bytes when asked for', () => {
    const base = treeOf({ 'a.pem': 'one', 'b.pem': 'two', 'a.md': 'one', 'b.md': 'two' });
    const read = treeOf({ 'a.pem': 'one', 'b.pem': 'TWO', 'a.md': 'ONE', 'b.md': 'three' });
    const files = read.files.map((file) => ({ ...file, blob: `unread-${file.size}` }));
    const changes = otherChangesOf(base, { ...read, files }, isAskedFor);
    expect(changes.map(({ headPath }) => headPath)).toEqual(['b.md', 'b.pem']);
  });
});

describe('createSourceTree', () => {
  const failing: SourceParser = {
    parse: () => ({ ok: false, error: { kind: 'too-slow' } }),
    releaseMemory: () => Promise.resolve(),
  };

  test('gives a reason for every file without facts', () => {
    const contents: TreeContents = {
      files: [
        { path: 'absent.py', blob: '1', size: 3 },
        { path: 'huge.py', blob: '2', size: 5_000_000 },
        { path: 'slow.py', blob: '3', size: 5 },
        { path: 'torn.py', blob: '4', size: 2 },
      ],
      read: ({ path }) => {
        if (path === 'slow.py') return new TextEncoder().encode('x = 1');
        return path === 'torn.py' ? new Uint8Array([0xff, 0xfe, 0xff]) : null;
      },
    };
    const tree = createSourceTree(contents, { parser: failing, memory: createFactsMemory(1000) });
    const reasons = tree.files.map((file) => {
      const outcome = tree.factsOf(file);
      return outcome.ok ? 'facts' : outcome.reason;
    });
    expect(reasons).toEqual(['absent', 'too-large', 'too-slow', 'undecodable']);
  });

  test('reads imports once for each blob', () => {
    let reads = 0;
    const contents: TreeContents = {
      files: [{ path: 'a.py', blob: 'b', size: 9 }],
      read: () => {
        reads += 1;
        return new TextEncoder().encode('import os');
      },
    };
    const memory = createFactsMemory(1000);
    for (const _tree of [1, 2]) {
      const tree = createSourceTree(contents, { parser: failing, memory });
      const [file] = tree.files;
      expect(file === undefined ? [] : tree.importsOf(file)).toHaveLength(1);
    }
    expect(reads).toBe(1);
  });
});

describe('createBoundedMap', () => {
  test('forgets what was used longest ago, and keeps at least the newest', () => {
    const map = createBoundedMap<string>(10);
    map.set('a', 'A', 4);
    map.set('b', 'B', 4);
    map.get('a');
    map.set('c', 'C', 4);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual(['A', undefined, 'C']);
    map.set('huge', 'H', 100);
    expect([map.get('a'), map.get('c'), map.get('huge')]).toEqual([undefined, undefined, 'H']);
    map.set('huge', 'h', 1);
    map.set('a', 'A', 9);
    expect([map.get('huge'), map.get('a')]).toEqual(['h', 'A']);
  });
});

test('what is worth reading', () => {
  const paths = [
    'a.py',
    'a.pyi',
    'pyproject.toml',
    '.importlinter',
    'deploy/Dockerfile',
    '.env.local',
    '.gitignore',
    'a.png',
    'b.js',
  ];
  expect(paths.map((path) => isWorthReading({ path, size: 1 }))).toEqual([
    true,
    true,
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(isWorthReading({ path: 'a.py', size: 2_000_000 })).toBe(false);
  expect([isPython('a.py'), isPython('a.pyi')]).toEqual([true, false]);
});
