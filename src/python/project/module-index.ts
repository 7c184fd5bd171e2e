import type { ModuleInfo } from '../model/project.ts';
import type { TreeFile } from '../model/source-tree.ts';
import type { ImportFacts } from '../facts/facts.ts';
import { fileKindOf } from './file-kind.ts';
import { isStandardModule } from './standard-modules.ts';
import { sourceRootsOf, topOf, type SourceRoots } from './source-roots.ts';
import { treeFoldersOf, type TreeFolders } from './tree-folders.ts';
import { compareText, fileNameOf, folderOf, isWithin, joinPath } from './tree-paths.ts';

export interface ModuleIndexInput {
  readonly files: readonly TreeFile[];
  /** Imports of a file, null when its content is not at hand. */
  importsOf(file: TreeFile): readonly ImportFacts[] | null;
  /** True for the top-level package of a library that the project can have installed. */
  isLibrary(topLevelName: string): boolean;
  /** Declared source roots; they win over what imports suggest. */
  readonly sourceRoots?: readonly string[];
}

/** Which modules there are, what they are called and what an import statement means. */
export interface ModuleIndex {
  /** Sorted by path. */
  readonly modules: readonly ModuleInfo[];
  readonly roots: readonly string[];
  at(path: string): ModuleInfo | null;
  /** Module by dotted name; of several the one that is source, then the first by path. */
  named(dotted: string): ModuleInfo | null;
  /** The project's module that an absolute name means in `importer`. */
  resolve(dotted: string, importer: ModuleInfo): ModuleInfo | null;
  /** The module that `level` dots and `dotted` (may be empty) mean in `importer`. */
  resolveRelative(dotted: string, level: number, importer: ModuleInfo): ModuleInfo | null;
  /** A folder of modules, with or without `__init__`, that an absolute name means. */
  isNamespace(dotted: string, importer: ModuleInfo): boolean;
  /** True when the first part of an absolute name is the project's own in `importer`. */
  isOwn(dotted: string, importer: ModuleInfo): boolean;
}

const MANIFEST_FILE = /^(?:pyproject\.toml|setup\.py|setup\.cfg|Pipfile|requirements[\w.-]*\.txt)$/;

/** Builds the index. Files of vendored folders are modules, but nothing imports them by bare name. */
export function moduleIndexOf(input: ModuleIndexInput): ModuleIndex {
  const python = input.files
    .filter((file) => /\.pyi?$/.test(file.path))
    .sort((a, b) => compareText(a.path, b.path));
  const paths = python.map((file) => file.path);
  const vendored = new Set(paths.filter((path) => fileKindOf(path) === 'vendored'));
  const own = paths.filter((path) => !vendored.has(path));
  const folders = treeFoldersOf(own, paths);
  const manifestFolders = manifestFoldersOf(input.files);
  const roots = sourceRootsOf({
    folders,
    codeFolders: [...new Set(own.map(folderOf))],
    imported: importedNames(
      python.filter((file) => !vendored.has(file.path)),
      input,
    ),
    manifestFolders,
    declared: (input.sourceRoots ?? []).map((root) =>
      root.replace(/^\.?\/+|\/+$/g, '').replace(/^\.$/, ''),
    ),
    isLibrary: (name) => input.isLibrary(name),
  });
  const modules = python.map((file) =>
    infoOf(file, folders, vendored.has(file.path) ? null : roots),
  );
  return indexOf(modules, folders, {
    roots: roots.roots,
    manifestFolders,
    isLibrary: (name) => input.isLibrary(name),
  });
}

function manifestFoldersOf(files: readonly TreeFile[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const { path } of files)
    if (MANIFEST_FILE.test(fileNameOf(path))) folders.add(folderOf(path));
  return folders;
}

