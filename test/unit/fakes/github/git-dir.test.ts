import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { GitDirReader } from '../../../fakes/github/git-dir.ts';
import { ObjectStore } from '../../../fakes/github/object-store.ts';

/** Speaks `git cat-file --batch-command`: this test needs no git on the machine. */
const standIn = `
const big = 'x'.repeat(3_000_000);
const objects = { ${JSON.stringify('a'.repeat(40))}: 'hello\\n', ${JSON.stringify('b'.repeat(40))}: big };
let pending = '';
process.stdin.on('data', (chunk) => {
  pending += chunk;
  const lines = pending.split('\\n');
  pending = lines.pop();
  for (const line of lines) {
    const [command, sha] = line.split(' ');
    if (command === 'flush') continue;
    const body = objects[sha];
    if (body === undefined) process.stdout.write(sha + ' missing\\n');
    else if (command === 'info') process.stdout.write(sha + ' blob ' + body.length + '\\n');
    else process.stdout.write(sha + ' blob ' + body.length + '\\n' + body + '\\n');
  }
});
`;

let folder: string;
let reader: GitDirReader;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'git-dir-'));
  const script = join(folder, 'cat-file.cjs');
  await writeFile(script, standIn);
  reader = new GitDirReader(folder, [process.execPath, script]);
});

afterEach(async () => {
  await reader.close();
  await rm(folder, { recursive: true });
});

describe('a git directory', () => {
  it('answers many questions at once, in order, large objects and missing ones included', async () => {
    const [small, size, missing, large, again] = await Promise.all([
      reader.read('a'.repeat(40)),
      reader.info('b'.repeat(40)),
      reader.read('c'.repeat(40)),
      reader.read('b'.repeat(40)),
      reader.read('a'.repeat(40)),
    ]);
    expect(small?.body.toString()).toBe('hello\n');
    expect(size).toEqual({ type: 'blob', size: 3_000_000 });
    expect(missing).toBeUndefined();
    expect(large?.body).toHaveLength(3_000_000);
    expect(again?.body.toString()).toBe('hello\n');
  });

  it('never asks for what is no object id', async () => {
    expect(await reader.read('HEAD\ncontents x')).toBeUndefined();
  });

  it('lies under new objects in memory', async () => {
    const store = new ObjectStore(reader);
    const sha = store.write('blob', Buffer.from('new\n'));
    expect((await store.blob(sha))?.toString()).toBe('new\n');
    expect((await store.blob('a'.repeat(40)))?.toString()).toBe('hello\n');
    expect(await store.size('b'.repeat(40))).toBe(3_000_000);
  });

  it('says so when git cannot be started', async () => {
    const broken = new GitDirReader(folder, [join(folder, 'no-such-program')]);
    await expect(broken.read('a'.repeat(40))).rejects.toThrow('no-such-program');
  });
});
