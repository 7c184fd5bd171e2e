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
  const files = new Set(all);
  const folders = new Set<string>();
  const holders = new Map<string, Set<string>>();
  for (const path of importable) addHolder(holders, stemOf(path), folderOf(path));
  for (const path of all) {
    let folder = folderOf(path);
    while (!folders.has(folder)) {
      folders.add(folder);
      if (folder === '') break;
      folder = folderOf(folder);
    }
  }
  for (const folder of foldersAbove(importable))
    addHolder(holders, fileNameOf(folder), folderOf(folder));
  const sorted = new Map<string, readonly string[]>();
  for (const [name, where] of holders) sorted.set(name, [...where].sort(compareText));
  return {
    hasFolder: (folder) => folders.has(folder),
    isPackage: (folder) => files.has(initOf(folder, 'py')) || files.has(initOf(folder, 'pyi')),
    moduleFileAt: (path) => moduleFile(files, path),
    holdersOf: (name) => sorted.get(name) ?? [],
  };
}

function initOf(folder: string, extension: 'py' | 'pyi'): string {
  return folder === '' ? `__init__.${extension}` : `${folder}/__init__.${extension}`;
}

function stemOf(path: string): string {
  return fileNameOf(path).replace(/\.pyi?$/, '');
}

function foldersAbove(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    let folder = folderOf(path);
    while (folder !== '' && !folders.has(folder)) {
      folders.add(folder);
      folder = folderOf(folder);
    }
  }
  return folders;
}

function addHolder(holders: Map<string, Set<string>>, name: string, folder: string): void {
  if (name === '__init__') return;
  const known = holders.get(name);
  if (known) known.add(folder);
  else holders.set(name, new Set([folder]));
}

function moduleFile(files: ReadonlySet<string>, path: string): string | null {
  for (const candidate of [
    `${path}/__init__.py`,
    `${path}.py`,
    `${path}/__init__.pyi`,
    `${path}.pyi`,
  ]) {
    if (files.has(candidate)) return candidate;
  }
  return null;
}
