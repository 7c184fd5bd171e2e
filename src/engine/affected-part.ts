import type { Expr, ModuleFacts, Span, Stmt } from '../python/facts/facts.ts';
import type { ModuleModel } from '../python/model/index.ts';
import { expressionsIn, statementsIn } from '../rule-kit/walk.ts';
import { linesOf, partsOf } from './statement-parts.ts';

/** Words that stand for something else than before. */
export interface Altered {
  readonly words: ReadonlySet<string>;
  /** Classes of which only members are other than before. */
  readonly apart: ReadonlySet<string>;
  /** Names of plain values. */
  readonly plain: ReadonlySet<string>;
}

/** The definitions of a module that a change elsewhere can affect; the others are as they were. */
export interface AffectedPart {
  /** Top-level names of what is affected. */
  readonly names: ReadonlySet<string>;
  /** Names of affected methods of classes that are not affected as a whole. */
  readonly methods: ReadonlySet<string>;
  readonly isEmpty: boolean;
  /** True for code that lies in an affected definition, or holds one. */
  overlaps(span: Span): boolean;
}

/**
 * The part of a module that uses some words (or dotted pairs of them), directly or through definitions of its own. A class is
 * taken apart: what its header, its fields or its constructor use reaches all of it, what a method uses reaches that method and
 * those that mention it. Classes in `apart` are not reached by the words of their own fields, and who mentions a `plain` word is
 * affected, but passes nothing on.
 */
export function affectedPart(module: ModuleModel, { words, apart, plain }: Altered): AffectedPart {
  const users = partsByWord(module);
  const followed = new Set(words);
  const open = [...words];
  const affected = new Set<Part>();
  for (let word = open.pop(); word !== undefined; word = open.pop()) {
    for (const part of users.get(word) ?? []) {
      if (
        affected.has(part) ||
        (part.kind === 'class' && part.names.some((name) => apart.has(name)))
      ) {
        continue;
      }
      affected.add(part);
      for (const name of part.names) {
        if (!followed.has(name)) open.push(name);
        followed.add(name);
      }
    }
  }
  const found = [...affected];
  const direct = [...plain].flatMap((word) => users.get(word) ?? []);
  return {
    names: new Set(found.flatMap(({ names, kind }) => (kind === 'method' ? [] : names))),
    methods: new Set(found.flatMap(({ names, kind }) => (kind === 'method' ? names : []))),
    isEmpty: found.length + direct.length === 0,
    ...overlapping([...found, ...direct]),
  };
}

/** Names of the parts of a module that some code lies in: of the method, where it lies in one. */
export function namesOfParts(module: ModuleModel, spans: readonly Span[]): ReadonlySet<string> {
  const parts = topLevel(module).flatMap((item) => item.parts);
  const names = spans.flatMap((one) => {
    const around = parts.filter(({ span }) => span.start < one.end && one.start < span.end);
    const methods = around.filter(({ kind }) => kind === 'method');
    return (methods.length > 0 ? methods : around).flatMap((part) => part.names);
  });
  return new Set(names);
}

/** Parts of a module that have one of the names. */
export function partNamed(
  module: ModuleModel,
  names: ReadonlySet<string>,
): Pick<AffectedPart, 'overlaps'> {
  const parts = topLevel(module).flatMap((item) => item.parts);
  return overlapping(parts.filter((part) => part.names.some((name) => names.has(name))));
}

function overlapping(parts: readonly Part[]): Pick<AffectedPart, 'overlaps'> {
  return {
    overlaps: ({ start, end }) => parts.some(({ span }) => span.start < end && start < span.end),
  };
}

