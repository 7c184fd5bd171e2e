import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireProcessLock } from '../../../../src/adapters/database/process-lock.ts';

let folder = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lintel-lock-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Another process that holds the lock of the folder until it is killed. */
async function startHolder(): Promise<ChildProcess> {
  const script = new URL('./lock-holder.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of a folder', () => {
  it('is refused while it is held, and free when it is released', () => {
    const lock = acquireProcessLock(folder);
    const taken = { kind: 'folder-taken', pid: process.pid };
    expect(acquireProcessLock(folder)).toEqual({ ok: false, error: taken });
    if (lock.ok) lock.value.release();
    expect(readdirSync(folder)).not.toContain('process.pid');
    const again = acquireProcessLock(folder);
    expect(again.ok).toBe(true);
    if (again.ok) again.value.release();
  });

  it('names the process that holds it, and is free when that is killed', async () => {
    const holder = await startHolder();
    const taken = { kind: 'folder-taken', pid: holder.pid };
    expect(acquireProcessLock(folder)).toEqual({ ok: false, error: taken });
    // In containers all have the same id: it decides nothing.
    writeFileSync(join(folder, 'process.pid'), String(process.pid));
    expect(acquireProcessLock(folder).ok).toBe(false);
    const ended = once(holder, 'exit');
    holder.kill('SIGKILL');
    await ended;
    const lock = acquireProcessLock(folder);
    expect(lock.ok).toBe(true);
    if (lock.ok) lock.value.release();
  });
});
