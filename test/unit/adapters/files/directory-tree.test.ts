import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  blobIdOf,
  readDirectoryTree,
  readListedFiles,
} from '../../../../src/adapters/files/directory-tree.ts';

let root: string;

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lintel-files-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('reads a folder sorted by code point, without links and foreign code', () => {
  write('b.py', 'b');
  write('B.py', 'B');
  write('pkg/a.py', 'a');
  write('pkg/data.bin', 'x');
  write('.venv/lib/x.py', '');
  write('env39/pyvenv.cfg', '');
  write('env39/lib/y.py', '');
  write('node_modules/z.py', '');
  symlinkSync(join(root, 'pkg'), join(root, 'loop'));
  symlinkSync(join(root, 'b.py'), join(root, 'link.py'));
  const { contents, skipped, foreign } = readDirectoryTree(root);
  expect(foreign).toEqual([{ path: 'link.py', reason: 'a link; links are not followed' }]);
  expect(contents.files.map(({ path }) => path)).toEqual([
    'B.py',
    'b.py',
    'pkg/a.py',
    'pkg/data.bin',
  ]);
  expect(skipped).toEqual([]);
  const texts = contents.files.map((file) => {
    const bytes = contents.read(file);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  });
  expect(texts).toEqual(['B', 'b', 'a', 'x']);
});

test('files of other names are read on demand, and a link that took their place is not followed', () => {
  write('certs/server.pem', 'text');
  write('secret', 'elsewhere');
  const { contents } = readDirectoryTree(root);
  const [pem] = contents.files;
  const text = (): string | null => {
    const bytes = pem === undefined ? null : contents.read(pem);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  };
  expect(text()).toBe('text');
  rmSync(join(root, 'certs/server.pem'));
  expect(text()).toBeNull();
  symlinkSync(join(root, 'secret'), join(root, 'certs/server.pem'));
  expect(text()).toBeNull();
});

test('a file that is too large is listed and not read', () => {
  write('big.py', Buffer.alloc(1_048_577, 0x23));
  const { contents } = readDirectoryTree(root);
  const [file] = contents.files;
  expect(file).toMatchObject({ path: 'big.py', size: 1_048_577 });
  expect(file === undefined ? null : contents.read(file)).toBeNull();
});

test('a file that is too large still has the id of its content', () => {
  const bytes = Buffer.alloc(1_048_577, 0x23);
  write('big.py', bytes);
  expect(readDirectoryTree(root).contents.files[0]?.blob).toBe(blobIdOf(bytes));
});

test('a folder in which nothing can be looked up does not end the reading', () => {
  write('a.py', 'a');
  // The longest path there is: the folder exists, a file in it cannot.
  let path = root;
  while (path.length < 4090) path = join(path, 'x'.repeat(Math.min(250, 4090 - path.length - 1)));
  mkdirSync(path, { recursive: true });
  expect(readDirectoryTree(root).contents.files.map((file) => file.path)).toEqual(['a.py']);
});

test('a file whose name cannot be decoded is listed', () => {
  writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]), '');
  const { contents, skipped } = readDirectoryTree(root);
  expect(contents.files).toEqual([]);
  expect(skipped).toEqual([{ path: 'bad\uFFFD', reason: 'its name is not UTF-8' }]);
});

test('a listed folder is a repository of its own', () => {
  mkdirSync(join(root, 'libs/shop'), { recursive: true });
  mkdirSync(join(root, 'copy'));
  const reason = 'a git repository of its own; audit it by itself';
  expect(readListedFiles(root, ['libs/shop', 'copy/']).foreign).toEqual([
    { path: 'copy', reason },
    { path: 'libs/shop', reason },
  ]);
});

test('listed files that are gone or no files are passed over', () => {
  write('a.py', 'a');
  mkdirSync(join(root, 'folder.py'));
  const { contents } = readListedFiles(root, ['gone.py', 'folder.py', 'a.py']);
  expect(contents.files.map(({ path }) => path)).toEqual(['a.py']);
});

test('a folder of files with strange names is read', () => {
  write('with space/ü.py', '');
  write('line\nbreak.py', '');
  expect(readDirectoryTree(root).contents.files.map(({ path }) => path)).toEqual([
    'line\nbreak.py',
    'with space/ü.py',
  ]);
});

test('an id of a blob is the one that git gives', () => {
  const bytes = Buffer.from('x = "ü"\n');
  const id = execFileSync('git', ['hash-object', '--stdin'], { input: bytes, encoding: 'utf8' });
  expect(blobIdOf(bytes)).toBe(id.trim());
});
