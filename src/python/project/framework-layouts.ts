import { FLAT_FOLDERS, ROLE_FILES, placeOf } from './layer-vocabulary.ts';
import { NO_FEATURES, type LayoutInput, type LayoutReading } from './layout-reading.ts';
import { namesIn, type SourceFolders } from './source-folders.ts';
import { joinPath } from './tree-paths.ts';

/** Django: `manage.py` or the framework imported, and folders with models and one more part of an app. */
export function djangoLayout(input: LayoutInput): LayoutReading | null {
  if (!input.frameworks.includes('django')) return null;
  const apps = input.folders.all.filter((folder) => {
    const names = namesIn(input.folders, folder);
    const parts = ['admin', 'apps', 'forms', 'managers', 'urls', 'views'].some((name) =>
      names.includes(name),
    );
    return (
      folder !== '' &&
      names.includes('models') &&
      (parts || input.hasFile(`${folder}/migrations/__init__.py`))
    );
  });
  if (apps.length === 0) return null;
  const shown = apps
    .slice(0, 3)
    .map((app) => `${app}/`)
    .join(', ');
  const rest = apps.length > 3 ? ` and ${apps.length - 3} more` : '';
  return {
    layout: 'django-apps',
    confidence: apps.length >= 2 ? 'high' : 'medium',
    evidence: [`${shown}${rest} ${apps.length === 1 ? 'is a Django app' : 'are Django apps'}.`],
    bases: [],
    features: NO_FEATURES,
    hasDomain: false,
  };
}

const ASGI = new Set(['fastapi', 'litestar', 'starlette']);

/** Roles side by side without layers: `routers/`, `crud.py`, `models.py`, `schemas.py`. */
export function flatLayout(input: LayoutInput): LayoutReading | null {
  if (input.frameworks.length === 0) return null;
  const candidates = input.folders.all.map((folder) => {
    const named = rolesNamed(input.folders, folder);
    const names = named.map(([name]) => name);
    return { folder, names, roles: new Set(named.map(([, role]) => role)).size };
  });
  const most = Math.max(...candidates.map((candidate) => candidate.roles));
  const best = candidates.find((candidate) => candidate.roles === most);
  if (best === undefined || most < 2) return null;
  const similar = candidates.filter((candidate) => candidate.roles >= Math.max(2, most - 1));
  const rest = similar.length > 1 ? `; ${similar.length - 1} more folders are like it` : '';
  const shown = best.names.map((name) => joinPath(best.folder, name)).join(', ');
  return {
    layout: ASGI.has(input.frameworks[0] ?? '') ? 'flat-fastapi' : 'flat',
    confidence: most >= 3 ? 'medium' : 'low',
    evidence: [`${shown} are named after roles${rest}.`],
    bases: [],
    features: NO_FEATURES,
    hasDomain: false,
  };
}

function rolesNamed(
  folders: SourceFolders,
  folder: string,
): readonly (readonly [string, string])[] {
  const byFolder = folders.subfolders(folder).flatMap((name) => {
    const place = placeOf(FLAT_FOLDERS, name);
    return place === null ? [] : [[`${name}/`, place.layer + place.role] as const];
  });
  const byFile = folders.stems(folder).flatMap((name) => {
    const place = placeOf(ROLE_FILES, name);
    const counts =
      place !== null &&
      place.layer !== 'shared' &&
      place.layer !== 'domain' &&
      place.role !== 'port';
    return counts ? [[`${name}.py`, place.layer + place.role] as const] : [];
  });
  return [...byFolder, ...byFile];
}
