import type { ImportEdge, LayerAssignment, ModuleInfo, Project } from '../python/model/index.ts';

/** An import from one layer into another that the importer's layer may not use. */
export interface LayerCrossing {
  readonly from: LayerAssignment;
  readonly to: LayerAssignment;
  readonly target: ModuleInfo;
}

/**
 * The crossing of an import, null when it goes in the direction of the layers. Names that a package only passes on count where
 * they are defined. Unknown layers on either side: nothing is said.
 */
export function layerCrossing(edge: ImportEdge, project: Project): LayerCrossing | null {
  const { layers, imports } = project;
  const from = layers.layerOf(edge.importer.path);
  if (from === null) return null;
  const passesOn = edge.imported.isPackage && edge.names.length > 0;
  const targets = passesOn
    ? imports.definitionsOf(edge).map((definition) => definition.module)
    : [edge.imported];
  for (const target of targets) {
    const to = target.kind === 'source' ? layers.layerOf(target.path) : null;
    if (to === null || layers.permits(from, to)) continue;
    if (liesBesides(edge, { to, target })) continue;
    const crossing = { from, to, target };
    if (!isDoubtful(crossing, project)) return crossing;
  }
  return null;
}

/**
 * A file called `webhooks.py` or `handlers.py` that serves nothing holds payloads or helpers; and where no domain layer was
 * promised, jobs may share code with the handlers beside them: both are ways in.
 */
function isDoubtful({ from, to, target }: LayerCrossing, project: Project): boolean {
  if (to.layer !== 'presentation') return false;
  if (!project.layers.hasDomain && from.role === 'workflow') return true;
  if (!to.evidence.endsWith(' file')) return false;
  const module = project.module(target.path);
  return module === null || project.entryPointsOf(module).length === 0;
}

/** The folder that makes the target a layer holds the importer as well: `api/` is the whole backend, or serves its own parts. */
function liesBesides(
  { importer }: ImportEdge,
  { to, target }: Pick<LayerCrossing, 'to' | 'target'>,
): boolean {
  const [, folder] = /^([^/]+)\/ directory$/u.exec(to.evidence) ?? [];
  if (folder === undefined) return false;
  const at = `/${target.path}`.lastIndexOf(`/${folder}/`);
  return at >= 0 && importer.path.startsWith(target.path.slice(0, at + folder.length + 1));
}
