import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireProcessLock } from '../../../../src/adapters/database/process-lock.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lintel-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a folder', () => {
  it('names its holder and goes when it is released', () => {
    const file = join(folder, 'process.lock');
    const lock = acquireProcessLock(file);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    if (lock.ok) lock.value.release();
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('is refused while another process lives', () => {
    const file = join(folder, 'process.lock');
    writeFileSync(file, String(process.ppid));
    expect(acquireProcessLock(file)).toEqual({
      ok: false,
      error: { kind: 'folder-taken', pid: process.ppid },
    });
  });

  it('of a dead process, and one that was never written, is taken over', () => {
    const file = join(folder, 'process.lock');
    for (const content of ['4194303', '']) {
      writeFileSync(file, content);
      expect(acquireProcessLock(file).ok).toBe(true);
    }
  });
});
