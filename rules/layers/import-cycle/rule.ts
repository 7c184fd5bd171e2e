import {
  cycleClosedBy,
  cycleText,
  defineRule,
  importPlace,
  shortestCycle,
  wasEntangled,
} from '#rule-kit';
import type { ClosedCycle, ImportEdge, ModuleModel, Placed, Project } from '#rule-kit';

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
    const tell = (cycle: ClosedCycle, place: Placed): void => {
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
          const cycle = shortestCycle(component, project);
          const place = cycle === null ? null : placeIn(judged, cycle.edge);
          if (cycle === null || place === null) continue;
          if (component.length <= cycle.edges.length) tell(cycle, place);
          else {
            const params = {
              size: component.length,
              chain: cycleText(cycle.edges),
            };
            report(place, 'entangled', params, detailsOf(cycle, project));
          }
        }
      },
      change(change) {
        const told = new Set<string>();
        const isCustom = importsInFunctions(change.base);
        for (const edge of change.addedEdges) {
          const module = project.module(edge.importer.path);
          const place = module?.kind === 'source' ? importPlace(module, edge) : null;
          if (place === null) continue;
          const cycle = cycleClosedBy(edge, project);
          if (cycle === null || wasEntangled(cycle, change)) continue;
          // Two new imports may close one cycle: it is told once.
          const { context } = detailsOf(cycle, project);
          const ring = context.slice(context.indexOf(' '));
          if (told.has(ring)) continue;
          told.add(ring);
          if (edge.kind === 'runtime') tell(cycle, place);
          else if (!isCustom)
            report(place, 'deferred', paramsOf(cycle), {
              ...detailsOf(cycle, project),
              severity: 'low',
            });
        }
      },
    };
  },
});

/** From so many imports inside functions on, a project has chosen to live with what they hide. */
const CUSTOM = 20;

function importsInFunctions({ imports }: Project): boolean {
  const deferred = imports.edges.filter(
    ({ kind, importer }) => kind === 'deferred' && importer.kind === 'source',
  );
  return deferred.length >= CUSTOM;
}

function placeIn(modules: readonly ModuleModel[], edge: ImportEdge): Placed | null {
  const module = modules.find(({ path }) => path === edge.importer.path);
  return module === undefined ? null : importPlace(module, edge);
}

function paramsOf({ edge, edges }: ClosedCycle): {
  readonly importer: string;
  readonly imported: string;
  readonly modules: number;
  readonly chain: string;
} {
  return {
    importer: edge.importer.name,
    imported: edges[0]?.imported.name ?? edge.imported.name,
    modules: edges.length,
    chain: cycleText(edges),
  };
}

function detailsOf({ edge, edges }: ClosedCycle, project: Project) {
  const modules = edges.map((step) => step.importer.path).sort();
  const evidence = edges.slice(1).flatMap((step) => {
    const module = project.module(step.importer.path);
    const place = module === null ? null : importPlace(module, step);
    return place === null ? [] : [{ place, note: `imports \`${step.imported.name}\`` }];
  });
  return { evidence, context: `${edge.imported.name} ${modules.join(' ')}` };
}
