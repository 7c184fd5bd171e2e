import type { ChangedFile, LineRange } from '../domain/changed-file.ts';
import { compareText } from '../domain/order.ts';
import type { Expr, ModuleFacts, Stmt } from '../python/facts/facts.ts';
import type { ImportEdge, ModuleModel, Project } from '../python/model/index.ts';
import { expressionsIn, statementsIn } from '../rule-kit/walk.ts';
import { linesOf } from './statement-parts.ts';

/**
 * Which importers a change can affect: those that use a name whose definition was changed, directly or through other
 * definitions. An over-approximation by words, so that nothing affected is missed; an importer that uses other names of a
 * changed module is not read.
 */
export interface Affected {
  /** Modules that use changed names, nearest first, by path within a distance. */
  readonly modules: readonly ModuleModel[];
  /** Importers beyond the limit, or without content. */
  readonly unread: readonly string[];
}

export interface AffectedInput {
  readonly head: Project;
  readonly base: Project;
  readonly files: readonly ChangedFile[];
  /** Importers read at the most. */
  readonly limit: number;
  isIgnored(path: string): boolean;
}

/** Uses of uses are followed this far; passing a name through a package's `__init__` costs nothing. */
const MAX_DISTANCE = 2;
const MAX_HOPS = 4;

interface Step {
  readonly path: string;
  readonly names: ReadonlySet<string>;
  readonly distance: number;
}

export function affectedImporters(input: AffectedInput): Affected {
  const changed = new Set(input.files.map((file) => file.headPath));
  let frontier = input.files.flatMap((file) => startOf(file, input));
  const seen = new Map<string, Set<string>>();
  const modules = new Map<string, ModuleModel>();
  const unread = new Set<string>();
  const read = new Set<string>();
  for (let hop = 0; hop < MAX_HOPS && frontier.length > 0; hop++) {
    const next: Step[] = [];
    for (const { edge, step } of usesOf(frontier, input)) {
      const { path } = edge.importer;
      if (changed.has(path) || !isNew(seen, path, step.names)) continue;
      if (!read.has(path) && read.size >= input.limit) {
        unread.add(path);
        continue;
      }
      read.add(path);
      const module = input.head.module(path);
      if (module === null) unread.add(path);
      else {
        const found = usesWithin(module, step, edge);
        if (found.uses && !modules.has(path)) modules.set(path, module);
        if (found.next.distance < MAX_DISTANCE) next.push(found.next);
      }
    }
    frontier = next;
  }
  return { modules: [...modules.values()], unread: [...unread].sort(compareText) };
}

/** Names of a changed module whose definitions the change touches, and those that use them. */
function startOf(file: ChangedFile, input: AffectedInput): Step[] {
  if (file.headPath === null) return [];
  const head = input.head.module(file.headPath);
  if (head === null) return [];
  const base = file.basePath === null ? null : input.base.module(file.basePath);
  const touched = new Set([
    ...touchedNames(head, file.added),
    ...(base === null ? [] : touchedNames(base, file.removed)),
  ]);
  return touched.size === 0
    ? []
    : [{ path: head.path, names: closure(head, touched), distance: 0 }];
}

function touchedNames(module: ModuleModel, ranges: readonly LineRange[]): string[] {
  return topLevel(module)
    .filter(({ start, end }) => ranges.some((range) => range.start <= end && start <= range.end))
    .flatMap(({ names }) => names);
}

/** Imports of the names by source modules that are reviewed; those for types only bring in types. Sorted, so that the limit cuts the same ones always. */
function usesOf(
  steps: readonly Step[],
  input: AffectedInput,
): { readonly edge: ImportEdge; readonly step: Step }[] {
  const uses = steps.flatMap((step) =>
    input.head.imports
      .importersOf(step.path)
      .filter((edge) => edge.importer.kind === 'source' && takes(edge, step.names))
      .filter((edge) => !input.isIgnored(edge.importer.path))
      .map((edge) => ({ edge, step })),
  );
  return uses.sort((a, b) => compareText(a.edge.importer.path, b.edge.importer.path));
}

/** A plain `import module` takes every name. */
function takes(edge: ImportEdge, names: ReadonlySet<string>): boolean {
  return edge.names.length === 0 || edge.names.some((name) => name === '*' || names.has(name));
}

