import type { Expr } from '../facts/facts.ts';
import { reachingBindings } from './reaching.ts';
import { blockAt, scopeAt } from './scope.ts';
import type { Binding, OwnerTable, Scope } from './scope.ts';

/** An owner's table with the owner around it: what a name is looked up along. */
export interface Frame<Self> {
  readonly table: OwnerTable;
  /** Null for a module. */
  readonly outer: Self | null;
  /** Scope of the outer frame that holds the definition. */
  readonly definedIn: Scope | null;
  readonly definedAt: number;
  /** Assignments to a module's names by functions that declare them `global`; empty for functions. */
  globalWrites(name: string): readonly Candidate<Self>[];
}

/** A binding that may be the one meant, with the frame its expressions are read in. */
export interface Candidate<F> {
  readonly frame: F;
  readonly scope: Scope;
  readonly binding: Binding;
}

export type Lookup<F> =
  /** No candidates: bound, but it cannot be told to what. */
  | { readonly kind: 'bound'; readonly candidates: readonly Candidate<F>[] }
  /** With its bound, and the frame that is read in. */
  | { readonly kind: 'type-param'; readonly bound: Expr | null; readonly frame: F }
  /** Bound nowhere: a star import of the module, or a builtin. */
  | { readonly kind: 'unbound'; readonly module: F };

const AFTER_ALL = Number.MAX_SAFE_INTEGER;
/** Bindings compared for a name that an inner function reads. */
const MAX_LATER = 50;

/** Bindings that hold when a scope's code has run to its end; null when there are too many to tell. */
export function finalBindings(scope: Scope, name: string): readonly Binding[] | null {
  const bindings = scope.bindings.get(name);
  if (!bindings) return [];
  return bindings.length === 1 ? bindings : reachingBindings(bindings, AFTER_ALL, scope.root);
}

/** Finds what a name, read at an offset of a frame, may be bound to, by Python's scope rules. */
export function lookupName<F extends Frame<F>>(frame: F, name: string, at: number): Lookup<F> {
  let scope: Scope | null = scopeAt(frame.table.scope, at);
  const start = scope;
  for (; scope; scope = scope.parent) {
    if (scope.globals?.has(name)) return lookupGlobal(frame, name);
    if (scope.kind === 'class' && scope !== start) {
      if (scope.typeParams.includes(name)) return typeParam({ frame, scope, name });
      continue;
    }
    const found = bindingsAt(scope, name, at);
    if (!found) return { kind: 'bound', candidates: [] };
    if (found.length > 0) return bound({ frame, scope, name }, found);
    if (scope.kind === 'function' && isLocal(scope, name)) return bound({ frame, scope, name }, []);
    if (scope.typeParams.includes(name)) return typeParam({ frame, scope, name });
  }
  return lookupOutside(frame, name);
}

function isLocal(scope: Scope, name: string): boolean {
  return scope.bindings.has(name) && !scope.nonlocals?.has(name);
}

interface NameIn<F> {
  readonly frame: F;
  readonly scope: Scope;
  readonly name: string;
}

function typeParam<F>({ frame, scope, name }: NameIn<F>): Lookup<F> {
  const found = scope.typeBounds.find((candidate) => candidate.name === name);
  return { kind: 'type-param', bound: found?.bound ?? null, frame };
}

function bound<F extends Frame<F>>(where: NameIn<F>, bindings: readonly Binding[]): Lookup<F> {
  const { frame, scope, name } = where;
  const candidates = bindings.map((binding) => ({ frame, scope, binding }));
  const writes = scope.kind === 'module' ? frame.globalWrites(name) : [];
  return { kind: 'bound', candidates: [...candidates, ...writes] };
}

function bindingsAt(scope: Scope, name: string, at: number): readonly Binding[] | null {
  if (scope.nonlocals?.has(name)) return [];
  const bindings = scope.bindings.get(name);
  const narrows = scope.narrows?.get(name);
  if (!bindings && !narrows) return [];
  if (bindings?.length === 1 && !narrows) {
    return scope.kind === 'module' || scope.kind === 'class'
      ? bindings.filter((binding) => binding.at <= at && !isBare(scope, binding))
      : bindings;
  }
  const all = narrows || scope.kind === 'class' ? merged(scope, bindings, narrows) : bindings;
  return reachingBindings(all ?? [], at, blockAt(scope.root, at));
}

/** Names of the owners around: class scopes are skipped, and what runs later may see every later binding. */
function lookupOutside<F extends Frame<F>>(from: F, name: string): Lookup<F> {
  let inner = from;
  for (let frame = from.outer; frame; frame = frame.outer) {
    for (let scope = inner.definedIn; scope; scope = scope.parent) {
      if (scope.typeParams.includes(name)) return typeParam({ frame, scope, name });
      if (scope.kind === 'class') continue;
      if (scope.globals?.has(name)) return lookupGlobal(frame, name);
      if (!isLocal(scope, name)) continue;
      const later = laterBindings(scope, name, inner.definedAt);
      return later ? bound({ frame, scope, name }, later) : { kind: 'bound', candidates: [] };
    }
    inner = frame;
  }
  return { kind: 'unbound', module: inner };
}

/** Bindings and narrowings of a name in one order. */
function merged(
  scope: Scope,
  bindings: readonly Binding[] = [],
  narrows: readonly Binding[] = [],
): readonly Binding[] {
  const all = [...bindings, ...narrows].filter((binding) => !isBare(scope, binding));
  return all.sort((a, b) => a.at - b.at);
}

/** `date: date` in a class body binds nothing that the body could read. */
function isBare(scope: Scope, binding: Binding): boolean {
  return scope.kind === 'class' && binding.kind === 'assign' && binding.value === null;
}

function laterBindings(scope: Scope, name: string, definedAt: number): readonly Binding[] | null {
  if (scope.kind === 'module') return finalBindings(scope, name);
  const bindings = scope.bindings.get(name) ?? [];
  if (bindings.length === 1) return bindings;
  const before = reachingBindings(bindings, definedAt, blockAt(scope.root, definedAt));
  const after = bindings.filter((binding) => binding.at > definedAt);
  const carried = before?.filter((binding) => binding.at <= definedAt);
  return carried && carried.length + after.length <= MAX_LATER ? [...carried, ...after] : null;
}

/** What a name means in a module or class once everything has run: for annotations, which are often read late. */
export function lookupLate<F extends Frame<F>>(frame: F, name: string, at: number): Lookup<F> {
  for (let scope: Scope | null = scopeAt(frame.table.scope, at); scope; scope = scope.parent) {
    const all = finalBindings(scope, name);
    if (!all) return { kind: 'bound', candidates: [] };
    const found = all.filter((binding) => !isBare(scope, binding));
    if (found.length > 0) return bound({ frame, scope, name }, found);
  }
  return frame.outer ? lookupLate(frame.outer, name, frame.definedAt) : lookupGlobal(frame, name);
}

function lookupGlobal<F extends Frame<F>>(from: F, name: string): Lookup<F> {
  let module = from;
  while (module.outer) module = module.outer;
  const { scope } = module.table;
  const bindings = finalBindings(scope, name);
  if (!bindings) return { kind: 'bound', candidates: [] };
  const writes = module.globalWrites(name);
  if (bindings.length === 0 && writes.length === 0) return { kind: 'unbound', module };
  const own = bindings.map((binding) => ({ frame: module, scope, binding }));
  return { kind: 'bound', candidates: [...own, ...writes] };
}
