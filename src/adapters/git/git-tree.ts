import { spawnSync } from 'node:child_process';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';
import { isWorthReading, MAX_FILE_BYTES } from '../../application/trees/reviewed-files.ts';
import type { TreeContents } from '../../application/trees/tree-contents.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';

/** Why git could not answer; the sentence is made where it is shown. */
export type GitFailure =
  | { readonly kind: 'not-a-work-tree'; readonly path: string }
  | { readonly kind: 'unknown-revision'; readonly revision: string }
  | { readonly kind: 'no-merge-base'; readonly base: string; readonly head: string }
  | { readonly kind: 'git-missing' }
  | { readonly kind: 'git-failed'; readonly message: string };

const MAX_OUTPUT_BYTES = 4 * 1024 ** 3;

/** A local repository, read through the git binary. Nothing is ever written or checked out. */
export interface GitRepository {
  /** Absolute path of the work tree's root; the git directory itself when it is bare. */
  readonly root: string;
  /** False for a bare repository: it has commits only. */
  readonly hasWorkTree: boolean;
  /** Commit id of a revision. */
  resolve(revision: string): Result<string, GitFailure>;
  mergeBase(base: string, head: string): Result<string, GitFailure>;
  /** The tree of a commit with its text files at hand; others are read when asked for. */
  treeOf(commit: string): Result<TreeContents, GitFailure>;
}

/** Files below a folder of a work tree that git tracks or would track, relative to the folder; null outside of work trees. */
export function workTreePaths(folder: string): readonly string[] | null {
  const listing = git(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (!listing.ok) return null;
  const paths = listing.value.toString('utf8').split('\0');
  return [...new Set(paths.filter((path) => path !== ''))];
}

export function openGitRepository(path: string): Result<GitRepository, GitFailure> {
  const gitDirectory = git(path, ['rev-parse', '--absolute-git-dir']);
  if (!gitDirectory.ok) return err(openingFailure(path, gitDirectory.error));
  const top = git(path, ['rev-parse', '--show-toplevel']);
  const root = textOf(top.ok ? top.value : gitDirectory.value);
  // Base and head share most blobs: each is read once.
  const bytesByBlob = new Map<string, Uint8Array>();
  return ok({
    root,
    hasWorkTree: top.ok,
    resolve(revision) {
      if (revision.startsWith('-')) return err({ kind: 'unknown-revision', revision });
      const answer = git(root, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
      if (answer.ok) return ok(textOf(answer.value));
      return err({ kind: 'unknown-revision', revision });
    },
    mergeBase(base, head) {
      const answer = git(root, ['merge-base', base, head]);
      return answer.ok ? ok(textOf(answer.value)) : err({ kind: 'no-merge-base', base, head });
    },
    treeOf: (commit) => treeOf(root, commit, bytesByBlob),
  });
}

/** Git answers "not a repository" and "not yours" alike, but for its advice. */
function openingFailure(path: string, failure: GitFailure): GitFailure {
  const isAnswer = failure.kind === 'git-failed' && !failure.message.includes('safe.directory');
  return isAnswer ? { kind: 'not-a-work-tree', path } : failure;
}

function treeOf(
  root: string,
  commit: string,
  bytesByBlob: Map<string, Uint8Array>,
): Result<TreeContents, GitFailure> {
  const listing = git(root, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit]);
  if (!listing.ok) return listing;
  const files = parseListing(listing.value.toString('utf8'));
  const wanted = new Set(files.filter(isWorthReading).map((file) => file.blob));
  const missing = [...wanted].filter((blob) => !bytesByBlob.has(blob));
  if (missing.length > 0) {
    const batch = git(root, ['cat-file', '--batch', '--buffer'], `${missing.join('\n')}\n`);
    if (!batch.ok) return batch;
    readBatch(batch.value, bytesByBlob);
  }
  return ok({
    files,
    read: (file) => bytesByBlob.get(file.blob) ?? readLate(root, file, bytesByBlob),
  });
}

/** Files of other names are read when somebody asks, one by one: few of a change are. */
function readLate(
  root: string,
  { blob, size }: TreeFile,
  bytesByBlob: Map<string, Uint8Array>,
): Uint8Array | null {
  if (size > MAX_FILE_BYTES || !BLOB_ID.test(blob)) return null;
  const content = git(root, ['cat-file', 'blob', blob]);
  if (!content.ok) return null;
  bytesByBlob.set(blob, content.value);
  return content.value;
}

const BLOB_ID = /^[0-9a-f]{40,64}$/u;

function parseListing(listing: string): TreeFile[] {
  const files: TreeFile[] = [];
  for (const entry of listing.split('\0')) {
    const match = /^100\d{3} blob ([0-9a-f]+) +(\d+|-)\t([^]*)$/.exec(entry);
    const [, blob, size, path] = match ?? [];
    if (blob !== undefined && path !== undefined)
      files.push({ path, blob, size: Number(size) || 0 });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Reads the output of `cat-file --batch`: `<id> blob <size>\n<bytes>\n`, or `<id> missing\n`. */
function readBatch(output: Buffer, bytesByBlob: Map<string, Uint8Array>): void {
  let offset = 0;
  while (offset < output.length) {
    const lineEnd = output.indexOf(0x0a, offset);
    if (lineEnd === -1) break;
    const [blob, kind, size] = output.toString('latin1', offset, lineEnd).split(' ');
    offset = lineEnd + 1;
    if (blob === undefined || kind !== 'blob') continue;
    const end = offset + Number(size);
    bytesByBlob.set(blob, output.subarray(offset, end));
    offset = end + 1;
  }
}

function git(cwd: string, args: readonly string[], input?: string): Result<Buffer, GitFailure> {
  // A repository's own settings may name a program for fsmonitor: reading must not start it.
  const run = spawnSync('git', ['-c', 'core.fsmonitor=false', '-C', cwd, ...args], {
    maxBuffer: MAX_OUTPUT_BYTES,
    ...(input === undefined ? {} : { input }),
  });
  if (run.error !== undefined) {
    const missing = 'code' in run.error && run.error.code === 'ENOENT';
    return err(
      missing ? { kind: 'git-missing' } : { kind: 'git-failed', message: run.error.message },
    );
  }
  if (run.status === 0) return ok(run.stdout);
  return err({ kind: 'git-failed', message: textOf(run.stderr) });
}

function textOf(output: Buffer): string {
  return output.toString('utf8').trim();
}
