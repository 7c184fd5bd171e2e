import type {
  ImportEdge,
  LayerAssignment,
  LayerMap,
  ModuleInfo,
  Project,
} from '../python/model/index.ts';

/** Features that the others are meant to build on. */
const KERNELS = new Set(['base', 'common', 'core', 'kernel', 'shared', 'shared_kernel', 'utils']);
/** From so many features on that use each other's internals, and half of all, nobody keeps them apart. */
const FEATURES_THAT_MIX = 5;

/** An import that goes past the surface of another feature. */
export interface FeatureReach {
  readonly from: string;
  readonly to: string;
  readonly target: ModuleInfo;
  readonly layer: LayerAssignment | null;
}

const mixed = new WeakMap<Project, boolean>();

/** True for features that others are meant to build on: `core`, `shared`. */
export function isKernel(feature: string): boolean {
  return KERNELS.has(feature);
}

/** An import of what another feature keeps to itself; wiring and shared kernels are meant to reach across. */
export function featureReachOf(edge: ImportEdge, project: Project): FeatureReach | null {
  const { layers, imports } = project;
  const from = layers.featureOf(edge.importer.path);
  if (from === null || layers.layerOf(edge.importer.path)?.layer === 'composition') return null;
  if (layers.isPublic(edge.imported.path) || KERNELS.has(from)) return null;
  const passesOn = edge.imported.isPackage && edge.names.length > 0;
  const targets = passesOn
    ? imports.definitionsOf(edge).map((definition) => definition.module)
    : [edge.imported];
  for (const target of targets) {
    const to = target.kind === 'source' ? layers.featureOf(target.path) : null;
    if (to === null || to === from || KERNELS.has(to) || layers.isPublic(target.path)) continue;
    const layer = layers.layerOf(target.path);
    if (!isSharedPart(layer, layers)) return { from, to, target, layer };
  }
  return null;
}

/**
 * True where folders are called features and nobody treats them so: most of them use the internals of others. A wall that is
 * not there cannot be broken; contracts say where one is wanted.
 */
export function featuresMix(project: Project): boolean {
  const known = mixed.get(project);
  if (known !== undefined) return known;
  const reaching = new Set<string>();
  for (const edge of project.imports.edges) {
    if (edge.kind === 'type-only' || edge.importer.kind !== 'source') continue;
    const from = project.layers.featureOf(edge.importer.path);
    if (from === null || reaching.has(from)) continue;
    if (featureReachOf(edge, project) !== null) reaching.add(from);
  }
  const { layout, features } = project.layers;
  const found =
    layout !== 'configured' &&
    reaching.size >= FEATURES_THAT_MIX &&
    reaching.size * 2 >= features.length;
  mixed.set(project, found);
  return found;
}

/** Records without a table, in a module whose name promises models: what a feature tells others. */
export function holdsRecordsOnly({ path }: ModuleInfo, project: Project): boolean {
  const classes = project.module(path)?.classes ?? [];
  return (
    classes.some(({ record }) => record?.kind === 'pydantic') &&
    classes.every(({ orm }) => orm === null)
  );
}

/** Exceptions, constants and mappers are no internals worth a wall; neither is the other feature's wiring. */
function isSharedPart(layer: LayerAssignment | null, layers: LayerMap): boolean {
  if (layer === null) return layers.layout !== 'feature-folders' && layers.layout !== 'configured';
  return layer.layer === 'shared' || layer.layer === 'composition' || layer.layer === 'dto';
}
