import type { LayerAssignment } from '../model/project.ts';
import {
  ADAPTER_FOLDERS,
  ADAPTER_ROLES,
  APPLICATION_ROLES,
  COMPOSITION_FILES,
  DOMAIN_ROLES,
  FEATURE_FOLDERS,
  FLAT_FOLDERS,
  INFRASTRUCTURE_DRIVERS,
  LAYER_FOLDERS,
  ROLE_FILES,
  SHARED_FOLDERS,
  placeOf,
  type Place,
} from './layer-vocabulary.ts';
import type { Confidence, LayoutReading } from './layout-reading.ts';
import { stemOf } from './source-folders.ts';
import { isWithin } from './tree-paths.ts';

/** Which layer a file belongs to under a layout; null where the layout does not say. */
export function assignLayer(path: string, reading: LayoutReading): LayerAssignment | null {
  if (reading.layout === 'unknown') return null;
  const strict =
    reading.layout !== 'flat' &&
    reading.layout !== 'flat-fastapi' &&
    reading.layout !== 'django-apps';
  const found = strict ? strictAssignment(path, reading) : flatAssignment(path, reading);
  if (found !== null && found.layer === 'domain') return found;
  const stem = stemOf(path);
  if (COMPOSITION_FILES.has(stem) && stem !== 'application') {
    return { layer: 'composition', evidence: `${stem}.py file`, confidence: 'high', role: stem };
  }
  return found;
}

function strictAssignment(path: string, reading: LayoutReading): LayerAssignment | null {
  const feature = reading.features.folderOf(path);
  if (feature !== null) {
    const container = reading.features.containers.find((entry) => entry.features.includes(feature));
    const found = below(path, feature, true);
    if (found !== null) return shown(found, container?.confidence ?? 'low');
  }
  const around = reading.bases
    .filter((base) => isWithin(path, base.folder) && path !== base.folder)
    .sort((a, b) => b.folder.length - a.folder.length);
  for (const base of around) {
    const found = below(path, base.folder, false);
    if (found !== null) return shown(found, base.confidence);
  }
  return null;
}

/** A place with the name that says so. */
interface Found {
  readonly place: Place;
  readonly by: string;
}

function shown(found: Found, confidence: Confidence): LayerAssignment {
  return { ...found.place, evidence: found.by, confidence };
}

/** Reads the folders between a base and the file, then the file's own name. */
function below(path: string, base: string, inFeature: boolean): Found | null {
  const inner = base === '' ? path : path.slice(base.length + 1);
  const parts = inner.split('/').slice(0, -1);
  const [first, ...rest] = parts;
  const stem = stemOf(path);
  if (first === undefined) {
    // Loose files of a feature play roles; beside the layers of a base only their wiring is known.
    const place = inFeature ? placeOf(ROLE_FILES, stem) : null;
    return place === null ? null : { place, by: `${stem}.py file` };
  }
  const place = placeOf(inFeature ? FEATURE_FOLDERS : LAYER_FOLDERS, first);
  if (place === null) return null;
  return refine({ place, by: `${first}/ directory` }, { first, rest, stem });
}

interface Inner {
  readonly first: string;
  readonly rest: readonly string[];
  readonly stem: string;
}

function refine(found: Found, inner: Inner): Found | null {
  const { layer } = found.place;
  if (layer === 'domain') return lastOf(found, inner, (name) => placeOf(DOMAIN_ROLES, name));
  if (layer === 'application')
    return firstOf(found, inner, (name) => placeOf(APPLICATION_ROLES, name));
  if (ADAPTER_FOLDERS.has(inner.first)) return refineAdapter(found, inner);
  if (SHARED_FOLDERS.has(inner.first)) return refineShared(found, inner);
  if (layer === 'persistence' && found.place.role === '') {
    return firstOf(found, inner, (name) => inLayer(placeOf(ADAPTER_ROLES, name), 'persistence'));
  }
  return found;
}

function inLayer(place: Place | null, layer: Place['layer']): Place | null {
  return place !== null && place.layer === layer ? place : null;
}

/** First folder below that the table knows, then the file name. */
function firstOf(found: Found, inner: Inner, look: (name: string) => Place | null): Found {
  for (const name of [...inner.rest, inner.stem]) {
    const place = look(name);
    if (place === null) continue;
    return { place: merged(found.place, place), by: `${found.by}, ${name}` };
  }
  return found;
}

/** Innermost folder below that the table knows; the file name only where no folder says anything. */
function lastOf(found: Found, inner: Inner, look: (name: string) => Place | null): Found {
  for (const name of [...inner.rest.toReversed(), inner.stem]) {
    const place = look(name);
    if (place !== null) return { place: merged(found.place, place), by: `${found.by}, ${name}` };
  }
  return found;
}

function merged(outer: Place, inner: Place): Place {
  return inner.role === '' && inner.layer === outer.layer ? outer : inner;
}

function refineAdapter(found: Found, inner: Inner): Found {
  const isInfrastructure = inner.first.startsWith('infra');
  return firstOf(found, inner, (name) => {
    const place = placeOf(ADAPTER_ROLES, name);
    if (place === null || place.layer !== 'presentation' || !isInfrastructure) return place;
    return INFRASTRUCTURE_DRIVERS.has(name) ? place : null;
  });
}

/** `core/domain/…`, `core/use_cases/…`, `core/common/entities/…`: layers inside the hexagon; else shared. */
function refineShared(found: Found, inner: Inner): Found | null {
  const at = inner.rest.findIndex((name) => !SHARED_FOLDERS.has(name));
  const name = inner.rest[at];
  if (name === undefined) return found;
  const place = placeOf(LAYER_FOLDERS, name);
  if (place === null || (place.layer !== 'domain' && place.layer !== 'application')) {
    return inner.rest.length > 0 && found.place.role === '' ? found : null;
  }
  const deeper = { first: name, rest: inner.rest.slice(at + 1), stem: inner.stem };
  return refine(
    { place, by: `${[inner.first, ...inner.rest.slice(0, at + 1)].join('/')}/ directory` },
    deeper,
  );
}

/** Innermost name that says a role: the file first, then its folders outwards. */
function flatAssignment(path: string, reading: LayoutReading): LayerAssignment | null {
  const stem = stemOf(path);
  const byFile = placeOf(ROLE_FILES, stem);
  if (
    byFile !== null &&
    byFile.layer !== 'domain' &&
    byFile.layer !== 'shared' &&
    byFile.role !== 'port'
  ) {
    return shown({ place: byFile, by: `${stem}.py file` }, flatConfidence(byFile, reading));
  }
  for (const part of path.split('/').slice(0, -1).toReversed()) {
    const place = placeOf(FLAT_FOLDERS, part);
    if (place !== null)
      return shown({ place, by: `${part}/ directory` }, flatConfidence(place, reading));
  }
  return null;
}

/** `models` is the most overloaded name of all, and Django's models are domain and persistence in one. */
function flatConfidence(place: Place, reading: LayoutReading): Confidence {
  if (place.role === 'model' || reading.confidence === 'low' || reading.layout === 'django-apps')
    return 'low';
  return 'medium';
}
