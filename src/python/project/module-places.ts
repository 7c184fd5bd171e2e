import type { ModuleInfo } from '../model/project.ts';
import { topOf } from './source-roots.ts';
import { isStandardModule } from './standard-modules.ts';
import type { TreeFolders } from './tree-folders.ts';
import { fileNameOf, folderOf, isWithin, joinPath } from './tree-paths.ts';

/** Where absolute names are looked for. */
export interface Search {
  readonly roots: readonly string[];
  readonly manifestFolders: ReadonlySet<string>;
  isLibrary(topLevelName: string): boolean;
}

export interface PlaceSearch {
  readonly folders: TreeFolders;
  readonly search: Search;
  readonly rootSet: ReadonlySet<string>;
}

/**
 * Looks below the importer's own root, below its own folder when that is no package (a script), then below the roots that
 * share most of their path with it. Two equally near roots that both have the module: unknown.
 */
export function findPlace(dotted: string, importer: ModuleInfo, at: PlaceSearch): string | null {
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
