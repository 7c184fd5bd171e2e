import type { CallExpr, Expr, Span, Stmt, YieldExpr } from '../facts/facts.ts';
import type {
  ArgumentPlace,
  AttributeBinding,
  Binding,
  Block,
  CallContext,
  Scope,
  TypeBound,
} from './scope.ts';

/** A block while it is being filled. */
export type OpenBlock = { -readonly [K in keyof Block]: Block[K] };

export function openBlock(parent: OpenBlock | null, span: Span): OpenBlock {
  const block: OpenBlock = {
    parent,
    start: span.start,
    end: span.end,
    loop: false,
    choice: null,
    leaves: null,
    children: [],
  };
  parent?.children.push(block);
  return block;
}

/** What a new scope is made of. */
export interface ScopeParts {
  readonly kind: Scope['kind'];
  readonly parent: Scope | null;
  readonly span: Span;
  readonly hole?: Span;
  readonly typeParams?: readonly string[];
  readonly typeBounds?: readonly TypeBound[] | undefined;
  readonly classIndex?: number;
}

const NO_BOUNDS: readonly TypeBound[] = [];

export function scopeOf(parts: ScopeParts): Scope {
  return {
    kind: parts.kind,
    parent: parts.parent,
    span: parts.span,
    hole: parts.hole ?? null,
    bindings: new Map(),
    narrows: null,
    children: [],
    globals: null,
    nonlocals: null,
    typeParams: parts.typeParams ?? [],
    typeBounds: parts.typeBounds ?? NO_BOUNDS,
    stars: [],
    classIndex: parts.classIndex ?? null,
    root: openBlock(null, parts.span),
  };
}

/** Where the walk over an owner stands, and what it has found so far. */
export interface Walk {
  scope: Scope;
  /** The scope whose children take new scopes: differs from `scope` inside a comprehension's first iterable. */
  holder: Scope;
  block: OpenBlock;
  statement: Stmt;
  deferred: boolean;
  lambda: ArgumentPlace | null;
  classIndex: number | null;
  readonly calls: CallContext[];
  readonly contexts: Map<CallExpr, CallContext>;
  readonly returns: (Expr | null)[];
  readonly yields: YieldExpr[];
  readonly attributes: AttributeBinding[];
  readonly classScopes: Map<number, Scope>;
}

export function startWalk(scope: Scope, statement: Stmt): Walk {
  return {
    scope,
    holder: scope,
    block: scope.root,
    statement,
    deferred: false,
    lambda: null,
    classIndex: null,
    calls: [],
    contexts: new Map(),
    returns: [],
    yields: [],
    attributes: [],
    classScopes: new Map(),
  };
}

function addTo(map: Map<string, Binding[]>, binding: Binding): void {
  const known = map.get(binding.name);
  if (known) known.push(binding);
  else map.set(binding.name, [binding]);
}

export function bind(scope: Scope, binding: Binding): void {
  if (binding.kind !== 'narrow') return addTo(scope.bindings, binding);
  scope.narrows ??= new Map();
  addTo(scope.narrows, binding);
}

/** Notes the names of a `global` or `nonlocal` statement. */
export function declare(scope: Scope, kind: 'global' | 'nonlocal', names: readonly string[]): void {
  scope.globals ??= new Set();
  scope.nonlocals ??= new Set();
  for (const name of names) (kind === 'global' ? scope.globals : scope.nonlocals).add(name);
}

/** Opens an inner scope at the place of the walk. */
export function openScope(walk: Walk, parts: Omit<ScopeParts, 'parent'>): Scope {
  const scope = scopeOf({ ...parts, parent: walk.scope });
  walk.holder.children.push(scope);
  return scope;
}

/** Runs `inside` with the walk standing in `scope`, then steps back out. */
export function within(walk: Walk, scope: Scope, inside: () => void): void {
  const { scope: outer, holder, block } = walk;
  walk.scope = scope;
  walk.holder = scope;
  walk.block = scope.root;
  inside();
  walk.scope = outer;
  walk.holder = holder;
  walk.block = block;
}
