import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
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

/** A tree on disk, with what could not be read. */
export interface DirectoryTree {
  readonly contents: TreeContents;
  readonly skipped: readonly Skipped[];
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
      if (entry.isFile()) paths.push(path);
      else if (entry.isDirectory() && !isIgnored(root, path, entry.name)) pending.push(path);
    }
  }
  return paths;
}

/** A virtual environment is recognised by its configuration, whatever its name. */
function isIgnored(root: string, path: string, name: string): boolean {
  return IGNORED_FOLDERS.has(name) || isFile(join(root, path, 'pyvenv.cfg'));
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
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
  const bytesByPath = new Map<string, Uint8Array>();
  for (const path of [...paths].sort(compareText)) {
    try {
      const status = lstatSync(join(root, path), { throwIfNoEntry: false });
      if (status?.isFile() !== true) continue;
      files.push(readFile(root, { path, size: status.size }, bytesByPath));
    } catch {
      skipped.push({ path, reason: 'the file cannot be read' });
    }
  }
  return {
    contents: { files, read: (file) => bytesByPath.get(file.path) ?? readLate(root, file) },
    skipped: sortedBy(skipped, ({ path }) => [path]),
  };
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
  if (!isWorthReading(file)) return { path, blob: unreadBlob(size), size };
  const bytes = readFileSync(join(root, path));
  bytesByPath.set(path, bytes);
  return { path, blob: blobIdOf(bytes), size: bytes.length };
}

/** Git's own id of a blob, so that the same content has the same id wherever it was read. */
export function blobIdOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
