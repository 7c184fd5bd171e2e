import type { ImportCycle, ImportEdge, ImportGraph, ModuleInfo } from '../model/project.ts';
import { importTableOf, NOTHING, type ImportGraphInput, type ImportTable } from './import-table.ts';
import { lazy } from './lazy.ts';
import { reExportsOf, type ReExports } from './re-exports.ts';
import { strongComponents } from './strong-components.ts';
import { compareText } from './tree-paths.ts';

/** The import graph of a tree. Vendored modules are targets only. Everything beyond the edges is computed on first use. */
export function importGraphOf(
  input: ImportGraphInput,
  table: ImportTable = importTableOf(input),
): ImportGraph {
  const { byImporter, importers } = table;
  const edges = lazy(() => [...byImporter.values()].flatMap((found) => found.edges));
  const reExports = reExportsOf(input);
  const cycleGraph = lazy(() => cycleGraphOf(edges(), reExports));
  const importsOf = (path: string): readonly ImportEdge[] =>
    (byImporter.get(path) ?? NOTHING).edges;
  return {
    get edges() {
      return edges();
    },
    importsOf,
    importersOf: (path) => importers.get(path) ?? [],
    externalImportsOf: (path) => (byImporter.get(path) ?? NOTHING).externals,
    unresolvedImportsOf: (path) => (byImporter.get(path) ?? NOTHING).unresolved,
    definitionsOf: (edge) => reExports.definitionsOf(edge),
    get components() {
      return cycleGraph().components;
    },
    cycleThrough: (edge) => cycleGraph().cycleThrough(edge),
    chain: (from, to) =>
      shortestChain(from, new Set([to]), (path) => importsOf(path).filter(isRuntime)),
  };
}

function isRuntime(edge: ImportEdge): boolean {
  return edge.kind === 'runtime';
}

/**
 * Shortest chain of edges that leads from `from` to one of `goals`, by breadth-first search; of equally short ones the first
 * by path. Null when there is none; a goal is never taken to be reached by standing on it.
 */
function shortestChain(
  from: string,
  goals: ReadonlySet<string>,
  next: (path: string) => readonly ImportEdge[],
): readonly ImportEdge[] | null {
  const cameBy = new Map<string, ImportEdge | null>([[from, null]]);
  let frontier = [from];
  while (frontier.length > 0) {
    const following: string[] = [];
    for (const path of frontier) {
      for (const edge of next(path)) {
        const to = edge.imported.path;
        if (goals.has(to)) return [...trail(path, cameBy), edge];
        if (cameBy.has(to)) continue;
        cameBy.set(to, edge);
        following.push(to);
      }
    }
    frontier = following;
  }
  return null;
}

function trail(end: string, cameBy: ReadonlyMap<string, ImportEdge | null>): readonly ImportEdge[] {
  const edges: ImportEdge[] = [];
  for (
    let edge = cameBy.get(end) ?? null;
    edge !== null;
    edge = cameBy.get(edge.importer.path) ?? null
  ) {
    edges.push(edge);
  }
  return edges.reverse();
}

interface CycleGraph {
  readonly components: readonly (readonly string[])[];
  cycleThrough(edge: ImportEdge): ImportCycle | null;
}

/** Runtime edges with re-exports resolved to the defining modules: importing through a package is not itself a cycle. */
function cycleGraphOf(edges: readonly ImportEdge[], reExports: ReExports): CycleGraph {
  const successors = new Map<string, ImportEdge[]>();
  for (const edge of edges) {
    if (edge.kind !== 'runtime') continue;
    const list = successors.get(edge.importer.path) ?? [];
    list.push(...refine(edge, reExports));
    successors.set(edge.importer.path, list);
  }
  for (const list of successors.values())
    list.sort((a, b) => compareText(a.imported.path, b.imported.path));
  const components = componentsOf(successors);
  const componentAt = new Map<string, number>();
  for (const [number, component] of components.entries()) {
    for (const path of component) componentAt.set(path, number);
  }
  const inComponent = (component: number) => (path: string) =>
    (successors.get(path) ?? []).filter(
      (edge) => componentAt.get(edge.imported.path) === component,
    );
  return {
    components,
    cycleThrough: (edge) => {
      const component = componentAt.get(edge.importer.path);
      if (edge.kind !== 'runtime' || component === undefined) return null;
      return shortestCycle(edge, refine(edge, reExports), inComponent(component));
    },
  };
}

function shortestCycle(
  edge: ImportEdge,
  refined: readonly ImportEdge[],
  next: (path: string) => readonly ImportEdge[],
): ImportCycle | null {
  let best: readonly ImportEdge[] | null = null;
  for (const first of refined) {
    const back = shortestChain(first.imported.path, new Set([edge.importer.path]), next);
    if (back !== null && (best === null || back.length + 1 < best.length)) best = [first, ...back];
  }
  return best === null ? null : { edges: best };
}

/** An edge to a package whose names are defined elsewhere, as edges to those modules; every other edge as it is. */
function refine(edge: ImportEdge, reExports: ReExports): readonly ImportEdge[] {
  if (!edge.imported.isPackage || edge.names.length === 0) return [edge];
  const byModule = new Map<string, { readonly imported: ModuleInfo; readonly names: string[] }>();
  for (const { name, module } of reExports.definitionsOf(edge)) {
    const entry = byModule.get(module.path) ?? { imported: module, names: [] };
    entry.names.push(name);
    byModule.set(module.path, entry);
  }
  return [...byModule.values()]
    .filter(({ imported }) => imported.path !== edge.importer.path)
    .map(({ imported, names }) =>
      imported === edge.imported && names.length === edge.names.length
        ? edge
        : { ...edge, imported, names },
    )
    .sort((a, b) => compareText(a.imported.path, b.imported.path));
}

function componentsOf(
  successors: ReadonlyMap<string, readonly ImportEdge[]>,
): readonly (readonly string[])[] {
  const paths = new Set(successors.keys());
  for (const edges of successors.values()) for (const edge of edges) paths.add(edge.imported.path);
  const sorted = [...paths].sort(compareText);
  const numberOf = new Map(sorted.map((path, number) => [path, number] as const));
  const numbers = sorted.map((path) =>
    (successors.get(path) ?? []).flatMap((edge) => numberOf.get(edge.imported.path) ?? []),
  );
  return strongComponents(numbers)
    .filter((component) => component.length > 1)
    .map((component) => component.flatMap((number) => sorted[number] ?? []).sort(compareText))
    .sort((a, b) => compareText(a[0] ?? '', b[0] ?? ''));
}
