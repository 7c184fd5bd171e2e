import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { pack } from 'tar-stream';
import type { ArchiveFile, ArchiveLimits } from '../../../../src/adapters/github/archive.ts';
import {
  ARCHIVE_LIMITS,
  ArchiveTooLarge,
  readArchive,
} from '../../../../src/adapters/github/archive.ts';

interface Entry {
  readonly name: string;
  readonly content?: string;
  readonly type?: 'file' | 'symlink' | 'link';
}

async function archiveOf(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, content = '', type = 'file' } of entries) {
    if (type === 'file') archive.entry({ name }, content);
    else archive.entry({ name, type, linkname: '/etc/passwd' });
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

async function read(
  bytes: Uint8Array,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  await readArchive(Readable.from([bytes]), {
    isWanted: (path) => path.endsWith('.py'),
    onFile: (file) => files.push(file),
    limits,
  });
  return files;
}

describe('an archive', () => {
  it('gives the wanted files by path, under the id git has for them', async () => {
    const files = await read(
      await archiveOf([{ name: 'top/app/a.py', content: 'x = 1\n' }, { name: 'top/logo.png' }]),
    );
    expect(files.map(({ path, blob }) => [path, blob])).toEqual([
      ['app/a.py', '7d4290a117a4ddcc11daae7ea675841033830c8f'],
    ]);
  });

  it('passes over links and whatever points outside', async () => {
    const files = await read(
      await archiveOf([
        { name: 'top/../../etc/evil.py', content: 'x' },
        { name: 'top/./same.py', content: 'x' },
        { name: 'flat.py', content: 'x' },
        { name: 'top/link.py', type: 'symlink' },
        { name: 'top/hard.py', type: 'link' },
        { name: 'top/good.py', content: 'x' },
      ]),
    );
    expect(files.map(({ path }) => path)).toEqual(['good.py']);
  });

  it('is given up beyond its limits', async () => {
    const three = await archiveOf([
      { name: 'top/a.py', content: 'a' },
      { name: 'top/b.py', content: 'b' },
      { name: 'top/c.py', content: 'c' },
    ]);
    await expect(read(three, { ...ARCHIVE_LIMITS, entries: 2 })).rejects.toThrow(ArchiveTooLarge);
    await expect(read(three, { ...ARCHIVE_LIMITS, bytes: 600 })).rejects.toThrow(ArchiveTooLarge);
    const bomb = await archiveOf([{ name: 'top/a.py', content: 'x'.repeat(8_000_000) }]);
    await expect(read(bomb)).rejects.toThrow(ArchiveTooLarge);
  });

  it('that is none fails', async () => {
    await expect(read(Buffer.from('not gzip'))).rejects.toThrow('header');
  });
});
