import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isPython,
  isWorthReading,
  MAX_FILE_BYTES,
  unreadBlob,
} from '../../application/trees/reviewed-files.ts';
import type { TreeContents } from '../../application/trees/tree-contents.ts';
import { compareText, sortedBy } from '../../domain/order.ts';
import type { Skipped } from '../../domain/review.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';

/** Folders that hold no code of the project, whatever else is in the tree. */
const IGNORED_FOLDERS = new Set([
  '.git',
  '.hg',
  '.svn',
  '.tox',
  '.nox',
  '.venv',
  'venv',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '__pycache__',
  'node_modules',
  'site-packages',
]);

/** What stands in a decoded name for bytes that cannot be decoded: no file is found by it. */
const NOT_UTF8 = '\uFFFD';
const MOST_COMPARED_BYTES = 64 * 1024 ** 2;

/** A tree on disk, with what could not be read. */
export interface DirectoryTree {
  readonly contents: TreeContents;
  readonly skipped: readonly Skipped[];
  /** What lies in the tree without being of it: links to Python files, and repositories inside a repository. */
  readonly foreign: readonly Skipped[];
}

/** Reads a folder as a tree. Links are not followed; what cannot be read is listed with its reason. */
export function readDirectoryTree(root: string): DirectoryTree {
  const skipped: Skipped[] = [];
  return readFiles(root, pathsBelow(root, skipped), skipped);
}

/** Reads these files of a folder: for trees whose files somebody else knows (a git work tree without what git ignores). */
export function readListedFiles(root: string, paths: readonly string[]): DirectoryTree {
  return readFiles(root, paths, []);
}

function pathsBelow(root: string, skipped: Skipped[]): string[] {
  const paths: string[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of entriesOf(root, folder, skipped)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() || entry.isSymbolicLink()) paths.push(path);
      else if (entry.isDirectory() && !isIgnored(root, path, entry.name)) pending.push(path);
    }
  }
  return paths;
}

/** A virtual environment is recognised by its configuration, whatever its name. */
function isIgnored(root: string, path: string, name: string): boolean {
  return IGNORED_FOLDERS.has(name) || isFile(join(root, path, 'pyvenv.cfg'));
}

/** False as well for what is behind a folder that cannot be entered. */
function isFile(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

function entriesOf(root: string, folder: string, skipped: Skipped[]) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw error;
    skipped.push({ path: folder, reason: 'the folder cannot be read' });
    return [];
  }
}

function readFiles(root: string, paths: readonly string[], skipped: Skipped[]): DirectoryTree {
  const files: TreeFile[] = [];
  const foreign: Skipped[] = [];
  const bytesByPath = new Map<string, Uint8Array>();
  for (const path of [...paths].sort(compareText)) {
    try {
      const status = lstatSync(join(root, path), { throwIfNoEntry: false });
      if (status?.isFile() !== true) {
        if (status !== undefined) foreign.push(...foreignAt(path, status));
        else if (path.includes(NOT_UTF8)) skipped.push({ path, reason: 'its name is not UTF-8' });
        continue;
      }
      files.push(readFile(root, { path, size: status.size }, bytesByPath));
    } catch {
      skipped.push({ path, reason: 'the file cannot be read' });
    }
  }
  return {
    contents: { files, read: (file) => bytesByPath.get(file.path) ?? readLate(root, file) },
    skipped: sortedBy(skipped, ({ path }) => [path]),
    foreign,
  };
}

/** A path of the tree that is no file; nothing for links that are no Python, and for devices and pipes. */
function foreignAt(path: string, status: Stats): readonly Skipped[] {
  if (status.isSymbolicLink())
    return isPython(path) ? [{ path, reason: 'a link; links are not followed' }] : [];
  if (!status.isDirectory()) return [];
  const folder = path.replace(/\/$/u, '');
  return [{ path: folder, reason: 'a git repository of its own; audit it by itself' }];
}

/** Files of other names are read when somebody asks: few of a change are. Null when that fails. */
function readLate(root: string, { path, size }: TreeFile): Uint8Array | null {
  if (size > MAX_FILE_BYTES) return null;
  try {
    const place = join(root, path);
    return isFile(place) ? readFileSync(place) : null;
  } catch {
    return null;
  }
}

function readFile(
  root: string,
  file: { readonly path: string; readonly size: number },
  bytesByPath: Map<string, Uint8Array>,
): TreeFile {
  const { path, size } = file;
  // A module too large to be reviewed still shows by its content whether a change touches it.
  const isCompared = isPython(path) && size <= MOST_COMPARED_BYTES;
  if (!isWorthReading(file)) {
    const blob = isCompared ? blobIdOf(readFileSync(join(root, path))) : unreadBlob(size);
    return { path, blob, size };
  }
  const bytes = readFileSync(join(root, path));
  bytesByPath.set(path, bytes);
  return { path, blob: blobIdOf(bytes), size: bytes.length };
}

/** Git's own id of a blob, so that the same content has the same id wherever it was read. */
export function blobIdOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
