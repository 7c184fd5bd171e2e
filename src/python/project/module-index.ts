import type { ModuleInfo } from '../model/project.ts';
import type { TreeFile } from '../model/source-tree.ts';
import type { ImportFacts } from '../facts/facts.ts';
import { fileKindOf } from './file-kind.ts';
import { findPlace, type Search } from './module-places.ts';
import { sourceRootsOf, topOf, type SourceRootInput, type SourceRoots } from './source-roots.ts';
import { treeFoldersOf, type TreeFolders } from './tree-folders.ts';
import { compareText, fileNameOf, folderOf, joinPath } from './tree-paths.ts';

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
  /** The index of the same paths with other contents at some of them; null when that moves a source root. */
  changed(changes: readonly ContentChange[]): ModuleIndex | null;
}

/** A file whose content is another one now. */
export interface ContentChange {
  readonly file: TreeFile;
  readonly importsBefore: readonly ImportFacts[];
  readonly importsAfter: readonly ImportFacts[];
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
  const imported = importedNames(
    python.filter((file) => !vendored.has(file.path)),
    input,
  );
  const rootInput: SourceRootInput = {
    folders,
    codeFolders: [...new Set(own.map(folderOf))],
    imported,
    manifestFolders,
    declared: (input.sourceRoots ?? []).map((root) =>
      root.replace(/^\.?\/+|\/+$/g, '').replace(/^\.$/, ''),
    ),
    isLibrary: (name) => input.isLibrary(name),
  };
  const roots = sourceRootsOf(rootInput);
  const modules = python.map((file) =>
    infoOf(file, folders, vendored.has(file.path) ? null : roots),
  );
  const places = new Map<string, Map<string, string | null>>();
  return indexOf(modules, { folders, rootInput, roots, places, vendored });
}

/** What an index stands on: all but the contents of its files. */
interface Ground {
  readonly folders: TreeFolders;
  readonly rootInput: SourceRootInput;
  readonly roots: SourceRoots;
  /** What was found, by search path and dotted name. */
  readonly places: Map<string, Map<string, string | null>>;
  readonly vendored: ReadonlySet<string>;
}

function changedIndex(
  modules: readonly ModuleInfo[],
  ground: Ground,
  changes: readonly ContentChange[],
): ModuleIndex | null {
  const imported = new Map(ground.rootInput.imported);
  for (const { file, importsBefore, importsAfter } of changes) {
    if (ground.vendored.has(file.path)) continue;
    for (const name of absoluteNames(importsBefore)) addCount(imported, name, -1);
    for (const name of absoluteNames(importsAfter)) addCount(imported, name, 1);
  }
  const rootInput = { ...ground.rootInput, imported };
  const roots = sourceRootsOf(rootInput);
  const isMoved =
    roots.roots.join('\n') !== ground.roots.roots.join('\n') ||
    rootInput.codeFolders.some((folder) => roots.rootOf(folder) !== ground.roots.rootOf(folder));
  if (isMoved) return null;
  const files = new Map(changes.map(({ file }) => [file.path, file] as const));
  const others = modules.map((info) => {
    const file = files.get(info.path);
    return file === undefined ? info : { ...info, file };
  });
  return indexOf(others, { ...ground, rootInput });
}

/** A name that nobody imports any more is not there: it votes for nothing. */
function addCount(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
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
    for (const name of absoluteNames(input.importsOf(file) ?? [])) addCount(counts, name, 1);
  }
  return counts;
}

function absoluteNames(imports: readonly ImportFacts[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entry of imports) {
    if (entry.level === 0 && entry.module !== '') names.add(entry.module);
  }
  return names;
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

function indexOf(modules: readonly ModuleInfo[], ground: Ground): ModuleIndex {
  const { folders, places } = ground;
  const search: Search = { ...ground.rootInput, roots: ground.roots.roots };
  const byPath = new Map(modules.map((info) => [info.path, info] as const));
  const byName = namesOf(modules);
  const rootSet = new Set(search.roots);
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
    changed: (changes) => changedIndex(modules, ground, changes),
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
