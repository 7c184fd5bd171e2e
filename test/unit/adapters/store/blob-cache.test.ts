import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openBlobCache } from '../../../../src/adapters/store/blob-cache.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-blobs-'));
  folders.push(folder);
  return folder;
}

describe('the cache of blobs', () => {
  it('gives back what was put, from the disk too', () => {
    const folder = newFolder();
    const cache = openBlobCache({ folder, maxBytes: 1_000_000 });
    cache.put('a', Buffer.from('x = 1\n'));
    cache.put('a', Buffer.from('x = 1\n'));
    cache.put('empty', new Uint8Array());
    cache.close();
    const again = openBlobCache({ folder, maxBytes: 1_000_000 });
    expect(again.has('a')).toBe(true);
    expect(Buffer.from(again.get('a') ?? []).toString()).toBe('x = 1\n');
    expect(again.get('empty')).toHaveLength(0);
    expect(again.get('b')).toBeNull();
    again.close();
  });

  it('lets go of what was used longest ago when it is full', () => {
    const folder = newFolder();
    const first = openBlobCache({ folder, maxBytes: 50_000 });
    for (const name of ['a', 'b', 'c', 'd']) first.put(name, randomBytes(10_000));
    first.close();
    const second = openBlobCache({ folder, maxBytes: 50_000 });
    second.get('a');
    second.put('e', randomBytes(10_000));
    second.put('f', randomBytes(10_000));
    expect(['a', 'e', 'f'].map((name) => second.has(name))).toEqual([true, true, true]);
    expect(second.has('b')).toBe(false);
    second.close();
  });

  it('begins anew when its file is broken, in part or as a whole', () => {
    const folder = newFolder();
    const file = join(folder, 'blobs.sqlite');
    const first = openBlobCache({ folder, maxBytes: 1_000_000 });
    for (let blob = 0; blob < 500; blob++) first.put(`blob ${blob}`, randomBytes(100));
    first.close();
    const damaged = readFileSync(file).fill(0x41, 4_096, 40_000);
    for (const content of [damaged, Buffer.from('no database at all')]) {
      writeFileSync(file, content);
      const cache = openBlobCache({ folder, maxBytes: 1_000_000 });
      expect(cache.has('blob 1')).toBe(false);
      cache.put('blob 1', Buffer.from('x = 1\n'));
      expect(cache.has('blob 1')).toBe(true);
      cache.close();
    }
  });
});
