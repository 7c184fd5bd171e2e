import {
  FEATURE_CONTAINERS,
  FEATURE_FOLDERS,
  FEATURE_SIGNS,
  POSSIBLE_CONTAINERS,
  PUBLIC_PARTS,
  ROLE_FILES,
  placeOf,
} from './layer-vocabulary.ts';
import { namesIn, stemOf, type SourceFolders } from './source-folders.ts';
import { compareText, fileNameOf, folderOf, isWithin, joinPath } from './tree-paths.ts';

/** Self-contained slices of a project: one folder per feature below a container (`features/orders/`). */
export interface Features {
  readonly containers: readonly FeatureContainer[];
  /** Sorted names. */
  readonly names: readonly string[];
  /** The feature's folder that a path lies in, null when it lies in none. */
  folderOf(path: string): string | null;
}

export interface FeatureContainer {
  readonly folder: string;
  /** Folders of the features, sorted. */
  readonly features: readonly string[];
  readonly confidence: 'high' | 'medium' | 'low';
}

/** Finds containers of features; `bases` are folders that hold a layered layout of their own (bounded contexts side by side). */
export function featuresOf(folders: SourceFolders, bases: readonly string[]): Features {
  const named = folders.all.flatMap((folder) => containerOf(folders, folder) ?? []);
  const outermost = named.filter(
    (container) =>
      !named.some((other) => other !== container && isWithin(container.folder, other.folder)),
  );
  const containers = [...outermost, ...contextsOf(bases, outermost)].sort((a, b) =>
    compareText(a.folder, b.folder),
  );
  return featuresIn(containers);
}

/** The look-up over known containers. */
export function featuresIn(containers: readonly FeatureContainer[]): Features {
  const all = containers.flatMap((container) => container.features);
  const known = new Set(all);
  return {
    containers,
    names: [...new Set(all.map(fileNameOf))].sort(compareText),
    folderOf(path) {
      for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
        if (known.has(folder)) return folder;
      }
      return null;
    },
  };
}

function containerOf(folders: SourceFolders, folder: string): FeatureContainer | null {
  const name = fileNameOf(folder);
  const isNamed = FEATURE_CONTAINERS.has(name);
  if (!isNamed && !POSSIBLE_CONTAINERS.has(name)) return null;
  if (isDjangoApp(folders, folder)) return null;
  const children = folders.subfolders(folder);
  const features = children
    .map((child) => joinPath(folder, child))
    .filter((child) => (isNamed ? rolesIn(folders, child) >= 2 : isWholeFeature(folders, child)));
  if (features.length === 0) return null;
  if (name === 'features') return { folder, features, confidence: 'high' };
  const enough = features.length >= 2 && features.length * 2 >= children.length;
  return enough ? { folder, features, confidence: isNamed ? 'medium' : 'low' } : null;
}

/** `features/apps.py` beside `features/models.py`: an application whose subject is called so, with its parts in folders. */
function isDjangoApp(folders: SourceFolders, folder: string): boolean {
  const stems = folders.stems(folder);
  return stems.includes('apps') && (stems.includes('models') || stems.includes('views'));
}

/** Distinct role folders and role files directly in a feature. */
function rolesIn(folders: SourceFolders, folder: string): number {
  const byFolder = folders
    .subfolders(folder)
    .filter((name) => placeOf(FEATURE_FOLDERS, name) !== null);
  const byFile = folders.stems(folder).filter((name) => placeOf(ROLE_FILES, name) !== null);
  return new Set([...byFolder, ...byFile]).size;
}

/** A child of `domain/` that holds controllers, routers or schemas is a feature, and `domain/` no layer. */
function isWholeFeature(folders: SourceFolders, folder: string): boolean {
  return namesIn(folders, folder).some((name) => FEATURE_SIGNS.has(name));
}

/** Two or more layered bases side by side (`orders/domain`, `billing/domain`) are bounded contexts. */
function contextsOf(
  bases: readonly string[],
  known: readonly FeatureContainer[],
): readonly FeatureContainer[] {
  const byParent = new Map<string, string[]>();
  for (const base of bases) {
    if (base === '' || known.some((container) => isWithin(base, container.folder))) continue;
    const parent = folderOf(base);
    byParent.set(parent, [...(byParent.get(parent) ?? []), base]);
  }
  return [...byParent]
    .filter(([parent, group]) => group.length >= 2 && !bases.includes(parent))
    .map(([folder, group]) => ({
      folder,
      features: [...group].sort(compareText),
      confidence: 'medium',
    }));
}

/** What other features may import of a feature: its `__init__`, DTOs, events, interfaces, exceptions, a facade. */
export function isPublicPart(path: string, featureFolder: string): boolean {
  const inner = path
    .slice(featureFolder.length + 1)
    .split('/')
    .slice(0, -1);
  const stem = stemOf(path);
  if (inner.length === 0 && stem === '__init__') return true;
  return PUBLIC_PARTS.has(stem) || inner.some((part) => PUBLIC_PARTS.has(part));
}