/** The names, and those of the module's definitions that use them, directly or through each other. */
export function closure(module: ModuleModel, names: ReadonlySet<string>): ReadonlySet<string> {
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
export interface TopLevel {
  readonly stmt: Stmt;
  readonly names: readonly string[];
  readonly words: ReadonlySet<string>;
  readonly start: number;
  readonly end: number;
  /** The statement; of a class what reaches all of it, and each method. */
  readonly parts: readonly Part[];
}

interface Part {
  readonly names: readonly string[];
  readonly kind: 'statement' | 'class' | 'method';
  readonly words: ReadonlySet<string>;
  readonly span: Span;
}

/** By facts, as the statements themselves. */
const byWord = new WeakMap<ModuleFacts, ReadonlyMap<string, readonly Part[]>>();

function partsByWord(module: ModuleModel): ReadonlyMap<string, readonly Part[]> {
  const known = byWord.get(module.facts);
  if (known !== undefined) return known;
  const users = new Map<string, Part[]>();
  for (const part of topLevel(module).flatMap((item) => item.parts)) {
    for (const word of part.words) {
      const all = users.get(word);
      if (all === undefined) users.set(word, [part]);
      else all.push(part);
    }
  }
  byWord.set(module.facts, users);
  return users;
}

/** Functions and methods of a module that mention one of the names themselves. */
export function mentioning(
  module: ModuleModel,
  names: ReadonlySet<string>,
): Pick<AffectedPart, 'overlaps'> {
  const users = partsByWord(module);
  const parts = [...names].flatMap((name) => users.get(name) ?? []);
  return overlapping(parts.filter(({ kind }) => kind !== 'class'));
}

/** True when a module mentions one of the names. */
export function mentionsAny(module: ModuleModel, names: ReadonlySet<string>): boolean {
  const users = partsByWord(module);
  for (const name of names) if (users.has(name)) return true;
  return false;
}

/** By facts, which trees and reviews share. */
const topLevels = new WeakMap<ModuleFacts, readonly TopLevel[]>();

export function topLevel(module: ModuleModel): readonly TopLevel[] {
  const known =
    topLevels.get(module.facts) ??
    [...statementsIn(module.facts.body)].map((stmt) => topLevelOf(stmt, module));
  topLevels.set(module.facts, known);
  return known;
}

function topLevelOf(stmt: Stmt, module: ModuleModel): TopLevel {
  const span = wholeSpan(stmt, module);
  const whole = {
    names: boundNames(stmt, module),
    words: stmt.kind === 'import' ? new Set<string>() : wordsOf(linesOf([stmt], module.facts)),
    kind: 'statement' as const,
    span,
  };
  return {
    stmt,
    names: whole.names,
    words: whole.words,
    start: module.position(span.start).line,
    end: module.position(Math.max(stmt.start, stmt.end - 1)).line,
    parts: stmt.kind === 'class' ? partsOfClass(stmt, whole, module) : [whole],
  };
}

/** Decorators included. */
function wholeSpan(stmt: Stmt, module: ModuleModel): Span {
  const decorators = definitionOf(stmt, module)?.decorators ?? [];
  const start = Math.min(stmt.start, ...decorators.map((decorator) => decorator.start));
  return { start, end: stmt.end };
}

/** A method reaches others only where they name it; everything else reaches the whole class. */
function partsOfClass(stmt: Stmt & { kind: 'class' }, whole: Part, module: ModuleModel): Part[] {
  const { facts } = module;
  const methods: Part[] = [];
  const rest: Stmt[] = [];
  for (const inner of facts.classes[stmt.index]?.body ?? []) {
    const name = inner.kind === 'function' ? facts.functions[inner.index]?.name : undefined;
    if (name === undefined || BUILDS.has(name)) rest.push(inner);
    else {
      const words = wordsOf(linesOf([inner], facts));
      methods.push({ names: [name], words, kind: 'method', span: wholeSpan(inner, module) });
    }
  }
  const shared = wordsOf([partsOf(stmt, facts).text, ...linesOf(rest, facts)]);
  return [{ ...whole, kind: 'class', words: shared }, ...methods];
}

/** What these bind on the instance is used without naming them. */
export const BUILDS: ReadonlySet<string> = new Set([
  '__init__',
  '__new__',
  '__post_init__',
  '__aenter__',
  '__enter__',
]);

function definitionOf(
  stmt: Stmt,
  module: ModuleModel,
): { readonly name: string; readonly decorators: readonly Expr[] } | null {
  if (stmt.kind === 'function') return module.facts.functions[stmt.index] ?? null;
  return stmt.kind === 'class' ? (module.facts.classes[stmt.index] ?? null) : null;
}

export function boundNames(stmt: Stmt, module: ModuleModel): readonly string[] {
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

/** Identifiers in some lines, and pairs of them around a dot; those of a statement hold its decorators and annotations. */
function wordsOf(lines: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const line of lines) {
    let before = '';
    for (const [found, dot = '', word = ''] of line.matchAll(/(\.?)([\p{L}\p{N}_]+)/gu)) {
      if (found === '') continue;
      words.add(word);
      if (dot !== '' && before !== '') words.add(`${before}.${word}`);
      before = word;
    }
  }
  return words;
}
