import { featuresOf, type Features } from './features.ts';
import {
  ADAPTER_FOLDERS,
  APPLICATION_FOLDERS,
  DOMAIN_FOLDERS,
  DOMAIN_ROLES,
  FEATURE_SIGNS,
  FLAT_FOLDERS,
  PRESENTATION_FOLDERS,
  SHARED_FOLDERS,
  placeOf,
} from './layer-vocabulary.ts';
import { djangoLayout, flatLayout } from './framework-layouts.ts';
import {
  NO_FEATURES,
  type Base,
  type Confidence,
  type LayoutInput,
  type LayoutReading,
} from './layout-reading.ts';
import { namesIn, shownFolder, type SourceFolders } from './source-folders.ts';
import { joinPath } from './tree-paths.ts';

/** Reads the layout. Several agreeing names are asked for; one folder called `core`, `models` or `adapters` says nothing. */
export function readLayout(input: LayoutInput): LayoutReading {
  const bases = basesOf(input.folders);
  const features = featuresOf(
    input.folders,
    bases.filter((base) => base.confidence !== 'low').map((base) => base.folder),
  );
  const strict = strictLayout(input.folders, bases, features);
  if (strict !== null && strict.confidence !== 'low') return strict;
  return djangoLayout(input) ?? flatLayout(input) ?? strict ?? UNKNOWN;
}

const UNKNOWN: LayoutReading = {
  layout: 'unknown',
  confidence: 'low',
  evidence: [],
  bases: [],
  features: NO_FEATURES,
  hasDomain: false,
};

function strictLayout(
  folders: SourceFolders,
  bases: readonly Base[],
  features: Features,
): LayoutReading | null {
  if (features.containers.length > 0) return featureLayout(folders, bases, features);
  const best =
    bases.find((base) => base.confidence === 'high') ??
    bases.find((base) => base.confidence === 'medium') ??
    bases[0];
  if (!best) return null;
  const shared = best.hasShared && best.layers.includes('domain') && best.layers.length >= 3;
  return {
    layout: shared ? 'core-shared-layers' : 'clean-layers',
    confidence: best.confidence,
    evidence: bases.map(baseEvidence),
    bases,
    features: NO_FEATURES,
    hasDomain: best.confidence !== 'low' && bases.some((base) => base.hasDomain),
  };
}

function baseEvidence(base: Base): string {
  const names = base.layers.map((name) => shownFolder(base.folder, name)).join(', ');
  return `${names} ${base.layers.length === 1 ? 'is' : 'are'} named after layers.`;
}

function featureLayout(
  folders: SourceFolders,
  bases: readonly Base[],
  features: Features,
): LayoutReading {
  const [first] = [...features.containers].sort((a, b) => rank(a.confidence) - rank(b.confidence));
  const evidence = features.containers.map((container) => {
    const names = container.features.map((path) => `${path}/`);
    const shown =
      names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
    return `${shown} ${names.length === 1 ? 'is a feature' : 'are features'}.`;
  });
  const hasDomain = features.containers.some((container) =>
    container.features.some((feature) => hasDomainIn(folders, feature)),
  );
  return {
    layout: 'feature-folders',
    confidence: first?.confidence ?? 'low',
    evidence,
    bases,
    features,
    hasDomain: hasDomain || bases.some((base) => base.hasDomain && base.confidence !== 'low'),
  };
}

function hasDomainIn(folders: SourceFolders, feature: string): boolean {
  return (
    folders
      .subfolders(feature)
      .some((name) => isDomainLayer(folders, joinPath(feature, name), name)) ||
    folders.stems(feature).includes('domain')
  );
}

function rank(confidence: Confidence): number {
  return { high: 0, medium: 1, low: 2 }[confidence];
}

/** Folders whose children carry the names of at least two different layers; `core/domain` counts for the folder of `core`. */
function basesOf(folders: SourceFolders): readonly Base[] {
  return folders.all.flatMap((folder) => baseOf(folders, folder) ?? []);
}

