import { defineRule, importPlace } from '#rule-kit';
import type { ChangeModel, ImportEdge, ModuleModel, Placed, Project } from '#rule-kit';

/** Edges of one component that are tried for its shortest cycle. */
const TRIED_EDGES = 400;

interface Cycle {
  readonly edge: ImportEdge;
  readonly edges: readonly ImportEdge[];
}

export default defineRule({
  title: 'Import cycle',
  severity: 'medium',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    cycle: '`{importer}` and `{imported}` import each other: `{chain}`.',
    longer: 'This import closes a cycle over {modules} modules: `{chain}`.',
    deferred:
      'This import inside a function hides a cycle: `{imported}` imports `{importer}` again (`{chain}`).',
    entangled: '{size} modules import each other in circles; the shortest: `{chain}`.',
  },
  library: 'a port (typing.Protocol), domain events, import-linter (acyclic_siblings)',
  create({ project, mode, report }) {
    const tell = (cycle: Cycle, place: Placed): void => {
      const params = paramsOf(cycle);
      const details = detailsOf(cycle, project);
      if (cycle.edges.length === 2) report(place, 'cycle', params, details);
      else report(place, 'longer', params, details);
    };
    return {
      project(targets) {
        if (mode === 'review') return;
        for (const component of project.imports.components) {
          const judged = targets.filter((module) => component.includes(module.path));
          const cycle = shortestOf(component, project);
          const place = cycle === null ? null : placeIn(judged, cycle.edge);
          if (cycle === null || place === null) continue;
          if (component.length <= cycle.edges.length) tell(cycle, place);
          else {
            const params = {
              size: component.length,
              chain: chainText(cycle.edges),
            };
            report(place, 'entangled', params, detailsOf(cycle, project));
          }
        }
      },
      change(change) {
        for (const edge of change.addedEdges) {
          const module = project.module(edge.importer.path);
          const place = module?.kind === 'source' ? importPlace(module, edge) : null;
          if (place === null) continue;
          const cycle = cycleBy(edge, project);
          if (cycle === null || wasEntangled(cycle, change)) continue;
          if (edge.kind === 'runtime') tell(cycle, place);
          else
            report(place, 'deferred', paramsOf(cycle), {
              ...detailsOf(cycle, project),
              severity: 'low',
            });
        }
      },
    };
  },
});

/** The shortest cycle of a component, at its first edge by path. */
function shortestOf(component: readonly string[], { imports }: Project): Cycle | null {
  const inside = new Set(component);
  const edges = component
    .flatMap((path) => imports.importsOf(path))
    .filter((edge) => edge.kind === 'runtime' && edge.importer.kind === 'source');
  // Direct neighbours first: most cycles are of two modules.
  const mutual = edges.find(
    (edge) => inside.has(edge.imported.path) && imports.cycleThrough(edge)?.edges.length === 2,
  );
  let best: Cycle | null = null;
  for (const edge of mutual === undefined ? edges.slice(0, TRIED_EDGES) : [mutual]) {
    const found = imports.cycleThrough(edge);
    if (found !== null && (best === null || found.edges.length < best.edges.length))
      best = { edge, edges: found.edges };
  }
  return best;
}

/** The cycle that an edge closes. One inside a function closes it later: the way back is what counts. */
function cycleBy(edge: ImportEdge, { imports }: Project): Cycle | null {
  if (edge.kind === 'type-only') return null;
  if (edge.kind === 'runtime') {
    const edges = imports.cycleThrough(edge)?.edges;
    return edges === undefined ? null : { edge, edges };
  }
  const back = imports.chain(edge.imported.path, edge.importer.path);
  return back === null ? null : { edge, edges: [edge, ...back] };
}

/** Both ends were part of one tangle before: another thread in it is not news, unless they now import each other. */
function wasEntangled({ edge, edges }: Cycle, { base, files }: ChangeModel): boolean {
  if (edges.length === 2 && edge.kind === 'runtime') return false;
  const before = (path: string): string =>
    files.find((file) => file.headPath === path)?.basePath ?? path;
  const ends = [before(edge.importer.path), before(edge.imported.path)];
  return base.imports.components.some((component) => ends.every((end) => component.includes(end)));
}

function placeIn(modules: readonly ModuleModel[], edge: ImportEdge): Placed | null {
  const module = modules.find(({ path }) => path === edge.importer.path);
  return module === undefined ? null : importPlace(module, edge);
}

function paramsOf({ edge, edges }: Cycle): {
  readonly importer: string;
  readonly imported: string;
  readonly modules: number;
  readonly chain: string;
} {
  return {
    importer: edge.importer.name,
    imported: edges[0]?.imported.name ?? edge.imported.name,
    modules: edges.length,
    chain: chainText(edges),
  };
}

function detailsOf({ edge, edges }: Cycle, project: Project) {
  const modules = edges.map((step) => step.importer.path).sort();
  const evidence = edges.slice(1).flatMap((step) => {
    const module = project.module(step.importer.path);
    const place = module === null ? null : importPlace(module, step);
    return place === null ? [] : [{ place, note: `imports \`${step.imported.name}\`` }];
  });
  return { evidence, context: `${edge.imported.name} ${modules.join(' ')}` };
}

/** `a → b → c → a`: the names of the modules. */
function chainText(edges: readonly ImportEdge[]): string {
  const [first] = edges;
  if (first === undefined) return '';
  const names = [first.importer.name, ...edges.map((edge) => edge.imported.name)];
  return names.join(' → ');
}
