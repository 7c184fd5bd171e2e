import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { BlobStore } from '../../application/ports/blob-store.ts';
import { BUSY_MS, numberIn, openBlobFile } from './blob-file.ts';

export interface BlobCacheOptions {
  /** Null: a temporary folder, which goes when the cache is closed (tests). */
  readonly folder: string | null;
  /** Compressed bytes to keep at the most; the least recently used go first. */
  readonly maxBytes: number;
}

/** How much is freed at once when the cache is full, so that not every new blob pays for it. */
const FREED_SHARE = 0.1;

/** A cache on disk, content-addressed and compressed. It may be deleted at any time: everything in it is on GitHub. */
export interface BlobCache extends BlobStore {
  /** For `openBlobReader`, on another thread. */
  readonly file: string;
  close(): void;
}

export function openBlobCache(options: BlobCacheOptions): BlobCache {
  const { file, remove: removeFolder } = placeOf(options.folder);
  const { database, total: kept } = openBlobFile(file);
  const read = database.prepare('SELECT bytes, used FROM blob WHERE id = ?');
  const exists = database.prepare('SELECT used FROM blob WHERE id = ?');
  const insert = database.prepare('INSERT OR IGNORE INTO blob VALUES (?, ?, ?, ?)');
  const touch = database.prepare('UPDATE blob SET used = ? WHERE id = ?');
  let total = kept;
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

  function markUsed(blob: string, row: Record<string, unknown> | undefined): void {
    if (row !== undefined && Number(row['used']) !== tick) touch.run(tick, blob);
  }

  return {
    file,
    // Whoever asks wants it: what is read on another thread is marked here.
    has(blob) {
      const row = exists.get(blob);
      markUsed(blob, row);
      return row !== undefined;
    },
    get(blob) {
      const row = read.get(blob);
      markUsed(blob, row);
      return contentOf(row);
    },
    put(blob, bytes) {
      const packed = deflateRawSync(bytes, { level: 1 });
      const { changes } = insert.run(blob, tick, packed.length, packed);
      if (changes === 0) return;
      total += packed.length;
      if (total > options.maxBytes) evict();
    },
    close() {
      database.close();
      removeFolder();
    },
  };
}

/** The cache as a thread reads it that does not own it. */
export function openBlobReader(file: string): Pick<BlobStore, 'get'> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
  const read = database.prepare('SELECT bytes FROM blob WHERE id = ?');
  return { get: (blob) => contentOf(read.get(blob)) };
}

function contentOf(row: Record<string, unknown> | undefined): Uint8Array | null {
  const bytes = row?.['bytes'];
  return bytes instanceof Uint8Array ? inflateRawSync(bytes) : null;
}

function placeOf(folder: string | null): { readonly file: string; readonly remove: () => void } {
  const place = folder ?? mkdtempSync(join(tmpdir(), 'lintel-blobs-'));
  mkdirSync(place, { recursive: true });
  return {
    file: join(place, 'blobs.sqlite'),
    remove() {
      if (folder === null) rmSync(place, { recursive: true, force: true });
    },
  };
}
