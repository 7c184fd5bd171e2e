/**
 * Git's object model in memory: blobs, trees and commits under their real SHA-1 ids, optionally on top of another source of objects.
 * Not a git implementation: no refs, no packs, no index.
 */
import { createHash } from 'node:crypto';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface RawObject {
  readonly type: ObjectType;
  readonly body: Buffer;
}

/** Anything that can hand out git objects by id; undefined when the object is not there. */
export interface ObjectReader {
  read(sha: string): Promise<RawObject | undefined>;
  info(sha: string): Promise<{ type: ObjectType; size: number } | undefined>;
}

export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since the epoch, UTC. */
  readonly at: number;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** A file of a tree: path from the root, mode, blob id. */
export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
}

const directoryMode = '40000';

export function isDirectory(entry: { mode: string }): boolean {
  return entry.mode === directoryMode || entry.mode === '040000';
}

export class ObjectStore {
  readonly #objects = new Map<string, RawObject>();
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #commits = new Map<string, Commit>();
  readonly #below: ObjectReader | undefined;

  constructor(below?: ObjectReader) {
    this.#below = below;
  }

  write(type: ObjectType, body: Buffer): string {
    const sha = createHash('sha1').update(`${type} ${body.length}\0`).update(body).digest('hex');
    this.#objects.set(sha, { type, body });
    return sha;
  }

  async read(sha: string): Promise<RawObject | undefined> {
    return this.#objects.get(sha) ?? (await this.#below?.read(sha));
  }

  async size(sha: string): Promise<number | undefined> {
    const own = this.#objects.get(sha);
    return own === undefined ? (await this.#below?.info(sha))?.size : own.body.length;
  }

  async blob(sha: string): Promise<Buffer | undefined> {
    const object = await this.read(sha);
    return object?.type === 'blob' ? object.body : undefined;
  }

  async tree(sha: string): Promise<readonly TreeEntry[] | undefined> {
    const known = this.#trees.get(sha);
    if (known !== undefined) return known;
    const object = await this.read(sha);
    if (object?.type !== 'tree') return undefined;
    const entries = parseTree(object.body);
    this.#trees.set(sha, entries);
    return entries;
  }

  async commit(sha: string): Promise<Commit | undefined> {
    const known = this.#commits.get(sha);
    if (known !== undefined) return known;
    const object = await this.read(sha);
    if (object?.type !== 'commit') return undefined;
    const commit = parseCommit(sha, object.body.toString('utf8'));
    this.#commits.set(sha, commit);
    return commit;
  }

  /** Every file below a tree, in git's order. A tree that is missing counts as empty. */
  async files(tree: string): Promise<TreeFile[]> {
    const files: TreeFile[] = [];
    const pending: { prefix: string; entries: readonly TreeEntry[]; next: number }[] = [];
    pending.push({ prefix: '', entries: (await this.tree(tree)) ?? [], next: 0 });
    for (let level = pending.at(-1); level !== undefined; level = pending.at(-1)) {
      const entry = level.entries[level.next];
      if (entry === undefined) {
        pending.pop();
        continue;
      }
      level.next += 1;
      const path = level.prefix + entry.name;
      if (isDirectory(entry))
        pending.push({ prefix: `${path}/`, entries: (await this.tree(entry.sha)) ?? [], next: 0 });
      else files.push({ path, mode: entry.mode, sha: entry.sha });
    }
    return files;
  }

  /** The entry at a path of a tree; the root itself for an empty path. */
  async entryAt(tree: string, path: string): Promise<TreeEntry | undefined> {
    let current: TreeEntry = { mode: directoryMode, name: '', sha: tree };
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (!isDirectory(current)) return undefined;
      const found = (await this.tree(current.sha))?.find((entry) => entry.name === name);
      if (found === undefined) return undefined;
      current = found;
    }
    return current;
  }

  /** Writes the tree that holds exactly these files; returns its id. */
  writeTree(files: readonly TreeFile[]): string {
    const root: Directory = { entries: new Map(), directories: new Map() };
    for (const file of files) placeFile(root, file);
    return this.#writeDirectory(root);
  }

  writeCommit(commit: Omit<Commit, 'sha'>): string {
    const lines = [`tree ${commit.tree}`];
    for (const parent of commit.parents) lines.push(`parent ${parent}`);
    lines.push(
      `author ${formatSignature(commit.author)}`,
      `committer ${formatSignature(commit.committer)}`,
      '',
      commit.message,
    );
    return this.write('commit', Buffer.from(lines.join('\n')));
  }

  #writeDirectory(root: Directory): string {
    // Children first, without recursion: the order of discovery reversed.
    const order: { name: string; directory: Directory; parent: Directory | undefined }[] = [
      { name: '', directory: root, parent: undefined },
    ];
    for (const { directory } of order) {
      for (const [name, child] of directory.directories)
        order.push({ name, directory: child, parent: directory });
    }
    let sha = '';
    for (const { name, directory, parent } of order.reverse()) {
      sha = this.write('tree', serializeTree([...directory.entries.values()]));
      parent?.entries.set(name, { mode: directoryMode, name, sha });
    }
    return sha;
  }
}

interface Directory {
  readonly entries: Map<string, TreeEntry>;
  readonly directories: Map<string, Directory>;
}

function placeFile(root: Directory, file: TreeFile): void {
  const names = file.path.split('/');
  const name = names.pop() ?? '';
  let directory = root;
  for (const part of names) {
    let next = directory.directories.get(part);
    if (next === undefined) {
      next = { entries: new Map(), directories: new Map() };
      directory.directories.set(part, next);
    }
    directory = next;
  }
  if (name === '' || names.includes('') || directory.directories.has(name))
    throw new Error(`Not a file path of a tree: ${file.path}`);
  directory.entries.set(name, { mode: file.mode, name, sha: file.sha });
}

function serializeTree(entries: TreeEntry[]): Buffer {
  // Git sorts by bytes, a directory as if its name ended with a slash.
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(isDirectory(entry) ? `${entry.name}/` : entry.name),
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode} ${entry.name}\0`),
      Buffer.from(entry.sha, 'hex'),
    ]),
  );
}

function parseTree(body: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(0x20, at);
    const zero = body.indexOf(0, space);
    const sha = body.subarray(zero + 1, zero + 21).toString('hex');
    entries.push({
      mode: body.toString('utf8', at, space),
      name: body.toString('utf8', space + 1, zero),
      sha,
    });
    at = zero + 21;
  }
  return entries;
}

function formatSignature({ name, email, at }: Signature): string {
  return `${name} <${email}> ${at} +0000`;
}

function parseSignature(text: string): Signature {
  const match = /^(.*?) ?<([^>]*)> (-?\d+)/.exec(text);
  return { name: match?.[1] ?? '', email: match?.[2] ?? '', at: Number(match?.[3] ?? 0) };
}

function parseCommit(sha: string, text: string): Commit {
  const end = text.indexOf('\n\n');
  const headers = (end < 0 ? text : text.slice(0, end)).split('\n').map((line) => ({
    key: line.slice(0, line.indexOf(' ')),
    value: line.slice(line.indexOf(' ') + 1),
  }));
  const first = (key: string): string => headers.find((header) => header.key === key)?.value ?? '';
  return {
    sha,
    tree: first('tree'),
    parents: headers.filter((header) => header.key === 'parent').map((header) => header.value),
    author: parseSignature(first('author')),
    committer: parseSignature(first('committer')),
    message: end < 0 ? '' : text.slice(end + 2),
  };
}
