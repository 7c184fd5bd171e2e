import type {
  Argument,
  CallExpr,
  Expr,
  MatchedClass,
  Param,
  Span,
  Stmt,
  FunctionFacts,
  YieldExpr,
} from '../facts/facts.ts';

/** `T: Bound` in the brackets of a definition. */
export type TypeBound = NonNullable<FunctionFacts['typeBounds']>[number];

/**
 * Scopes and bindings of one owner (a module's top level or a function body) as plain data. What a name means is decided by
 * position: the scope that encloses an offset, the blocks that enclose it, and the bindings that can reach it.
 */
export interface Scope {
  readonly kind: 'module' | 'class' | 'function' | 'lambda' | 'comprehension';
  /** Enclosing scope of the same owner, null for the owner's own scope. */
  readonly parent: Scope | null;
  readonly span: Span;
  /** Part of the span that is read in the enclosing scope: the first iterable of a comprehension. */
  readonly hole: Span | null;
  readonly bindings: Map<string, Binding[]>;
  /** `isinstance` tests by name: they hold inside their block and bind nothing. */
  narrows: Map<string, Binding[]> | null;
  /** Scopes whose span lies directly in this one, disjoint, by start. Those in the hole have another `parent`. */
  readonly children: Scope[];
  globals: Set<string> | null;
  nonlocals: Set<string> | null;
  /** Names declared in brackets (PEP 695): visible in inner functions too. */
  readonly typeParams: readonly string[];
  readonly typeBounds: readonly TypeBound[];
  /** `from m import *`, by index into the imports. */
  readonly stars: number[];
  /** Index of the class whose body this is, else null. */
  readonly classIndex: number | null;
  readonly root: Block;
}

/** Statements that run together. Bodies of `with` and `finally` belong to the block around them. */
export interface Block {
  readonly parent: Block | null;
  readonly start: number;
  readonly end: number;
  readonly loop: boolean;
  /** Blocks with the same choice exclude each other: arms of an if, cases of a match, handlers of a try. */
  readonly choice: Stmt | null;
  /** `exit`: its end leaves the function. `jump`: it leaves the loop iteration. */
  readonly leaves: 'exit' | 'jump' | null;
  readonly children: Block[];
}

interface BindingPlace {
  readonly name: string;
  /** Offset from which it holds. */
  readonly at: number;
  readonly block: Block;
  /** The statement or expression that binds it. */
  readonly span: Span;
}

/** Position inside an unpacked tuple, outermost first; empty for the whole value. */
export type UnpackPath = readonly number[];

export type Binding = BindingPlace &
  (
    | { readonly kind: 'import'; readonly index: number }
    | { readonly kind: 'function' | 'class'; readonly index: number }
    | {
        readonly kind: 'assign';
        readonly value: Expr | null;
        readonly annotation: Expr | null;
        readonly path: UnpackPath;
      }
    | {
        readonly kind: 'for';
        readonly iterable: Expr;
        readonly isAsync: boolean;
        readonly path: UnpackPath;
      }
    | {
        readonly kind: 'with';
        readonly context: Expr;
        readonly isAsync: boolean;
        readonly path: UnpackPath;
      }
    | { readonly kind: 'except'; readonly types: readonly Expr[] }
    | { readonly kind: 'param'; readonly param: Param; readonly index: number }
    /** `isinstance(name, types)` holds from here to the end of its block. */
    | { readonly kind: 'narrow'; readonly types: Expr }
    | { readonly kind: 'type-alias'; readonly value: Expr }
    | { readonly kind: 'delete' }
    /** `case Order() as order`: with what its class pattern says of it. */
    | { readonly kind: 'capture'; readonly matched: MatchedClass | null }
  );

/** Why a call stands where it stands. */
export interface CallContext {
  readonly expr: CallExpr;
  readonly awaited: boolean;
  /** In a lambda or a generator expression. */
  readonly deferred: boolean;
  /** The call whose argument is this call (directly or in a list of arguments). */
  readonly consumer: ArgumentPlace | null;
  /** The innermost enclosing lambda that is an argument of a call. */
  readonly lambda: ArgumentPlace | null;
  /** Index of the class in whose body it stands, null elsewhere. */
  readonly classIndex: number | null;
  readonly statement: Stmt;
}

export interface ArgumentPlace {
  readonly call: CallExpr;
  readonly argument: Argument;
}

/** `self.name = value` and its annotated form. */
export interface AttributeBinding {
  readonly object: string;
  readonly name: string;
  readonly span: Span;
  readonly value: Expr | null;
  readonly annotation: Expr | null;
  readonly path: UnpackPath;
}

/** Everything one walk over an owner's code finds. */
export interface OwnerTable {
  readonly scope: Scope;
  readonly calls: readonly CallContext[];
  readonly contexts: ReadonlyMap<CallExpr, CallContext>;
  /** Values of `return` statements, null for a bare return. */
  readonly returns: readonly (Expr | null)[];
  readonly yields: readonly YieldExpr[];
  readonly attributes: readonly AttributeBinding[];
  readonly classScopes: ReadonlyMap<number, Scope>;
}

function covers(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}

/** The one of disjoint spans, sorted by start, that covers an offset. */
function covering<T>(items: readonly T[], spanOf: (item: T) => Span, offset: number): T | null {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item === undefined) return null;
    const span = spanOf(item);
    if (covers(span, offset)) return item;
    if (span.start > offset) high = middle - 1;
    else low = middle + 1;
  }
  return null;
}

const spanOfScope = (scope: Scope): Span => scope.span;
const spanOfBlock = (block: Block): Span => block;

/** The innermost scope of an owner that an offset is read in. */
export function scopeAt(root: Scope, offset: number): Scope {
  let holder = root;
  for (;;) {
    const inner = covering(holder.children, spanOfScope, offset);
    if (!inner) break;
    holder = inner;
  }
  return holder.hole && covers(holder.hole, offset) && holder.parent ? holder.parent : holder;
}

/** The innermost block of a scope around an offset. */
export function blockAt(root: Block, offset: number): Block {
  let block = root;
  for (;;) {
    const inner = covering(block.children, spanOfBlock, offset);
    if (!inner) return block;
    block = inner;
  }
}
