import { compareText, fileNameOf, folderOf } from './tree-paths.ts';

/** Python files and folders of a tree, for questions about what can be imported from where. */
export interface TreeFolders {
  /** True for a folder that holds Python files at any depth. */
  hasFolder(folder: string): boolean;
  /** True for a folder with an `__init__` file. */
  isPackage(folder: string): boolean;
  /** File of the module or package at `pathWithoutExtension`, null when there is none: a package before a module, source before a stub. */
  moduleFileAt(pathWithoutExtension: string): string | null;
  /** Folders that directly hold a module, package or namespace folder of this name, sorted. */
  holdersOf(topLevelName: string): readonly string[];
}

/** Indexes the given Python paths. Vendored ones must be left out when they shall not be importable by bare name. */
export function treeFoldersOf(importable: readonly string[], all: readonly string[]): TreeFolders {
  const folders = new Set(['']);
  for (const path of all) addFolders(folders, folderOf(path));
  const modules = modulesByPlace(all);
  const packages = new Set<string>();
  for (const path of all) if (stemOf(path) === '__init__') packages.add(folderOf(path));
  const holders = holdersByName(importable);
  return {
    hasFolder: (folder) => folders.has(folder),
    isPackage: (folder) => packages.has(folder),
    moduleFileAt: (path) => modules.get(path) ?? null,
    holdersOf: (name) => holders.get(name) ?? [],
  };
}

function addFolders(folders: Set<string>, innermost: string): void {
  for (let folder = innermost; !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
}

/** Place (path without extension, or folder of a package) → file. `pkg.__init__` can be imported by that name too. */
function modulesByPlace(paths: readonly string[]): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  const add = (place: string, path: string): void => {
    const known = modules.get(place);
    if (known === undefined || rankOf(path) < rankOf(known)) modules.set(place, path);
  };
  for (const path of paths) {
    add(path.replace(/\.pyi?$/, ''), path);
    if (stemOf(path) === '__init__') add(folderOf(path), path);
  }
  return modules;
}

/** A package before a module of the same name, source before a stub. */
function rankOf(path: string): number {
  const isPackage = stemOf(path) === '__init__';
  return (path.endsWith('.pyi') ? 2 : 0) + (isPackage ? 0 : 1);
}

function holdersByName(importable: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, Set<string>>();
  const folders = new Set(['']);
  for (const path of importable) {
    addHolder(holders, stemOf(path), folderOf(path));
    addFolders(folders, folderOf(path));
  }
  folders.delete('');
  for (const folder of folders) addHolder(holders, fileNameOf(folder), folderOf(folder));
  const sorted = new Map<string, readonly string[]>();
  for (const [name, where] of holders) sorted.set(name, [...where].sort(compareText));
  return sorted;
}

function stemOf(path: string): string {
  return fileNameOf(path).replace(/\.pyi?$/, '');
}

function addHolder(holders: Map<string, Set<string>>, name: string, folder: string): void {
  if (name === '__init__') return;
  const known = holders.get(name);
  if (known) known.add(folder);
  else holders.set(name, new Set([folder]));
}
