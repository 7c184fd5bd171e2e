import type { LibraryEntry, Role } from '../knowledge/entries.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Place } from '../domain/review.ts';
import type { CallSite, EntryPoint, ModuleModel, Placed, Project } from '../python/model/index.ts';
import type { Listeners, PracticeReport } from './definition.ts';

/** Places named in one row of the checklist: enough to believe it, few enough to read. */
const MOST_PLACES = 3;

interface Practice {
  readonly practice: (report: PracticeReport) => void;
  /** Places of a module under review that make the practice necessary. */
  readonly neededIn: (module: ModuleModel) => readonly Placed[];
  /** Places of the project that show it. Null: it cannot be told from what is at hand. */
  readonly evidence: (targets: readonly ModuleModel[]) => readonly (Placed | Place)[] | null;
}

/** Listeners of an absence rule: one row of the checklist with its four states. */
export function practiceRow({ practice, neededIn, evidence }: Practice): Listeners {
  return {
    practice(targets) {
      const judged = targets.filter((module) => module.kind === 'source');
      const needed = judged.flatMap(neededIn).slice(0, MOST_PLACES);
      if (needed.length === 0) {
        practice({ status: 'not-needed', needed: [], evidence: [] });
        return;
      }
      const found = evidence(judged);
      if (found === null) practice({ status: 'not-visible', needed, evidence: [] });
      else
        practice({
          status: found.length > 0 ? 'present' : 'missing',
          needed,
          evidence: found.slice(0, MOST_PLACES),
        });
    },
  };
}

/** Calls that reach another machine over HTTP or through a vendor's SDK. */
export function outboundCalls(module: ModuleModel): readonly CallSite[] {
  return module.calls.filter((call) => {
    const effects = call.fact?.effects ?? [];
    return effects.includes('network') || effects.includes('payment');
  });
}

/** Ways in that somebody outside waits for. */
export const SERVICE_ENTRIES: readonly EntryPoint['kind'][] = [
  'route',
  'webhook',
  'bot-handler',
  'bot-payment',
  'task',
  'consumer',
  'schedule',
];

/** Entry points of a module of the given kinds. */
export function entriesOf(
  module: ModuleModel,
  project: Project,
  kinds: readonly EntryPoint['kind'][],
): readonly EntryPoint[] {
  return project.entryPointsOf(module).filter((entry) => kinds.includes(entry.kind));
}

/** Imports and declared dependencies of libraries that a predicate picks, source modules first in order of path. */
export function libraryEvidence(
  project: Project,
  isMeant: (library: LibraryEntry, name: string) => boolean,
): readonly Place[] {
  const places: Place[] = [];
  for (const { library, name, place } of libraryImports(project)) {
    if (isMeant(library, name)) places.push(place);
    if (places.length >= MOST_PLACES) return places;
  }
  for (const manifest of project.manifests) {
    for (const { name, line } of manifest.distributions) {
      const isDeclared = project.knowledge.libraries.some(
        (library) => library.distributions.includes(name) && isMeant(library, ''),
      );
      if (isDeclared) places.push({ path: manifest.path, line });
    }
  }
  return places;
}

interface LibraryImport {
  readonly library: LibraryEntry;
  /** What is imported, dotted. */
  readonly name: string;
  readonly place: Place;
}

/** Every row of the checklist asks for them. */
const importsOfProjects = new WeakMap<Project, readonly LibraryImport[]>();

function libraryImports(project: Project): readonly LibraryImport[] {
  const known = importsOfProjects.get(project);
  if (known !== undefined) return known;
  const found: LibraryImport[] = [];
  for (const info of project.modules) {
    if (info.kind !== 'source' && info.kind !== 'config') continue;
    for (const { module, name, line } of project.imports.externalImportsOf(info.path)) {
      const full = name === null ? module : `${module}.${name}`;
      const library = project.knowledge.libraryOf(full);
      if (library !== null) found.push({ library, name: full, place: { path: info.path, line } });
    }
  }
  importsOfProjects.set(project, found);
  return found;
}

/** True for libraries made for a role: something of theirs has it, and they are no framework that merely offers it too. */
export function isLibraryFor(library: LibraryEntry, roles: readonly Role[]): boolean {
  if (library.kind.some((kind) => kind.endsWith('-framework') || kind === 'stdlib')) return false;
  return hasRole(library, roles);
}

function hasRole(library: LibraryEntry, roles: readonly Role[]): boolean {
  const all =
    rolesOfLibraries.get(library) ??
    new Set(
      [...library.callables, ...Object.values(library.types)].flatMap(
        ({ roles: own }) => own ?? [],
      ),
    );
  rolesOfLibraries.set(library, all);
  return roles.some((role) => all.has(role));
}

const rolesOfLibraries = new WeakMap<LibraryEntry, ReadonlySet<Role>>();

/** Calls of the modules under review to something with one of the roles. */
export function callsWithRole(
  targets: readonly ModuleModel[],
  knowledge: Knowledge,
  roles: readonly Role[],
): readonly CallSite[] {
  return targets.flatMap((module) =>
    module.calls.filter((call) => {
      const { name } = call;
      return name !== null && roles.some((role) => knowledge.hasRole(name, role));
    }),
  );
}

/** Lines of text files of the project that match, by path. */
export function linesMatching(
  project: Project,
  isFile: (path: string) => boolean,
  pattern: RegExp,
): readonly Place[] {
  const places: Place[] = [];
  for (const file of project.otherFiles) {
    if (!isFile(file.path)) continue;
    const lines = (project.textOf(file) ?? '').split(/\r\n|\n|\r/u);
    const line = lines.findIndex((text) => pattern.test(text)) + 1;
    if (line > 0) places.push({ path: file.path, line });
  }
  return places;
}
