import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Another process, or a thread of this one, may be writing: then one waits for the other. */
export const BUSY_MS = 10_000;

/** SQLite's words for a file that is damaged, and for one that is no database at all. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

export interface BlobFile {
  readonly database: DatabaseSync;
  /** Bytes in it. Counting them reads every page but those of contents: damage shows here. */
  readonly total: number;
}

/** Opens the file for writing. A broken one (a power cut, a full disk) is begun anew: everything in it is on GitHub. */
export function openBlobFile(file: string): BlobFile {
  try {
    return open(file);
  } catch (error) {
    const { errcode } = Object(error) as { readonly errcode?: unknown };
    if (errcode !== CORRUPT && errcode !== NOT_A_DATABASE) throw error;
    for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
    return open(file);
  }
}

function open(file: string): BlobFile {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    // Losing the newest blobs in a crash costs a download; waiting for the disk would cost every review.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
    database.exec(
      'CREATE TABLE IF NOT EXISTS blob (id TEXT PRIMARY KEY, used INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;' +
        'CREATE INDEX IF NOT EXISTS blob_used ON blob (used);',
    );
    const sum = database.prepare('SELECT coalesce(sum(size), 0) AS n FROM blob').get();
    return { database, total: numberIn(sum) };
  } catch (error) {
    database.close();
    throw error;
  }
}

export function numberIn(row: Record<string, unknown> | undefined): number {
  return Number(row?.['n'] ?? 0);
}