/** True when some of the names were not followed into this module yet. */
function isNew(seen: Map<string, Set<string>>, path: string, names: ReadonlySet<string>): boolean {
  const known = seen.get(path) ?? new Set<string>();
  seen.set(path, known);
  const before = known.size;
  for (const name of names) known.add(name);
  return known.size > before;
}

/** Definitions of an importer that use the names, and what its own importers must look for. */
function usesWithin(
  module: ModuleModel,
  step: Step,
  edge: ImportEdge,
): { readonly uses: boolean; readonly next: Step } {
  const taken = new Set([...step.names].filter((name) => takesName(edge, name)));
  const local = new Set([...taken, ...aliasesOf(module, taken)]);
  const users = closure(module, local);
  const uses = topLevel(module).some(({ words }) => intersects(words, local));
  return {
    uses,
    next: { path: module.path, names: users, distance: step.distance + (uses ? 1 : 0) },
  };
}

function takesName(edge: ImportEdge, name: string): boolean {
  return edge.names.length === 0 || edge.names.includes(name) || edge.names.includes('*');
}

function aliasesOf(module: ModuleModel, names: ReadonlySet<string>): string[] {
  return module.facts.imports
    .filter((imported) => imported.name !== null && names.has(imported.name))
    .map((imported) => imported.alias)
    .filter((alias) => alias !== null);
}

/** The names, and those of the module's definitions that use them, directly or through each other. */
function closure(module: ModuleModel, names: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(names);
  const open = topLevel(module);
  for (let grew = true; grew;) {
    grew = false;
    for (const item of open) {
      if (item.names.every((name) => all.has(name)) || !intersects(item.words, all)) continue;
      for (const name of item.names) all.add(name);
      grew = true;
    }
  }
  return all;
}

function intersects(words: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  for (const name of names) if (words.has(name)) return true;
  return false;
}

/** A statement of the module's top level: what it binds, what it mentions, and its lines. */
interface TopLevel {
  readonly names: readonly string[];
  readonly words: ReadonlySet<string>;
  readonly start: number;
  readonly end: number;
}

/** By facts, which trees and reviews share. */
const topLevels = new WeakMap<ModuleFacts, readonly TopLevel[]>();

function topLevel(module: ModuleModel): readonly TopLevel[] {
  const known =
    topLevels.get(module.facts) ??
    [...statementsIn(module.facts.body)].map((stmt) => topLevelOf(stmt, module));
  topLevels.set(module.facts, known);
  return known;
}

function topLevelOf(stmt: Stmt, module: ModuleModel): TopLevel {
  const definition = definitionOf(stmt, module);
  const starts = [
    stmt.start,
    ...(definition?.decorators.map((decorator) => decorator.start) ?? []),
  ];
  return {
    names: boundNames(stmt, module),
    words: stmt.kind === 'import' ? new Set() : wordsOf(stmt, module),
    start: module.position(Math.min(...starts)).line,
    end: module.position(Math.max(stmt.start, stmt.end - 1)).line,
  };
}

function definitionOf(
  stmt: Stmt,
  module: ModuleModel,
): { readonly name: string; readonly decorators: readonly Expr[] } | null {
  if (stmt.kind === 'function') return module.facts.functions[stmt.index] ?? null;
  return stmt.kind === 'class' ? (module.facts.classes[stmt.index] ?? null) : null;
}

function boundNames(stmt: Stmt, module: ModuleModel): readonly string[] {
  const definition = definitionOf(stmt, module);
  if (definition !== null) return [definition.name];
  if (stmt.kind === 'import') {
    return stmt.indices.flatMap((index) => {
      const imported = module.facts.imports[index];
      return imported === undefined ? [] : [imported.alias ?? imported.name ?? imported.module];
    });
  }
  if (stmt.kind !== 'assign') return [];
  return stmt.targets.flatMap((target) =>
    [...expressionsIn(target)].flatMap((expr) => (expr.kind === 'name' ? [expr.id] : [])),
  );
}

/** Identifiers of the statement and of everything in it, decorators and annotations included. */
function wordsOf(stmt: Stmt, module: ModuleModel): ReadonlySet<string> {
  const words = new Set<string>();
  for (const line of linesOf([stmt], module.facts)) {
    for (const word of line.split(/[^\p{L}\p{N}_]+/u)) words.add(word);
  }
  return words;
}
