import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';

/** Another living process holds the folder. */
export interface FolderTaken {
  readonly kind: 'folder-taken';
  /** Its id where it runs, which for a container is not the one of here; 0 when it is not known. */
  readonly pid: number;
}

export interface ProcessLock {
  release(): void;
}

/** A lock that nobody refers to any more would be collected, and released with that. */
const held = new Set<DatabaseSync>();

/** SQLite's word for a file that another one has locked. */
const BUSY = 5;

/**
 * One process per folder: the embedded database takes no lock of its own, and two processes on one folder lose rows in silence.
 * SQLite takes the operating system's lock on a file, which ends with the process however it ends. An id in a file would not do: in
 * containers that share a volume every process has the same.
 */
export function acquireProcessLock(folder: string): Result<ProcessLock, FolderTaken> {
  const note = join(folder, 'process.pid');
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
  } catch (error) {
    lock.close();
    if ((Object(error) as { readonly errcode?: unknown }).errcode !== BUSY) throw error;
    return err({ kind: 'folder-taken', pid: pidIn(note) });
  }
  held.add(lock);
  writeFileSync(note, String(process.pid));
  return ok({
    release() {
      rmSync(note, { force: true });
      held.delete(lock);
      lock.close();
    },
  });
}

/** For people only; nothing depends on it. */
function pidIn(note: string): number {
  try {
    const pid = Number(readFileSync(note, 'utf8'));
    return Number.isInteger(pid) ? pid : 0;
  } catch (error) {
    if ((Object(error) as { readonly code?: unknown }).code === 'ENOENT') return 0;
    throw error;
  }
}
