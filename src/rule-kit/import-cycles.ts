import type { ImportEdge, Project } from '../python/model/index.ts';
import type { ChangeModel } from './definition.ts';

/** Edges of one component that are tried for its shortest cycle. */
const TRIED_EDGES = 400;

/** An import with the cycle that it closes, itself first. */
export interface ClosedCycle {
  readonly edge: ImportEdge;
  readonly edges: readonly ImportEdge[];
}

/** The shortest cycle of a component, at its first edge by path. */
export function shortestCycle(
  component: readonly string[],
  { imports }: Project,
): ClosedCycle | null {
  const inside = new Set(component);
  const edges = component
    .flatMap((path) => imports.importsOf(path))
    .filter((edge) => edge.kind === 'runtime' && edge.importer.kind === 'source');
  // Direct neighbours first: most cycles are of two modules.
  const mutual = edges.find(
    (edge) => inside.has(edge.imported.path) && imports.cycleThrough(edge)?.edges.length === 2,
  );
  let best: ClosedCycle | null = null;
  for (const edge of mutual === undefined ? edges.slice(0, TRIED_EDGES) : [mutual]) {
    const found = imports.cycleThrough(edge);
    if (found !== null && (best === null || found.edges.length < best.edges.length))
      best = { edge, edges: found.edges };
  }
  return best;
}

/** The cycle that an edge closes. One inside a function closes it later: the way back is what counts. */
export function cycleClosedBy(edge: ImportEdge, { imports }: Project): ClosedCycle | null {
  if (edge.kind === 'type-only') return null;
  if (edge.kind === 'runtime') {
    const edges = imports.cycleThrough(edge)?.edges;
    return edges === undefined ? null : { edge, edges };
  }
  const back = imports.chain(edge.imported.path, edge.importer.path);
  return back === null ? null : { edge, edges: [edge, ...back] };
}

/**
 * Both ends were part of one tangle before: another thread in it is not news, unless they now import each other. Nor is a new
 * module between two that were: whatever is added to such a package joins its tangle.
 */
export function wasEntangled({ edge, edges }: ClosedCycle, { base, files }: ChangeModel): boolean {
  if (edges.length === 2 && edge.kind === 'runtime') return false;
  const before = (path: string): string | null => {
    const file = files.find(({ headPath }) => headPath === path);
    return file === undefined ? path : file.basePath;
  };
  const known = edges.flatMap(({ importer }) => before(importer.path) ?? []);
  const ends = [before(edge.importer.path), before(edge.imported.path)];
  return base.imports.components.some(
    (component) =>
      ends.every((end) => end !== null && component.includes(end)) ||
      (known.length >= 2 && known.every((path) => component.includes(path))),
  );
}

/** `a → b → c → a`: the names of the modules. */
export function cycleText(edges: readonly ImportEdge[]): string {
  const [first] = edges;
  if (first === undefined) return '';
  const names = [first.importer.name, ...edges.map((edge) => edge.imported.name)];
  return names.join(' → ');
}
