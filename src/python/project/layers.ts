import { matchesAny } from '../../domain/glob.ts';
import type { LayerAssignment, LayerMap, ModuleInfo } from '../model/project.ts';
import { isPublicPart } from './features.ts';
import { assignLayer } from './layer-assignment.ts';
import {
  configuredFeatureFolder,
  configuredFeatureName,
  configuredLayer,
  declaresLayers,
  type LayerConfig,
} from './layer-config.ts';
import { directionsOf, type Strictness } from './layer-directions.ts';
import { readLayout } from './layout.ts';
import type { LayoutInput, LayoutReading } from './layout-reading.ts';
import { namesIn, sourceFoldersOf, type SourceFolders } from './source-folders.ts';
import { compareText, fileNameOf } from './tree-paths.ts';

export interface LayerMapInput {
  readonly modules: readonly ModuleInfo[];
  readonly frameworks: LayoutInput['frameworks'];
  readonly hasFile: LayoutInput['hasFile'];
  readonly config: LayerConfig;
}

/** Reads layers and features from folder names, or takes them from the configuration where it declares them. */
export function layerMapOf(input: LayerMapInput): LayerMap {
  const paths = input.modules.filter((info) => info.kind === 'source').map((info) => info.path);
  const folders = sourceFoldersOf(paths);
  const reading = readLayout({ folders, frameworks: input.frameworks, hasFile: input.hasFile });
  const { config } = input;
  const configured = declaresLayers(config);
  const assignments = new Map<string, LayerAssignment | null>();
  const featureFolder = (path: string): string | null =>
    (config.features ?? []).length > 0
      ? configuredFeatureFolder(path, config)
      : reading.features.folderOf(path);
  const directions = directionsOf(configured ? 'inward' : strictnessOf(reading, folders));
  return {
    ...summaryOf(reading, config),
    features: featureNames(paths, reading, config),
    layerOf(path) {
      const known = assignments.get(path);
      if (known !== undefined) return known;
      const found = layerOf(path, reading, config);
      assignments.set(path, found);
      return found;
    },
    featureOf(path) {
      const folder = featureFolder(path);
      return folder === null ? null : featureName(folder, config);
    },
    isPublic(path) {
      if (matchesAny(config.publicModules ?? [], path)) return true;
      const folder = featureFolder(path);
      return folder === null || isPublicPart(path, folder);
    },
    ...directions,
  };
}

function layerOf(
  path: string,
  reading: LayoutReading,
  config: LayerConfig,
): LayerAssignment | null {
  if (matchesAny(config.compositionRoots ?? [], path)) {
    return { layer: 'composition', evidence: 'configured', confidence: 'high', role: '' };
  }
  // Declared layers replace the inferred ones: what no pattern matches belongs to none, but wiring stays wiring.
  if (!declaresLayers(config)) return assignLayer(path, reading);
  const declared = configuredLayer(path, config);
  if (declared !== null) return declared;
  const inferred = assignLayer(path, reading);
  return inferred !== null && inferred.layer === 'composition' ? inferred : null;
}

function summaryOf(
  reading: LayoutReading,
  config: LayerConfig,
): Pick<LayerMap, 'layout' | 'confidence' | 'evidence' | 'hasDomain'> {
  if (!declaresLayers(config)) {
    const { layout, confidence, evidence, hasDomain } = reading;
    return { layout, confidence, evidence, hasDomain };
  }
  return {
    layout: 'configured',
    confidence: 'high',
    evidence: ['The layers are declared in the configuration.'],
    hasDomain: (config.layers?.domain ?? []).length > 0,
  };
}

function featureNames(
  paths: readonly string[],
  reading: LayoutReading,
  config: LayerConfig,
): readonly string[] {
  if ((config.features ?? []).length === 0) return reading.features.names;
  const names = new Set<string>();
  for (const path of paths) {
    const folder = configuredFeatureFolder(path, config);
    if (folder !== null) names.add(featureName(folder, config));
  }
  return [...names].sort(compareText);
}

function featureName(folder: string, config: LayerConfig): string {
  return (config.features ?? []).length > 0
    ? configuredFeatureName(folder, config)
    : fileNameOf(folder);
}

const PORT_NAMES = new Set(['interfaces', 'ports', 'protocols']);
const ADAPTER_NAMES = new Set(['adapters', 'infra', 'infrastructure']);

function strictnessOf(reading: LayoutReading, folders: SourceFolders): Strictness {
  if (reading.layout === 'clean-layers' || reading.layout === 'core-shared-layers') return 'inward';
  if (reading.layout !== 'feature-folders') return 'handlers-outermost';
  const features = reading.features.containers.flatMap((container) => container.features);
  const names = features.flatMap((feature) => [
    ...namesIn(folders, feature),
    ...['domain', 'application'].flatMap((layer) => namesIn(folders, `${feature}/${layer}`)),
  ]);
  const hasPorts = names.some((name) => PORT_NAMES.has(name) || ADAPTER_NAMES.has(name));
  return hasPorts ? 'inward' : 'inward-without-ports';
}
