import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { BlobStore } from '../../application/ports/blob-store.ts';

export interface BlobCacheOptions {
  /** Null keeps it in memory (tests). */
  readonly folder: string | null;
  /** Compressed bytes to keep at the most; the least recently used go first. */
  readonly maxBytes: number;
}

/** How much is freed at once when the cache is full, so that not every new blob pays for it. */
const FREED_SHARE = 0.1;

/** A cache on disk, content-addressed and compressed. It may be deleted at any time: everything in it is on GitHub. */
export interface BlobCache extends BlobStore {
  close(): void;
}

export function openBlobCache(options: BlobCacheOptions): BlobCache {
  const database = new DatabaseSync(locationOf(options.folder));
  // Losing the newest blobs in a crash costs a download; waiting for the disk would cost every review.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
  database.exec(
    'CREATE TABLE IF NOT EXISTS blob (id TEXT PRIMARY KEY, used INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;' +
      'CREATE INDEX IF NOT EXISTS blob_used ON blob (used);',
  );
  const read = database.prepare('SELECT bytes, used FROM blob WHERE id = ?');
  const exists = database.prepare('SELECT 1 FROM blob WHERE id = ?');
  const insert = database.prepare('INSERT OR IGNORE INTO blob VALUES (?, ?, ?, ?)');
  const touch = database.prepare('UPDATE blob SET used = ? WHERE id = ?');
  let total = numberIn(database.prepare('SELECT coalesce(sum(size), 0) AS n FROM blob').get());
  /** A counter in place of a clock: it only has to order uses. One tick is one opening of the cache. */
  const tick = numberIn(database.prepare('SELECT coalesce(max(used), 0) AS n FROM blob').get()) + 1;

  function evict(): void {
    const oldest = database.prepare('SELECT id, size FROM blob ORDER BY used LIMIT 1000');
    const remove = database.prepare('DELETE FROM blob WHERE id = ?');
    while (total > options.maxBytes * (1 - FREED_SHARE)) {
      const rows = oldest.all();
      if (rows.length === 0) return;
      for (const row of rows) {
        if (total <= options.maxBytes * (1 - FREED_SHARE)) return;
        remove.run(String(row['id']));
        total -= Number(row['size']);
      }
    }
  }

  return {
    has: (blob) => exists.get(blob) !== undefined,
    get(blob) {
      const row = read.get(blob);
      const bytes = row?.['bytes'];
      if (!(bytes instanceof Uint8Array)) return null;
      if (Number(row?.['used']) !== tick) touch.run(tick, blob);
      return inflateRawSync(bytes);
    },
    put(blob, bytes) {
      const packed = deflateRawSync(bytes, { level: 1 });
      const { changes } = insert.run(blob, tick, packed.length, packed);
      if (changes === 0) return;
      total += packed.length;
      if (total > options.maxBytes) evict();
    },
    close: () => database.close(),
  };
}

function locationOf(folder: string | null): string {
  if (folder === null) return ':memory:';
  mkdirSync(folder, { recursive: true });
  return join(folder, 'blobs.sqlite');
}

function numberIn(row: Record<string, unknown> | undefined): number {
  return Number(row?.['n'] ?? 0);
}
