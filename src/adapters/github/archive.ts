import { pipeline } from 'node:stream/promises';
import { Readable, Transform } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { MAX_FILE_BYTES } from '../../application/trees/reviewed-files.ts';
import { blobId } from './git-blob.ts';

/** Bounds of an archive: what is beyond is not read, and said so. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Bytes after unpacking. */
  readonly bytes: number;
  /** Unpacked over packed bytes, counted once a megabyte has come out: text packs about five to one. */
  readonly ratio: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 400_000,
  bytes: 4 * 1024 ** 3,
  ratio: 200,
};

const RATIO_COUNTS_FROM = 1_000_000;

export interface ArchiveFile {
  /** Without the archive's own top folder. */
  readonly path: string;
  readonly blob: string;
  readonly bytes: Uint8Array;
}

export interface ArchiveRequest {
  /** Decides by path which files are read; the others are passed over unread. */
  readonly isWanted: (path: string) => boolean;
  readonly onFile: (file: ArchiveFile) => void;
  readonly limits?: ArchiveLimits;
}

/** An archive went over a limit. What was read until then is sound. */
export class ArchiveTooLarge extends Error {}

/**
 * Reads a gzipped tar as it arrives. Nothing is written to disk, links and special files are passed over, and a file's
 * content counts only under the id of its bytes, so a hostile archive cannot put anything where it does not belong.
 */
export async function readArchive(
  stream: ReadableStream | Readable,
  request: ArchiveRequest,
): Promise<void> {
  const limits = request.limits ?? ARCHIVE_LIMITS;
  const packed = meter();
  const unpacked = meter((bytes) => {
    if (bytes > limits.bytes) throw new ArchiveTooLarge('more bytes than are read');
    if (bytes > RATIO_COUNTS_FROM && bytes > packed.bytes() * limits.ratio)
      throw new ArchiveTooLarge('packed too densely');
  });
  const entries = extract();
  const reading = readEntries(entries, request, limits);
  const source = stream instanceof Readable ? stream : Readable.fromWeb(stream);
  await Promise.all([
    pipeline(source, packed.stream, createGunzip(), unpacked.stream, entries),
    reading,
  ]);
}

async function readEntries(
  entries: ReturnType<typeof extract>,
  { isWanted, onFile }: ArchiveRequest,
  limits: ArchiveLimits,
): Promise<void> {
  let count = 0;
  for await (const entry of entries) {
    count += 1;
    if (count > limits.entries) throw new ArchiveTooLarge('more entries than are read');
    const { name, type, size } = entry.header;
    const path = insidePath(name);
    if (type !== 'file' || path === null || size > MAX_FILE_BYTES || !isWanted(path)) {
      entry.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    onFile({ path, blob: blobId(bytes), bytes });
  }
}

/** The path below the archive's top folder; null for that folder and for anything that points outside. */
function insidePath(name: string): string | null {
  const path = name.slice(name.indexOf('/') + 1);
  if (!name.includes('/') || path === '' || path.startsWith('/') || path.includes('\0'))
    return null;
  return path.split('/').some((part) => part === '..' || part === '.') ? null : path;
}

function meter(check: (bytes: number) => void = () => undefined): {
  readonly stream: Transform;
  readonly bytes: () => number;
} {
  let total = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      try {
        check(total);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  return { stream, bytes: () => total };
}
