/** The archive of a commit as codeload serves it: gzip, one top folder, a pax header that names the commit. */
import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

import { notFound } from './api-error.ts';
import type { ObjectStore, TreeFile } from './object-store.ts';
import type { SimulatedRepository } from './repository.ts';
import type { World } from './world.ts';

const linkLifeMs = 5 * 60_000;
const block = 512;
const readAhead = 64;

/** A link that works without credentials, for five minutes. */
export function tarballPath(world: World, repository: SimulatedRepository, sha: string): string {
  const expires = world.settings.now().getTime() + linkLifeMs;
  const path = `/_codeload/${repository.fullName}/legacy.tar.gz/${sha}`;
  return `${path}?expires=${expires}&token=${mark(world, path, expires)}`;
}

/** The archive behind a link of `tarballPath`. */
export async function openTarball(world: World, url: URL): Promise<Readable> {
  const [, , owner, name, , sha = ''] = url.pathname.split('/');
  const expires = Number(url.searchParams.get('expires'));
  const repository = world.repository(`${owner}/${name}`);
  const commit = await repository?.store.commit(sha);
  const valid =
    url.searchParams.get('token') === mark(world, url.pathname, expires) &&
    expires > world.settings.now().getTime();
  if (repository === undefined || commit === undefined || !valid) throw notFound();
  const folder = `${repository.owner.login}-${repository.name}-${sha.slice(0, 7)}`;
  const entries = tarEntries(repository.store, {
    sha,
    tree: commit.tree,
    folder,
    at: commit.committer.at,
  });
  return Readable.from(entries).pipe(createGzip({ level: 1 }));
}

function mark(world: World, path: string, expires: number): string {
  return createHmac('sha256', world.settings.webhookSecret)
    .update(`${path} ${expires}`)
    .digest('hex')
    .slice(0, 32);
}

interface Archive {
  readonly sha: string;
  readonly tree: string;
  readonly folder: string;
  readonly at: number;
}

async function* tarEntries(store: ObjectStore, archive: Archive): AsyncGenerator<Buffer> {
  const { at, folder } = archive;
  yield record({
    path: 'pax_global_header',
    type: 'g',
    mode: 0o666,
    at,
    content: paxRecord('comment', archive.sha),
  });
  const all = await store.files(archive.tree);
  const excluded = exportIgnored(await attributesOf(store, all));
  const directories = new Set<string>();
  yield record({ path: `${folder}/`, type: '5', mode: 0o775, at });
  const kept = all.filter((file) => !excluded(file.path));
  for await (const { file, content } of withContents(store, kept)) {
    const parts = file.path.split('/').slice(0, file.mode === '160000' ? undefined : -1);
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const directory = `${folder}/${parts.slice(0, depth).join('/')}/`;
      if (directories.has(directory)) continue;
      directories.add(directory);
      yield record({ path: directory, type: '5', mode: 0o775, at });
    }
    if (file.mode !== '160000') yield fileRecord(file, content, archive);
  }
  yield Buffer.alloc(block * 2);
}

/** Files with their contents, some read ahead: a git process answers many questions faster than one at a time. */
async function* withContents(
  store: ObjectStore,
  files: readonly TreeFile[],
): AsyncGenerator<{ file: TreeFile; content: Buffer }> {
  for (let from = 0; from < files.length; from += readAhead) {
    const some = files.slice(from, from + readAhead);
    const contents = await Promise.all(some.map((file) => store.blob(file.sha)));
    for (const [index, file] of some.entries()) {
      yield { file, content: contents[index] ?? Buffer.alloc(0) };
    }
  }
}

function fileRecord(file: TreeFile, content: Buffer, archive: Archive): Buffer {
  const common = { path: `${archive.folder}/${file.path}`, at: archive.at };
  if (file.mode === '120000')
    return record({ ...common, type: '2', mode: 0o777, link: content.toString('utf8') });
  return record({ ...common, type: '0', mode: file.mode === '100755' ? 0o775 : 0o664, content });
}

interface TarRecord {
  readonly path: string;
  readonly type: '0' | '2' | '5' | 'g' | 'x';
  readonly mode: number;
  readonly at: number;
  readonly link?: string;
  readonly content?: Buffer;
}

/** One ustar record; names that do not fit its header come in a pax record before it. */
function record(entry: TarRecord): Buffer {
  const content = entry.content ?? Buffer.alloc(0);
  const extended: Buffer[] = [];
  if (Buffer.byteLength(entry.path) > 100) extended.push(paxRecord('path', entry.path));
  if (Buffer.byteLength(entry.link ?? '') > 100)
    extended.push(paxRecord('linkpath', entry.link ?? ''));
  const padding = Buffer.alloc((block - (content.length % block)) % block);
  const own = Buffer.concat([header(entry, content.length), content, padding]);
  if (extended.length === 0) return own;
  const pax = record({
    path: 'pax_header',
    type: 'x',
    mode: 0o666,
    at: entry.at,
    content: Buffer.concat(extended),
  });
  return Buffer.concat([pax, own]);
}

function header(entry: TarRecord, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const put = (text: string, at: number, length: number): number =>
    bytes.write(text, at, length, 'utf8');
  const octal = (value: number, at: number, length: number): number =>
    put(`${value.toString(8).padStart(length - 1, '0')}\0`, at, length);
  put(Buffer.from(entry.path).subarray(0, 100).toString('utf8'), 0, 100);
  octal(entry.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(entry.at, 136, 12);
  put('        ', 148, 8);
  put(entry.type, 156, 1);
  put(
    Buffer.from(entry.link ?? '')
      .subarray(0, 100)
      .toString('utf8'),
    157,
    100,
  );
  put('ustar\u000000', 257, 8);
  put('root', 265, 32);
  put('root', 297, 32);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return bytes;
}

/** "<length> <key>=<value>\n", where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

async function attributesOf(store: ObjectStore, files: readonly TreeFile[]): Promise<string> {
  const file = files.find((item) => item.path === '.gitattributes');
  const blob = file === undefined ? undefined : await store.blob(file.sha);
  return blob?.toString('utf8') ?? '';
}

/** GitHub's archives honour `export-ignore` of the root's .gitattributes: what a tarball holds is not always the tree. */
function exportIgnored(attributes: string): (path: string) => boolean {
  const patterns = attributes.split('\n').flatMap((line) => {
    const [pattern, ...flags] = line.trim().split(/\s+/);
    return pattern === undefined || pattern.startsWith('#') || !flags.includes('export-ignore')
      ? []
      : [patternOf(pattern)];
  });
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function patternOf(glob: string): RegExp {
  const anchored = glob.replace(/\/+$/, '').includes('/');
  const body = glob
    .replace(/^\/|\/+$/g, '')
    .split('**')
    .map((part) =>
      part
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]'),
    )
    .join('.*');
  return new RegExp(`${anchored ? '^' : '(^|/)'}${body}(/|$)`);
}
