import type { ChangedFile } from '../domain/changed-file.ts';
import type { ChangedLines } from '../domain/changed-lines.ts';
import { sortedBy } from '../domain/order.ts';
import type { ClassModel, FunctionModel, ModuleModel, Project } from '../python/model/index.ts';
import { linesOf } from './statement-parts.ts';

/**
 * Follows definitions from base to head through edits, renames and moves between the files of a change. Definitions in
 * files that the change does not touch are the same by path and name.
 */
export interface Tracking {
  /** Path and symbol in base of a place of head: the same place when nothing is known. */
  readonly identityOf: (headPath: string, headSymbol: string) => SymbolPlace;
  readonly baseOf: (fn: FunctionModel) => FunctionModel | null;
  readonly headOf: (fn: FunctionModel) => FunctionModel | null;
}

export interface SymbolPlace {
  readonly path: string;
  readonly symbol: string;
}

type Definition = FunctionModel | ClassModel;

/** Below these shares of common lines two definitions are different ones. */
const SAME_NAME_SIMILARITY = 0.5;
const OTHER_NAME_SIMILARITY = 0.8;
/** Bounds the comparison of a change that adds and deletes very many definitions. */
const MAX_CANDIDATES = 400;
/** A body this short proves nothing about a renamed definition. */
const MIN_LINES = 2;

export function trackDefinitions(
  base: Project,
  head: Project,
  change: { readonly files: readonly ChangedFile[]; readonly lines: ChangedLines },
): Tracking {
  const { toBase, toHead } = linkedDefinitions(base, head, change);
  const headSide: OtherSide = {
    project: head,
    pathOf: change.lines.headPathOf,
    changed: new Set(change.files.map((file) => file.basePath)),
  };
  const baseSide: OtherSide = {
    project: base,
    pathOf: change.lines.basePathOf,
    changed: new Set(change.files.map((file) => file.headPath)),
  };
  return {
    identityOf: (path, symbol) => identityOf(toBase, change.lines, { path, symbol }),
    baseOf: (fn) => counterpart(toBase, fn, baseSide),
    headOf: (fn) => counterpart(toHead, fn, headSide),
  };
}

type Links = ReadonlyMap<string, Definition>;

function linkedDefinitions(
  base: Project,
  head: Project,
  change: { readonly files: readonly ChangedFile[]; readonly lines: ChangedLines },
): { readonly toBase: Links; readonly toHead: Links } {
  const toBase = new Map<string, Definition>();
  const toHead = new Map<string, Definition>();
  const link = (from: Definition, to: Definition): void => {
    toBase.set(keyOf(to.module.path, to.symbol), from);
    toHead.set(keyOf(from.module.path, from.symbol), to);
  };
  const left = changedDefinitions(
    base,
    change.files.map((file) => file.basePath),
  );
  const right = changedDefinitions(
    head,
    change.files.map((file) => file.headPath),
  );
  linkByName(left, right, { lines: change.lines, link });
  linkByText(
    left.filter((def) => !toHead.has(keyOf(def.module.path, def.symbol))),
    right.filter((def) => !toBase.has(keyOf(def.module.path, def.symbol))),
    link,
  );
  return { toBase, toHead };
}

/** Linked, or in a file that the change does not touch: then path and symbol say it. */
function counterpart(links: Links, fn: FunctionModel, other: OtherSide): FunctionModel | null {
  const found = links.get(keyOf(fn.module.path, fn.symbol));
  if (found !== undefined) return 'params' in found ? found : null;
  const path = other.pathOf(fn.module.path);
  if (path === null || path !== fn.module.path || other.changed.has(path)) return null;
  return functionAt(other.project, path, fn.symbol);
}

interface OtherSide {
  readonly project: Project;
  readonly pathOf: (path: string) => string | null;
  /** Paths of the asking side that the change touches. */
  readonly changed: ReadonlySet<string | null>;
}

function keyOf(path: string, symbol: string): string {
  return `${path}\0${symbol}`;
}

function functionAt(project: Project, path: string, symbol: string): FunctionModel | null {
  return project.module(path)?.functions.find((fn) => fn.symbol === symbol) ?? null;
}

