import {
  compareText,
  folderOf,
  isIdentifier,
  isWithin,
  joinPath,
  selfAndAncestors,
} from './tree-paths.ts';
import { isStandardModule } from './standard-modules.ts';
import type { TreeFolders } from './tree-folders.ts';

/**
 * Where imports count from. Python looks a name up below the entries of `sys.path`, which no file of a repository states;
 * so the imports of the tree are the evidence: a folder under which an absolute import resolves to a file gets a vote.
 * Modules are grouped into units (an outermost package, or a folder of loose modules); each unit counts from the folder
 * with most votes, and without votes from the parent of the package or the nearest project folder.
 */

export interface SourceRootInput {
  readonly folders: TreeFolders;
  /** Folders that directly hold Python files, vendored ones left out. */
  readonly codeFolders: readonly string[];
  /** Absolute module names that files import, with the number of files that do. */
  readonly imported: ReadonlyMap<string, number>;
  /** Folders with a pyproject.toml, setup.py, setup.cfg, Pipfile or requirements file. */
  readonly manifestFolders: ReadonlySet<string>;
  /** Roots given by the configuration. */
  readonly declared: readonly string[];
  /** True for the top-level package of an installed library. */
  isLibrary(topLevelName: string): boolean;
}

export interface SourceRoots {
  readonly roots: readonly string[];
  /** Root of the modules that stand directly in a folder. */
  rootOf(folder: string): string;
}

/** Decides the source root of every folder with Python files. */
export function sourceRootsOf(input: SourceRootInput): SourceRoots {
  const votes = votesOf(input);
  const rootByUnit = new Map<string, string>();
  const loose: string[] = [];
  const unvoted: string[] = [];
  const unitByFolder = new Map(
    input.codeFolders.map((folder) => [folder, unitOf(folder, input)] as const),
  );
  const units = [...new Set(unitByFolder.values())].sort(compareText);
  for (const unit of units) {
    const voted = bestVote(unit, votes.get(unit));
    if (voted !== null) rootByUnit.set(unit, voted);
    else (input.folders.isPackage(unit) ? unvoted : loose).push(unit);
  }
  const bySibling = siblingRoots(rootByUnit);
  for (const unit of unvoted) rootByUnit.set(unit, bySibling.get(folderOf(unit)) ?? folderOf(unit));
  const anchors = new Set([...rootByUnit.values(), ...input.manifestFolders, '']);
  for (const unit of loose) rootByUnit.set(unit, fallbackRoot(unit, anchors));
  const roots = [...new Set([...rootByUnit.values(), ...input.declared])].sort(compareText);
  return {
    roots,
    rootOf: (folder) =>
      declaredRoot(folder, input.declared) ??
      rootByUnit.get(unitByFolder.get(folder) ?? unitOf(folder, input)) ??
      '',
  };
}

function declaredRoot(folder: string, declared: readonly string[]): string | null {
  return selfAndAncestors(folder).find((candidate) => declared.includes(candidate)) ?? null;
}

/**
 * Unit of a folder: the outermost package of its unbroken chain of packages. A folder without `__init__` below a package
 * belongs to that package (an implicit namespace part) unless a project of its own starts in between; with no package above
 * it is a unit of its own.
 */
function unitOf(folder: string, input: SourceRootInput): string {
  let inner: string | null = null;
  for (const candidate of selfAndAncestors(folder)) {
    if (candidate !== '' && input.folders.isPackage(candidate)) {
      inner = candidate;
      break;
    }
    if (input.manifestFolders.has(candidate)) return folder;
  }
  if (inner === null) return folder;
  let outer = inner;
  while (folderOf(outer) !== '' && input.folders.isPackage(folderOf(outer)))
    outer = folderOf(outer);
  return outer;
}

/** Parent folder → the root that the packages in it count from, where imports say so; the parent itself wins. */
function siblingRoots(rootByUnit: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const [unit, root] of rootByUnit) {
    const parent = folderOf(unit);
    if (!isWithin(parent, root)) continue;
    if (root === parent || !roots.has(parent)) roots.set(parent, root);
  }
  return roots;
}

type Votes = ReadonlyMap<string, ReadonlyMap<string, number>>;

function votesOf(input: SourceRootInput): Votes {
  const votes = new Map<string, Map<string, number>>();
  for (const [name, count] of input.imported) {
    const top = topOf(name);
    if (isStandardModule(top)) continue;
    for (const holder of input.folders.holdersOf(top)) {
      const unit = votedUnit(joinPath(holder, name.replaceAll('.', '/')), top, { holder, input });
      if (unit === null) continue;
      const ofUnit = votes.get(unit) ?? new Map<string, number>();
      ofUnit.set(holder, (ofUnit.get(holder) ?? 0) + count);
      votes.set(unit, ofUnit);
    }
  }
  return votes;
}

function votedUnit(
  target: string,
  top: string,
  { holder, input }: { readonly holder: string; readonly input: SourceRootInput },
): string | null {
  const file = input.folders.moduleFileAt(target);
  // A library of this name wins over a mere folder: `from alembic import op` beside `alembic/versions/`.
  if (input.isLibrary(top) && input.folders.moduleFileAt(joinPath(holder, top)) === null)
    return null;
  if (file === null && !input.folders.hasFolder(target)) return null;
  return unitOf(file === null ? target : folderOf(file), input);
}

function bestVote(unit: string, votes: ReadonlyMap<string, number> | undefined): string | null {
  if (!votes) return null;
  const outside = [...votes].filter(([folder]) => folder !== unit && isWithin(unit, folder));
  const best = mostVoted(outside.length > 0 ? outside : inside(unit, votes));
  return best;
}

/** A package whose own modules are imported without its name (`from routers import x` in app/main.py) and never with it. */
function inside(
  unit: string,
  votes: ReadonlyMap<string, number>,
): readonly (readonly [string, number])[] {
  return [...votes].filter(([folder]) => folder === unit);
}

/** Most votes; with equal votes the inner folder, which is the shorter name. */
function mostVoted(votes: readonly (readonly [string, number])[]): string | null {
  let best: readonly [string, number] | null = null;
  for (const vote of votes) {
    if (
      best === null ||
      vote[1] > best[1] ||
      (vote[1] === best[1] && vote[0].length > best[0].length)
    ) {
      best = vote;
    }
  }
  return best === null ? null : best[0];
}

/** Nearest known root or project folder above, as long as everything below it can stand in an import; else the outermost such folder. */
function fallbackRoot(folder: string, anchors: ReadonlySet<string>): string {
  let last = folder;
  for (const candidate of selfAndAncestors(folder)) {
    if (anchors.has(candidate)) return candidate;
    last = candidate;
    if (!isIdentifier(candidate.slice(candidate.lastIndexOf('/') + 1))) return candidate;
  }
  return last;
}

/** First part of a dotted name. */
export function topOf(dotted: string): string {
  const dot = dotted.indexOf('.');
  return dot < 0 ? dotted : dotted.slice(0, dot);
}
