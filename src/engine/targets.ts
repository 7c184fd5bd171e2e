import type { ChangedFile } from '../domain/changed-file.ts';
import type { ChangedLines } from '../domain/changed-lines.ts';
import { compareText } from '../domain/order.ts';
import type { Skipped } from '../domain/review.ts';
import type { ModuleModel, Project } from '../python/model/index.ts';
import type { ReviewLimits } from './config.ts';

/** Which modules are judged, and what was left out and why. */
export interface Targets {
  /** Sorted by path. */
  readonly modules: readonly ModuleModel[];
  /** Python files in scope: changed files of a review, all files of an audit. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
}

export interface Scope {
  readonly limits: ReviewLimits;
  isIgnored(path: string): boolean;
}

const IMPORTER_DEPTH = 2;

const REASONS = {
  absent: 'its content was not at hand',
  'too-large': 'the file is too large',
  'too-slow': 'parsing took too long',
  undecodable: 'it is not text in the declared encoding',
} as const;

/** Every module of the tree, below `under` when given. */
export function auditTargets(project: Project, scope: Scope, under?: string): Targets {
  const paths = project.modules.map((info) => info.path);
  return targetsOf(
    project,
    under === undefined ? paths : paths.filter((path) => isBelow(path, under)),
    scope,
  );
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** Changed modules, and the modules that import them: what the change can affect. */
export function reviewTargets(
  project: Project,
  changes: readonly ChangedFile[],
  scope: Scope,
): Targets {
  const changed = changes.map((file) => file.headPath).filter((path) => path !== null);
  const inScope = [...changed].sort(compareText);
  const kept = inScope.slice(0, scope.limits.files);
  const targets = targetsOf(project, kept, scope);
  const cut = inScope.slice(scope.limits.files).map((path) => ({
    path,
    reason: `the change has more than ${scope.limits.files} Python files`,
  }));
  const importers = importersOf(
    project,
    targets.modules.map((module) => module.path),
    scope,
  );
  return {
    modules: sortModules([...targets.modules, ...importers.modules]),
    files: inScope,
    skipped: [...targets.skipped, ...cut, ...importers.skipped],
  };
}

function targetsOf(project: Project, paths: readonly string[], scope: Scope): Targets {
  const modules: ModuleModel[] = [];
  const skipped: Skipped[] = [];
  for (const path of paths) {
    if (scope.isIgnored(path)) {
      skipped.push({ path, reason: 'ignored by the configuration' });
      continue;
    }
    const module = project.module(path);
    if (module === null) skipped.push({ path, reason: reasonOf(project, path) });
    else {
      modules.push(module);
      skipped.push(...partlyRead(module));
    }
  }
  return { modules: sortModules(modules), files: paths, skipped };
}

function reasonOf(project: Project, path: string): string {
  const reason = project.unread.find((entry) => entry.path === path)?.reason ?? 'absent';
  return Object.hasOwn(REASONS, reason) ? REASONS[reason as keyof typeof REASONS] : reason;
}

/** A file whose broken or extreme regions were passed over is analysed, but not wholly. */
function partlyRead(module: ModuleModel): Skipped[] {
  const reasons = module.facts.limits.map((hit) => ({
    line: hit.line,
    why: `limit of ${hit.limit} reached`,
  }));
  for (const span of module.facts.syntaxErrors) {
    reasons.push({ line: module.position(span.start).line, why: 'syntax error' });
  }
  const first = reasons.sort((a, b) => a.line - b.line)[0];
  if (first === undefined) return [];
  const more = reasons.length > 1 ? ` and ${reasons.length - 1} more` : '';
  return [
    {
      path: module.path,
      reason: `${first.why} at line ${first.line}${more}; the rest was analysed`,
    },
  ];
}

/** Nearest first, by path within a distance; bounded, and what was cut is said. */
function importersOf(
  project: Project,
  changed: readonly string[],
  scope: Scope,
): Pick<Targets, 'modules' | 'skipped'> {
  const seen = new Set(changed);
  const wanted: string[] = [];
  let frontier: readonly string[] = changed;
  for (let depth = 0; depth < IMPORTER_DEPTH; depth++) {
    frontier = runtimeImporters(project, frontier).filter(
      (path) => !seen.has(path) && !scope.isIgnored(path),
    );
    for (const path of frontier) seen.add(path);
    wanted.push(...frontier);
  }
  const kept = wanted.slice(0, scope.limits.importers);
  const modules = kept.map((path) => project.module(path)).filter((module) => module !== null);
  const missing = wanted.length - modules.length;
  const first = wanted.find((path) => !modules.some((module) => module.path === path));
  if (missing === 0 || first === undefined) return { modules, skipped: [] };
  const more = missing > 1 ? ` (and ${missing - 1} more importers)` : '';
  return {
    modules,
    skipped: [{ path: first, reason: `imports changed code, but was not read${more}` }],
  };
}

function runtimeImporters(project: Project, paths: readonly string[]): string[] {
  const importers = new Set<string>();
  for (const path of paths) {
    for (const edge of project.imports.importersOf(path)) {
      if (edge.kind !== 'type-only') importers.add(edge.importer.path);
    }
  }
  return [...importers].sort(compareText);
}

/** The same modules in base, and the deleted ones: what head is compared with. */
export function baseTargets(
  base: Project,
  head: Targets,
  change: { readonly files: readonly ChangedFile[]; readonly lines: ChangedLines },
): readonly ModuleModel[] {
  const paths = new Set<string>();
  for (const module of head.modules) {
    const path = change.lines.basePathOf(module.path);
    if (path !== null) paths.add(path);
  }
  for (const file of change.files) {
    if (file.headPath === null && file.basePath !== null) paths.add(file.basePath);
  }
  return sortModules(
    [...paths].map((path) => base.module(path)).filter((module) => module !== null),
  );
}

function sortModules(modules: readonly ModuleModel[]): readonly ModuleModel[] {
  return [...modules].sort((a, b) => compareText(a.path, b.path));
}
