import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';

/** Another living process holds the folder. */
export interface FolderTaken {
  readonly kind: 'folder-taken';
  readonly pid: number;
}

export interface ProcessLock {
  release(): void;
}

/**
 * One process per folder: the embedded database takes no lock of its own, and two processes on one folder lose rows in
 * silence. The lock of a process that has died is taken over; age alone never decides.
 */
export function acquireProcessLock(file: string): Result<ProcessLock, FolderTaken> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const created = tryCreate(file);
    if (created) return ok({ release: () => unlinkSync(file) });
    const pid = holderOf(file);
    if (pid !== null && pid !== process.pid && isAlive(pid))
      return err({ kind: 'folder-taken', pid });
    removeIfPresent(file);
  }
  return err({ kind: 'folder-taken', pid: holderOf(file) ?? 0 });
}

function tryCreate(file: string): boolean {
  try {
    const descriptor = openSync(file, 'wx');
    writeSync(descriptor, String(process.pid));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function holderOf(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return hasCode(error, 'EPERM');
  }
}

function removeIfPresent(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error !== null && typeof error === 'object' && 'code' in error && error.code === code;
}
