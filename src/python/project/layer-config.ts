import { matchesGlob } from '../../domain/glob.ts';
import type { Layer, LayerAssignment } from '../model/project.ts';
import { LAYERS } from '../model/project.ts';

/** Declared layout; empty lists and tables mean: infer. Patterns are globs, see domain/glob.ts; folders include what is below. */
export interface LayerConfig {
  readonly layers?: Readonly<Partial<Record<Layer, readonly string[]>>>;
  /** Role by path pattern inside a declared layer (`src/store/repos` → `repository`). */
  readonly roles?: Readonly<Record<string, string>>;
  /** Folder patterns whose last `*` names the feature: `src/features/*`. */
  readonly features?: readonly string[];
  /** Modules that every feature may import. */
  readonly publicModules?: readonly string[];
  /** Files that wire the application together. */
  readonly compositionRoots?: readonly string[];
  /** Folders that imports count from. */
  readonly sourceRoots?: readonly string[];
}

/** True when the configuration declares layers. */
export function declaresLayers(config: LayerConfig): boolean {
  return Object.values(config.layers ?? {}).some((patterns) => patterns.length > 0);
}

/** Matches a file by itself or by a folder it lies in. */
export function matchesFolder(pattern: string, path: string): boolean {
  return matchesGlob(pattern, path) || matchesGlob(`${pattern.replace(/\/+$/u, '')}/**`, path);
}

/** Layer that the configuration gives a file; of several matching patterns the longest. */
export function configuredLayer(path: string, config: LayerConfig): LayerAssignment | null {
  let best: { readonly layer: Layer; readonly pattern: string } | null = null;
  for (const layer of LAYERS) {
    for (const pattern of config.layers?.[layer] ?? []) {
      if (!matchesFolder(pattern, path)) continue;
      if (best === null || pattern.length > best.pattern.length) best = { layer, pattern };
    }
  }
  if (best === null) return null;
  const role = Object.entries(config.roles ?? {}).find(([pattern]) => matchesFolder(pattern, path));
  return {
    layer: best.layer,
    evidence: `configured: ${best.pattern}`,
    confidence: 'high',
    role: role?.[1] ?? '',
  };
}

/** Folder of the configured feature that a file lies in. */
export function configuredFeatureFolder(path: string, config: LayerConfig): string | null {
  for (const pattern of config.features ?? []) {
    const folder = matchedFolder(pattern, path);
    if (folder !== null) return folder;
  }
  return null;
}

function matchedFolder(pattern: string, path: string): string | null {
  const parts = path.split('/');
  for (let length = 1; length < parts.length; length += 1) {
    const folder = parts.slice(0, length).join('/');
    if (
      /[*?]/u.test(pattern) ? matchesGlob(pattern, folder) : pattern.replace(/\/+$/u, '') === folder
    )
      return folder;
  }
  return null;
}

/** Name of a feature from its folder: what the last `*` of the pattern stands for. */
export function configuredFeatureName(folder: string, config: LayerConfig): string {
  const parts = folder.split('/');
  for (const pattern of config.features ?? []) {
    if (matchedFolder(pattern, `${folder}/_`) !== folder) continue;
    const star = pattern.split('/').lastIndexOf('*');
    const fromEnd = star < 0 ? 1 : pattern.split('/').length - star;
    return parts[parts.length - fromEnd] ?? folder;
  }
  return parts[parts.length - 1] ?? folder;
}