function baseOf(folders: SourceFolders, folder: string): Base | null {
  const children = folders.subfolders(folder);
  const layers = children.filter((name) => isLayerName(folders, folder, name));
  const hexagon = layers.includes('inbound') && layers.includes('outbound');
  const inner = children
    .filter((name) => SHARED_FOLDERS.has(name))
    .flatMap((name) => innerLayers(folders, joinPath(folder, name), name));
  if (layers.length === 0) return null;
  const groups = new Set(
    [...layers, ...inner.map((path) => path.slice(path.lastIndexOf('/') + 1))].map(groupOf),
  );
  const domains = [
    ...layers.filter((name) => DOMAIN_FOLDERS.has(name)),
    ...inner.filter((path) => isDomainPath(path)),
  ];
  const hasDomain = domains.length > 0;
  const agreeing = groups.size + (hasDomain && weakSigns(folders, folder, layers) ? 1 : 0);
  if (agreeing < 2) return null;
  return {
    folder,
    layers: [...layers, ...inner],
    hasDomain,
    hasShared: children.some((name) => name === 'core' || name === 'shared' || name === 'common'),
    confidence: baseConfidence(agreeing, hasDomain, hexagon),
  };
}

function baseConfidence(agreeing: number, hasDomain: boolean, hexagon: boolean): Confidence {
  if (!hasDomain) return hexagon || agreeing >= 3 ? 'medium' : 'low';
  return agreeing >= 3 ? 'high' : 'medium';
}

type Group = 'domain' | 'application' | 'adapters' | 'presentation';

function groupOf(name: string): Group {
  if (DOMAIN_FOLDERS.has(name) || name === 'entities' || name === 'value_objects') return 'domain';
  if (APPLICATION_FOLDERS.has(name)) return 'application';
  return ADAPTER_FOLDERS.has(name) ? 'adapters' : 'presentation';
}

function isLayerName(folders: SourceFolders, folder: string, name: string): boolean {
  if (DOMAIN_FOLDERS.has(name)) return isDomainLayer(folders, joinPath(folder, name), name);
  return (
    APPLICATION_FOLDERS.has(name) || ADAPTER_FOLDERS.has(name) || PRESENTATION_FOLDERS.has(name)
  );
}

/** `core/domain`, `core/use_cases`, `core/common/entities`: layers one or two folders inside the hexagon. */
function innerLayers(folders: SourceFolders, core: string, name: string): readonly string[] {
  const found: string[] = [];
  for (const child of folders.subfolders(core)) {
    const path = joinPath(core, child);
    const isDomain =
      isDomainLayer(folders, path, child) || child === 'entities' || child === 'value_objects';
    if (isDomain || APPLICATION_FOLDERS.has(child)) found.push(`${name}/${child}`);
    if (!SHARED_FOLDERS.has(child)) continue;
    for (const deeper of ['entities', 'value_objects']) {
      if (folders.subfolders(path).includes(deeper)) found.push(`${name}/${child}/${deeper}`);
    }
  }
  return found;
}

function isDomainPath(path: string): boolean {
  return /(?:^|\/)(?:domain|domain_layer|domain_model|entities|value_objects)$/.test(path);
}

/** A folder called domain that holds views or routers is an app or a set of features, not a layer. */
function isDomainLayer(folders: SourceFolders, path: string, name: string): boolean {
  if (!DOMAIN_FOLDERS.has(name)) return false;
  if (namesIn(folders, path).some((child) => FEATURE_SIGNS.has(child))) return false;
  const children = folders.subfolders(path);
  const whole = children.filter((child) =>
    namesIn(folders, joinPath(path, child)).some((inner) => FEATURE_SIGNS.has(inner)),
  );
  return whole.length === 0;
}

/** Names that support a domain layer: its own parts, or the usual neighbours of a layered project. */
function weakSigns(folders: SourceFolders, folder: string, layers: readonly string[]): boolean {
  const inside = layers
    .filter((name) => DOMAIN_FOLDERS.has(name))
    .flatMap((name) => namesIn(folders, joinPath(folder, name)));
  if (inside.some((name) => placeOf(DOMAIN_ROLES, name) !== null)) return true;
  return namesIn(folders, folder).some((name) => placeOf(FLAT_FOLDERS, name) !== null);
}
