import { existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { CONFIGURATION_FILES } from '../../adapters/config/index.ts';
import type { DirectoryTree } from '../../adapters/files/directory-tree.ts';
import { readDirectoryTree, readListedFiles } from '../../adapters/files/directory-tree.ts';
import type { GitRepository } from '../../adapters/git/git-tree.ts';
import { openGitRepository, workTreePaths } from '../../adapters/git/git-tree.ts';
import type { TreeContents } from '../../application/trees/tree-contents.ts';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';
import type { Skipped } from '../../domain/review.ts';
import { fileProblem } from './file-problem.ts';
import type { Links } from '../../render/places.ts';
import type { InputProblem } from './input-problem.ts';
import { problemOfGit } from './input-problem.ts';

/** The trees of one run of the command line. `under` is the folder of the tree that the user pointed at, empty for all of it. */
export interface InputTrees {
  readonly head: TreeContents;
  readonly base: TreeContents | null;
  readonly skipped: readonly Skipped[];
  readonly under: string;
  /** The configuration of the repository around an audited folder: its paths begin elsewhere, so it does not count here. */
  readonly configurationAbove?: string;
  /** Pages of the reviewed code, where it is on a server. */
  readonly links?: Links;
}

/** What `review` compares, as the user wrote it. */
export interface ReviewedTrees {
  readonly path: string;
  readonly base: string;
  /** Undefined: the work tree, or the folder at `path`. */
  readonly head: string | undefined;
}

/** The tree of `audit`: the folder as it is on disk. */
export function auditTrees(path: string): Result<InputTrees, InputProblem> {
  const tree = readFolder(path);
  if (!tree.ok) return tree;
  const { contents, skipped, foreign } = tree.value;
  const above = configurationAbove(path);
  return ok({
    head: contents,
    base: null,
    skipped: [...skipped, ...foreign],
    under: '',
    ...(above === null ? {} : { configurationAbove: above }),
  });
}

/** The configuration of the work tree that the folder is a part of; null when the folder is all of it. */
function configurationAbove(path: string): string | null {
  const folder = realpathSync(path);
  const repository = openGitRepository(folder);
  if (!repository.ok || !repository.value.hasWorkTree) return null;
  const root = realpathSync(repository.value.root);
  if (root === folder) return null;
  const file = CONFIGURATION_FILES.find((name) => existsSync(join(root, name)));
  return file === undefined ? null : join(relative(folder, root), file);
}

/**
 * The trees of `review`: two folders when base is one, else revisions of the repository around `path`; without a head
 * revision the work tree, uncommitted edits included. Revisions are compared from their merge base.
 */
export function reviewTreesOf(wanted: ReviewedTrees): Result<InputTrees, InputProblem> {
  const folder = existingFolder(wanted.path);
  if (!folder.ok) return folder;
  const repository = openGitRepository(folder.value);
  if (isFolder(wanted.base) && !isRevision(wanted.base, repository)) {
    return folderTrees(wanted.base, wanted.head ?? wanted.path);
  }
  if (!repository.ok) return err(problemOfGit(repository.error));
  return revisionTrees(repository.value, folder.value, wanted);
}

/** A branch may be called like a folder. What is written like a path (`./main`, `main/`) is one. */
function isRevision(base: string, repository: ReturnType<typeof openGitRepository>): boolean {
  if (!repository.ok || isAbsolute(base) || base.startsWith('.') || base.endsWith('/'))
    return false;
  return repository.value.resolve(base).ok;
}

function folderTrees(base: string, head: string): Result<InputTrees, InputProblem> {
  const before = readFolder(base);
  if (!before.ok) return before;
  const after = readFolder(head);
  if (!after.ok) return after;
  const { contents, skipped } = after.value;
  return ok({ head: contents, base: before.value.contents, skipped, under: '' });
}

function revisionTrees(
  repository: GitRepository,
  folder: string,
  wanted: ReviewedTrees,
): Result<InputTrees, InputProblem> {
  const baseCommit = repository.resolve(wanted.base);
  if (!baseCommit.ok) return err(problemOfGit(baseCommit.error));
  const headCommit = repository.resolve(wanted.head ?? 'HEAD');
  if (!headCommit.ok) {
    const { base, head } = wanted;
    return err(
      head !== undefined && isFolder(head)
        ? {
            message: `${head} is a folder and ${base} a revision. Give two folders, or two revisions.`,
          }
        : problemOfGit(headCommit.error),
    );
  }
  const mergeBase = repository.mergeBase(baseCommit.value, headCommit.value);
  if (!mergeBase.ok) {
    const names = { base: wanted.base, head: wanted.head ?? 'HEAD' };
    const { error } = mergeBase;
    return err(problemOfGit(error.kind === 'no-merge-base' ? { ...error, ...names } : error));
  }
  const base = repository.treeOf(mergeBase.value);
  if (!base.ok) return err(problemOfGit(base.error));
  const under = folderInside(repository.root, folder);
  if (wanted.head === undefined && repository.hasWorkTree) {
    const tree = readFolder(repository.root);
    if (!tree.ok) return tree;
    const { contents, skipped } = tree.value;
    return ok({ head: contents, base: base.value, skipped, under });
  }
  const head = repository.treeOf(headCommit.value);
  if (!head.ok) return err(problemOfGit(head.error));
  return ok({ head: head.value, base: base.value, skipped: [], under });
}

/** True for a folder that git keeps its own files in, and no work tree. */
export function isBareRepository(folder: string): boolean {
  const repository = openGitRepository(folder);
  return repository.ok && !repository.value.hasWorkTree;
}

/** `services/billing`, empty for the root itself and for anything outside (a bare repository has no folders). */
function folderInside(root: string, folder: string): string {
  const path = relative(realpathSync(root), realpathSync(folder)).split('\\').join('/');
  return path.startsWith('..') ? '' : path;
}

/** A folder without what git ignores; all of it outside of git, and where git ignores the folder itself. */
function readFolder(path: string): Result<DirectoryTree, InputProblem> {
  const folder = existingFolder(path);
  if (!folder.ok) return folder;
  const paths = workTreePaths(folder.value);
  if (paths !== null && paths.length > 0) return ok(readListedFiles(folder.value, paths));
  try {
    return ok(readDirectoryTree(folder.value));
  } catch (error) {
    return err({ message: `The folder ${path} cannot be read: ${fileProblem(error)}.` });
  }
}

function existingFolder(path: string): Result<string, InputProblem> {
  const folder = resolve(path);
  if (!existsSync(folder))
    return err({ message: `There is no folder ${path}. Give the path of a Python project.` });
  if (!statSync(folder).isDirectory())
    return err({ message: `${path} is a file. Give the folder of a Python project.` });
  return ok(folder);
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
