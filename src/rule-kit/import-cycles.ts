import type { ImportEdge, ModuleInfo, ModuleModel, Project } from '../python/model/index.ts';
import type { ChangeModel } from './definition.ts';
import { statementsIn } from './walk.ts';

/** Edges of one component that are tried for its shortest cycle. */
const TRIED_EDGES = 400;

/** An import with the cycle that it closes, itself first. */
export interface ClosedCycle {
  readonly edge: ImportEdge;
  readonly edges: readonly ImportEdge[];
}

/** The shortest cycle of a component, at its first edge by path. */
export function shortestCycle(component: readonly string[], project: Project): ClosedCycle | null {
  if (isRegistration(component, project)) return null;
  const { imports } = project;
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

/**
 * A package that imports its own modules below the names they take from it: `admin = Blueprint(…)`, then `from shop.admin import
 * orders`. Whichever is imported first, the names are there.
 */
function isRegistration(component: readonly string[], project: Project): boolean {
  const root = component.find((path) => project.info(path)?.isPackage === true);
  const module = root === undefined ? null : project.module(root);
  if (root === undefined || module === null) return false;
  const inside = new Set(component);
  const { imports } = project;
  const within = (path: string): readonly ImportEdge[] =>
    imports
      .importsOf(path)
      .filter(({ kind, imported }) => kind === 'runtime' && inside.has(imported.path));
  const first = Math.min(...within(root).map(({ line }) => line));
  const bound = namesAbove(module, first);
  const folder = folderOf(module.info);
  return component.every((path) => {
    if (path === root) return true;
    if (!path.startsWith(folder)) return false;
    return within(path).every((edge) => {
      if (edge.imported.path === root)
        return edge.names.length > 0 && edge.names.every((name) => bound.has(name));
      // Neighbours in a circle of their own need no package for it.
      return (
        imports.cycleThrough(edge)?.edges.some(({ importer }) => importer.path === root) === true
      );
    });
  });
}

/** Names that the top level of a module binds above a line. */
function namesAbove(module: ModuleModel, line: number): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of statementsIn(module.facts.body)) {
    if (module.position(statement.start).line >= line) continue;
    if (statement.kind === 'class') names.add(module.facts.classes[statement.index]?.name ?? '');
    if (statement.kind === 'function')
      names.add(module.facts.functions[statement.index]?.name ?? '');
    if (statement.kind !== 'assign') continue;
    for (const target of statement.targets) if (target.kind === 'name') names.add(target.id);
  }
  return names;
}

function folderOf({ path }: ModuleInfo): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
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
