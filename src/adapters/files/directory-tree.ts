import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isWorthReading } from '../../application/trees/reviewed-files.ts';
import type { TreeContents } from '../../application/trees/tree-contents.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';
import type { Skipped } from '../../domain/review.ts';

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

interface DirectoryTree {
  readonly contents: TreeContents;
  readonly skipped: readonly Skipped[];
}

/** Reads a folder as a tree. Links are not followed; what cannot be read is listed with its reason. */
export function readDirectoryTree(root: string): DirectoryTree {
  const files: TreeFile[] = [];
  const skipped: Skipped[] = [];
  const bytesByPath = new Map<string, Uint8Array>();
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of entriesOf(root, folder, skipped)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!IGNORED_FOLDERS.has(entry.name)) pending.push(path);
        continue;
      }
      if (!entry.isFile()) continue;
      const file = readFile(root, path, bytesByPath, skipped);
      if (file !== null) files.push(file);
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  skipped.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { contents: { files, read: (file) => bytesByPath.get(file.path) ?? null }, skipped };
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

function readFile(
  root: string,
  path: string,
  bytesByPath: Map<string, Uint8Array>,
  skipped: Skipped[],
): TreeFile | null {
  try {
    const size = statSync(join(root, path)).size;
    if (!isWorthReading({ path, size })) return { path, blob: `unread-${size}`, size };
    const bytes = readFileSync(join(root, path));
    bytesByPath.set(path, bytes);
    return { path, blob: blobIdOf(bytes), size: bytes.length };
  } catch {
    skipped.push({ path, reason: 'the file cannot be read' });
    return null;
  }
}

/** Git's own id of a blob, so that the same content has the same id wherever it was read. */
export function blobIdOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