/** The longest tracked prefix of the symbol decides: `New.pay.retry` follows `New.pay`, or else `New`. */
function identityOf(toBase: Links, lines: ChangedLines, place: SymbolPlace): SymbolPlace {
  const parts = place.symbol.split('.');
  for (let length = parts.length; length > 0; length--) {
    const found = toBase.get(keyOf(place.path, parts.slice(0, length).join('.')));
    if (found === undefined) continue;
    const symbol = [found.symbol, ...parts.slice(length)].join('.');
    return { path: found.module.path, symbol };
  }
  return { path: lines.basePathOf(place.path) ?? place.path, symbol: place.symbol };
}

function changedDefinitions(
  project: Project,
  paths: readonly (string | null)[],
): readonly Definition[] {
  const modules = paths
    .map((path) => (path === null ? null : project.module(path)))
    .filter((module) => module !== null);
  return sortedBy(modules.flatMap(definitionsOf), (def) => [
    def.module.path,
    def.span.start,
    def.symbol,
  ]);
}

function definitionsOf(module: ModuleModel): Definition[] {
  return [...module.classes, ...module.functions];
}

/** Same file (renames followed) and same dotted name. Of definitions that share both, the n-th meets the n-th. */
function linkByName(
  left: readonly Definition[],
  right: readonly Definition[],
  how: { readonly lines: ChangedLines; readonly link: (from: Definition, to: Definition) => void },
): void {
  const byName = new Map<string, Definition[]>();
  for (const def of left) {
    const key = `${kindOf(def)}\0${keyOf(def.module.path, def.symbol)}`;
    byName.set(key, [...(byName.get(key) ?? []), def]);
  }
  for (const def of right) {
    const path = how.lines.basePathOf(def.module.path);
    const from =
      path === null ? undefined : byName.get(`${kindOf(def)}\0${keyOf(path, def.symbol)}`)?.shift();
    if (from !== undefined) how.link(from, def);
  }
}

function kindOf(def: Definition): 'function' | 'class' {
  return 'params' in def ? 'function' : 'class';
}

interface Candidate {
  readonly from: Definition;
  readonly to: Definition;
  readonly score: number;
}

/** The rest is matched by body, best pairs first; a shared name needs less likeness. */
function linkByText(
  left: readonly Definition[],
  right: readonly Definition[],
  link: (from: Definition, to: Definition) => void,
): void {
  const texts = new Map<Definition, readonly string[]>();
  const linesFor = (def: Definition): readonly string[] => {
    const known = texts.get(def) ?? linesOf(def.facts.body, def.module.facts);
    texts.set(def, known);
    return known;
  };
  const candidates: Candidate[] = [];
  for (const to of right.slice(0, MAX_CANDIDATES)) {
    for (const from of left.slice(0, MAX_CANDIDATES)) {
      if (kindOf(from) !== kindOf(to)) continue;
      const score = likeness(linesFor(from), linesFor(to));
      if (isSame(from, to, { score, lines: linesFor(to).length }))
        candidates.push({ from, to, score });
    }
  }
  const taken = new Set<Definition>();
  for (const { from, to } of sortedBy(candidates, (c) => [from0(c), -c.score])) {
    if (taken.has(from) || taken.has(to)) continue;
    taken.add(from).add(to);
    link(from, to);
  }
}

/** Pairs of the same name come first. */
function from0(candidate: Candidate): number {
  return candidate.from.name === candidate.to.name ? 0 : 1;
}

function isSame(
  from: Definition,
  to: Definition,
  by: { readonly score: number; readonly lines: number },
): boolean {
  if (from.name === to.name) return by.score >= SAME_NAME_SIMILARITY;
  return by.lines >= MIN_LINES && by.score >= OTHER_NAME_SIMILARITY;
}

/** Share of common lines, as bags: 1 when equal, whatever the order. */
function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  if (Math.min(a.length, b.length) / Math.max(a.length, b.length) < SAME_NAME_SIMILARITY) return 0;
  const bag = new Map<string, number>();
  for (const line of a) bag.set(line, (bag.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of b) {
    const count = bag.get(line) ?? 0;
    if (count === 0) continue;
    common++;
    bag.set(line, count - 1);
  }
  return (2 * common) / (a.length + b.length);
}
