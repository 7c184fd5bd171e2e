import { compareText, fileNameOf, folderOf, joinPath } from './tree-paths.ts';

/** Folders and files of the source modules, for reading a layout. */
export interface SourceFolders {
  /** Every folder above a source module, sorted, the root first. */
  readonly all: readonly string[];
  /** Names of the folders directly below, sorted. */
  subfolders(folder: string): readonly string[];
  /** Names of the modules directly in a folder, without extension, sorted; `__init__` left out. */
  stems(folder: string): readonly string[];
}

/** Indexes the paths of source modules. A folder without any source module does not exist here. */
export function sourceFoldersOf(paths: readonly string[]): SourceFolders {
  const subfolders = new Map<string, Set<string>>([['', new Set()]]);
  const stems = new Map<string, Set<string>>();
  for (const path of paths) {
    const stem = stemOf(path);
    let folder = folderOf(path);
    if (stem !== '__init__') add(stems, folder, stem);
    while (folder !== '') {
      const parent = folderOf(folder);
      add(subfolders, parent, fileNameOf(folder));
      if (!subfolders.has(folder)) subfolders.set(folder, new Set());
      folder = parent;
    }
  }
  const sorted = (names: ReadonlySet<string> | undefined): readonly string[] =>
    [...(names ?? [])].sort(compareText);
  return {
    all: [...subfolders.keys()].sort(compareText),
    subfolders: (folder) => sorted(subfolders.get(folder)),
    stems: (folder) => sorted(stems.get(folder)),
  };
}

/** File name without extension. */
export function stemOf(path: string): string {
  return fileNameOf(path).replace(/\.pyi?$/, '');
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}

/** Subfolders and module names of a folder together. */
export function namesIn(folders: SourceFolders, folder: string): readonly string[] {
  return [...folders.subfolders(folder), ...folders.stems(folder)];
}

/** Path of a child, for evidence: with a slash at the end. */
export function shownFolder(folder: string, child: string): string {
  return `${joinPath(folder, child)}/`;
}
