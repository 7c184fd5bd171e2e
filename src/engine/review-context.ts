import { compareText } from '../domain/order.ts';
import type { ReviewContext } from '../domain/review.ts';
import type { LibraryKind } from '../knowledge/entries.ts';
import type { EntryPoint, ModuleModel, Project } from '../python/model/index.ts';

/** Library kinds that shape an architecture; the others are tools. */
const FRAMEWORK_KINDS: ReadonlySet<LibraryKind> = new Set<LibraryKind>([
  'web-framework',
  'bot-framework',
  'task-framework',
  'orm',
  'messaging',
  'payment-sdk',
  'dependency-injection',
]);

/** What the reviewed modules touch: for a review the changed ones, for an audit all. */
export function contextOf(project: Project, modules: readonly ModuleModel[]): ReviewContext {
  const paths = modules.map((module) => module.path);
  return {
    frameworks: sorted(paths.flatMap((path) => frameworksOf(project, path))),
    layout: project.layers.layout,
    layers: sorted(paths.map((path) => project.layers.layerOf(path)?.layer)),
    features: sorted(paths.map((path) => project.layers.featureOf(path))),
    entryPoints: sorted(modules.flatMap((module) => project.entryPointsOf(module).map(entryText))),
  };
}

function frameworksOf(project: Project, path: string): string[] {
  return project.imports
    .externalImportsOf(path)
    .filter((edge) => edge.kind !== 'type-only')
    .map((edge) => project.knowledge.libraryOf(edge.module))
    .filter((library) => library?.kind.some((kind) => FRAMEWORK_KINDS.has(kind)) === true)
    .map((library) => library?.library ?? '');
}

/** `POST /orders (app/api/orders.py)`, `task send_receipt (app/tasks.py)`. */
function entryText(entry: EntryPoint): string {
  const what = entry.methods.length > 0 ? entry.methods.join(', ') : entry.kind;
  return `${what} ${entry.path ?? entry.function.name} (${entry.module.path})`;
}

function sorted(values: readonly (string | null | undefined)[]): readonly string[] {
  const present = values.filter((value) => value !== null && value !== undefined && value !== '');
  return [...new Set(present as string[])].sort(compareText);
}
