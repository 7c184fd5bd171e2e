import type { ChangedFile } from '../domain/changed-file.ts';
import type { ChangedLines } from '../domain/changed-lines.ts';
import { compareText, sortedBy } from '../domain/order.ts';
import type { Skipped, Unjudged } from '../domain/review.ts';
import type { FileKind, ModuleModel, Project } from '../python/model/index.ts';
import type { AffectedPart, Altered } from './affected-part.ts';
import { affectedImporters } from './affected.ts';
import type { ReviewLimits } from './config.ts';
import { isOfKind } from './judged-kinds.ts';

/** Which modules are judged, and what was left out and why. */
export interface Targets {
  /** Sorted by path. */
  readonly modules: readonly ModuleModel[];
  /** Python files in scope: changed files of a review, all files of an audit. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
  /** Files in scope that no rule judges, by their kind. */
  readonly unjudged: readonly Unjudged[];
  /** Targets that the change does not touch, by path, and the part of each that uses what it touches. */
  readonly importers: Importers;
  /** What the change alters of changed modules, by path in head. */
  readonly altered: ReadonlyMap<string, Altered>;
}

/** By path: the part that is judged of a module that is not judged as a whole. */
export type Importers = ReadonlyMap<string, AffectedPart>;

export interface Scope {
  readonly limits: ReviewLimits;
  readonly isIgnored: (path: string) => boolean;
  /** Kinds of files that some rule judges. */
  readonly kinds: ReadonlySet<FileKind>;
}

const REASONS = {
  absent: 'its content was not at hand',
  'too-large': 'the file is too large',
  'too-slow': 'parsing took too long',
  undecodable: 'it is not text in the declared encoding',
} as const;

/** Every module of the tree, below `under` when given. */
export function auditTargets(project: Project, scope: Scope, under?: string): Targets {
  return targetsOf(project, pathsBelow(project, under), scope);
}

/** The modules of these targets in their order, each read when it is its turn. */
export function* auditedModules(
  project: Project,
  scope: Scope,
  under?: string,
): Iterable<ModuleModel> {
  for (const path of [...pathsBelow(project, under)].sort(compareText)) {
    if (scope.isIgnored(path) || !isOfKind(project, path, scope.kinds)) continue;
    const module = project.module(path);
    if (module !== null) yield module;
  }
}

function pathsBelow(project: Project, under: string | undefined): readonly string[] {
  const paths = project.modules.map((info) => info.path);
  return under === undefined ? paths : paths.filter((path) => isBelow(path, under));
}

/** True for the folder and for everything in it. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** Changed modules, and the importers that the change can affect. */
export function reviewTargets(
  change: {
    readonly head: Project;
    readonly base: Project;
    /** Those of a kind that some rule judges. */
    readonly files: readonly ChangedFile[];
    readonly allFiles: readonly ChangedFile[];
  },
  scope: Scope,
): Targets {
  const { head, allFiles } = change;
  const { limits } = scope;
  const changed = allFiles.map((file) => file.headPath).filter((path) => path !== null);
  const inScope = [...changed].sort(compareText);
  const judged = inScope.filter((path) => isOfKind(head, path, scope.kinds));
  const targets = targetsOf(head, judged.slice(0, limits.files), scope);
  const cut = judged.slice(limits.files).map((path) => ({
    path,
    reason: `the change has more than ${limits.files} Python files`,
  }));
  const importers = affectedImporters({
    ...change,
    limit: limits.importers,
    isIgnored: scope.isIgnored,
  });
  return {
    modules: sortModules([...targets.modules, ...importers.modules.keys()]),
    files: inScope,
    skipped: [...targets.skipped, ...cut, ...unreadImporters(importers.unread)],
    unjudged: unjudgedIn(head, inScope, scope),
    importers: new Map([...importers.modules].map(([module, part]) => [module.path, part])),
    altered: importers.altered,
  };
}

/** Named once: a change to a central module can have thousands of them. */
function unreadImporters(paths: readonly string[]): readonly Skipped[] {
  const [path, ...more] = paths;
  if (path === undefined) return [];
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  return [{ path, reason: `uses changed code, but was not read${rest}` }];
}

function targetsOf(project: Project, paths: readonly string[], scope: Scope): Targets {
  const modules: ModuleModel[] = [];
  const skipped: Skipped[] = [];
  for (const path of paths) {
    if (scope.isIgnored(path)) {
      skipped.push({ path, reason: 'ignored by the configuration' });
      continue;
    }
    if (!isOfKind(project, path, scope.kinds)) continue;
    const module = project.module(path);
    if (module === null) skipped.push({ path, reason: reasonOf(project, path) });
    else {
      modules.push(module);
      skipped.push(...partlyRead(module));
    }
  }
  return {
    modules: sortModules(modules),
    files: paths,
    skipped,
    unjudged: unjudgedIn(project, paths, scope),
    importers: new Map(),
    altered: new Map(),
  };
}

function unjudgedIn(project: Project, paths: readonly string[], scope: Scope): Unjudged[] {
  const counts = new Map<FileKind, number>();
  for (const path of paths) {
    const kind = project.info(path)?.kind;
    if (kind === undefined || scope.kinds.has(kind) || scope.isIgnored(path)) continue;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return sortedBy(
    [...counts].map(([kind, files]) => ({ kind, files })),
    ({ kind }) => [kind],
  );
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