function importedNames(
  files: readonly TreeFile[],
  input: ModuleIndexInput,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) {
    const names = new Set<string>();
    for (const entry of input.importsOf(file) ?? []) {
      if (entry.level === 0 && entry.module !== '') names.add(entry.module);
    }
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function infoOf(file: TreeFile, folders: TreeFolders, roots: SourceRoots | null): ModuleInfo {
  const root = roots === null ? '' : roots.rootOf(folderOf(file.path));
  const isPackage = /(?:^|\/)__init__\.pyi?$/.test(file.path);
  return {
    file,
    path: file.path,
    name: dottedName(file.path, root),
    root,
    isPackage,
    kind: fileKindOf(file.path, (folder) => folders.isPackage(folder)),
  };
}

function dottedName(path: string, root: string): string {
  const inner = root === '' ? path : path.slice(root.length + 1);
  const name = inner
    .replace(/\.pyi?$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
  // The package that is itself a root goes by its own folder's name.
  return name === '__init__' ? fileNameOf(root) || '__init__' : name;
}

interface Search {
  readonly roots: readonly string[];
  readonly manifestFolders: ReadonlySet<string>;
  isLibrary(topLevelName: string): boolean;
}

function indexOf(
  modules: readonly ModuleInfo[],
  folders: TreeFolders,
  search: Search,
): ModuleIndex {
  const byPath = new Map(modules.map((info) => [info.path, info] as const));
  const byName = namesOf(modules);
  const rootSet = new Set(search.roots);
  const places = new Map<string, Map<string, string | null>>();

  const searches = new Map<ModuleInfo, Map<string, string | null>>();

  /** What was found for importers with the same search path as this one. */
  function foundFor(importer: ModuleInfo): Map<string, string | null> {
    const known = searches.get(importer);
    if (known) return known;
    const folder = folderOf(importer.path);
    const context = folders.isPackage(folder) ? importer.root : `${importer.root}|${folder}`;
    const found = places.get(context) ?? new Map<string, string | null>();
    places.set(context, found);
    searches.set(importer, found);
    return found;
  }

  /** Path without extension that an absolute name means, null when it is not the project's. */
  function placeOf(dotted: string, importer: ModuleInfo): string | null {
    const found = foundFor(importer);
    const cached = found.get(dotted);
    if (cached !== undefined) return cached;
    const place = findPlace(dotted, importer, { folders, search, rootSet });
    found.set(dotted, place);
    return place;
  }

  function moduleAt(place: string | null): ModuleInfo | null {
    const file = place === null ? null : folders.moduleFileAt(place);
    return file === null ? null : (byPath.get(file) ?? null);
  }

  return {
    modules,
    roots: search.roots,
    at: (path) => byPath.get(path) ?? null,
    named: (dotted) => byName.get(dotted) ?? null,
    resolve: (dotted, importer) => moduleAt(placeOf(dotted, importer)),
    resolveRelative: (dotted, level, importer) => moduleAt(relativePlace(dotted, level, importer)),
    isNamespace: (dotted, importer) => {
      const place = placeOf(dotted, importer);
      return place !== null && folders.hasFolder(place);
    },
    isOwn: (dotted, importer) =>
      moduleAt(placeOf(topOf(dotted), importer)) !== null || placeOf(dotted, importer) !== null,
  };
}

function relativePlace(dotted: string, level: number, importer: ModuleInfo): string | null {
  let base = folderOf(importer.path);
  for (let up = 1; up < level; up += 1) {
    if (base === '') return null;
    base = folderOf(base);
  }
  const place = joinPath(base, dotted.replaceAll('.', '/'));
  return place === '' ? null : place;
}

function namesOf(modules: readonly ModuleInfo[]): ReadonlyMap<string, ModuleInfo> {
  const names = new Map<string, ModuleInfo>();
  for (const info of modules) {
    if (info.kind === 'vendored') continue;
    const known = names.get(info.name);
    if (!known || rankOf(info) < rankOf(known)) names.set(info.name, info);
  }
  return names;
}

function rankOf(info: ModuleInfo): number {
  if (info.kind === 'stub') return 2;
  return info.kind === 'source' ? 0 : 1;
}

interface PlaceSearch {
  readonly folders: TreeFolders;
  readonly search: Search;
  readonly rootSet: ReadonlySet<string>;
}

/**
 * Looks below the importer's own root, below its own folder when that is no package (a script), then below the roots that
 * share most of their path with it. Two equally near roots that both have the module: unknown.
 */
function findPlace(dotted: string, importer: ModuleInfo, at: PlaceSearch): string | null {
  const top = topOf(dotted);
  // The standard library wins over the project for a bare name; `email.templates` of the project does not exist there.
  if (isStandardModule(top) && !dotted.includes('.')) return null;
  const folder = folderOf(importer.path);
  const own = at.folders.isPackage(folder) ? [importer.root] : [importer.root, folder];
  for (const root of own) {
    const place = placeBelow(dotted, root, at);
    if (place !== null) return place;
  }
  const others = at.folders
    .holdersOf(top)
    .filter(
      (holder) => at.rootSet.has(holder) && !own.includes(holder) && isVisible(holder, top, at),
    );
  return nearestPlace(
    others.flatMap((root) => {
      const place = placeBelow(dotted, root, at);
      return place === null ? [] : [{ place, nearness: sharedDepth(root, importer.root) }];
    }),
  );
}

/**
 * What stands below one root can be imported from another one when it is a package, or when the root is that of a project:
 * the loose modules of a script folder are seen by that folder only.
 */
function isVisible(root: string, top: string, at: PlaceSearch): boolean {
  const file = at.folders.moduleFileAt(joinPath(root, top));
  if (file !== null && /\/__init__\.pyi?$/.test(`/${file}`)) return true;
  if (at.search.isLibrary(top)) return false;
  return at.search.manifestFolders.has(root) || fileNameOf(root) === 'src';
}

function nearestPlace(
  found: readonly { readonly place: string; readonly nearness: number }[],
): string | null {
  const nearest = Math.max(-1, ...found.map((entry) => entry.nearness));
  const places = found.filter((entry) => entry.nearness === nearest);
  return places.length === 1 && places[0] ? places[0].place : null;
}

function sharedDepth(root: string, other: string): number {
  if (isWithin(other, root)) return root === '' ? 0 : root.split('/').length;
  const parts = root.split('/');
  const others = other.split('/');
  let depth = 0;
  while (depth < parts.length && parts[depth] === others[depth]) depth += 1;
  return depth;
}

function placeBelow(dotted: string, root: string, at: PlaceSearch): string | null {
  const top = topOf(dotted);
  const place = joinPath(root, dotted.replaceAll('.', '/'));
  if (at.folders.moduleFileAt(place) === null && !at.folders.hasFolder(place)) return null;
  // A folder without `__init__` is no match for an installed library of the same name.
  const topIsModule = at.folders.moduleFileAt(joinPath(root, top)) !== null;
  return topIsModule || !at.search.isLibrary(top) ? place : null;
}
