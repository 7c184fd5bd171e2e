/**
 * ModuleFacts: everything any rule may need of one module, as plain serialisable data.
 * Positions are UTF-16 offsets into the decoded source; `lineStarts` turns them into lines.
 * Expression depth is bounded (see limits.ts): what lies deeper is `unknown`, so recursion over facts is safe.
 */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Expr =
  | NameExpr
  | AttributeExpr
  | CallExpr
  | StringExpr
  | NumberExpr
  | ConstantExpr
  | SequenceExpr
  | DictExpr
  | BinaryExpr
  | BooleanExpr
  | CompareExpr
  | UnaryExpr
  | SubscriptExpr
  | SliceExpr
  | LambdaExpr
  | AwaitExpr
  | YieldExpr
  | ComprehensionExpr
  | ConditionalExpr
  | StarredExpr
  | NamedExpr
  | UnknownExpr;

export interface NameExpr extends Span {
  readonly kind: 'name';
  readonly id: string;
}
export interface AttributeExpr extends Span {
  readonly kind: 'attribute';
  readonly object: Expr;
  readonly name: string;
}
export interface CallExpr extends Span {
  readonly kind: 'call';
  readonly callee: Expr;
  readonly args: readonly Argument[];
}
/** `splat` is `*` or `**` for unpacked arguments, else empty; `name` is null for positional ones. */
export interface Argument extends Span {
  readonly name: string | null;
  readonly splat: '' | '*' | '**';
  readonly value: Expr;
}
/** `value` is the text with escapes decoded; for f-strings and t-strings `parts` holds the interpolated expressions and `value` the literal text with `{}` in their places. */
export interface StringExpr extends Span {
  readonly kind: 'string';
  readonly value: string;
  readonly bytes: boolean;
  /** `f`, `t` or empty; implicit concatenation with any f-string counts as `f`. */
  readonly format: '' | 'f' | 't';
  readonly parts: readonly Expr[];
}
export interface NumberExpr extends Span {
  readonly kind: 'number';
  readonly text: string;
}
export interface ConstantExpr extends Span {
  readonly kind: 'constant';
  readonly value: 'None' | 'True' | 'False' | '...';
}
export interface SequenceExpr extends Span {
  readonly kind: 'tuple' | 'list' | 'set';
  readonly items: readonly Expr[];
}
/** `key` is null for `**mapping`. */
export interface DictExpr extends Span {
  readonly kind: 'dict';
  readonly entries: readonly { readonly key: Expr | null; readonly value: Expr }[];
}
export interface BinaryExpr extends Span {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expr;
  readonly right: Expr;
}
export interface BooleanExpr extends Span {
  readonly kind: 'boolean';
  readonly operator: 'and' | 'or';
  readonly left: Expr;
  readonly right: Expr;
}
/** `a < b < c`: operators are `<`, `>`, `==`, `!=`, `<=`, `>=`, `in`, `not in`, `is`, `is not`. */
export interface CompareExpr extends Span {
  readonly kind: 'compare';
  readonly operators: readonly string[];
  readonly operands: readonly Expr[];
}
export interface UnaryExpr extends Span {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '+' | '~';
  readonly operand: Expr;
}
export interface SubscriptExpr extends Span {
  readonly kind: 'subscript';
  readonly object: Expr;
  readonly index: readonly Expr[];
}
export interface SliceExpr extends Span {
  readonly kind: 'slice';
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
}
export interface LambdaExpr extends Span {
  readonly kind: 'lambda';
  readonly params: readonly Param[];
  readonly body: Expr;
}
export interface AwaitExpr extends Span {
  readonly kind: 'await';
  readonly value: Expr;
}
export interface YieldExpr extends Span {
  readonly kind: 'yield';
  readonly from: boolean;
  readonly value: Expr | null;
}
export interface ComprehensionExpr extends Span {
  readonly kind: 'comprehension';
  readonly result: 'list' | 'set' | 'dict' | 'generator';
  readonly element: Expr;
  /** The value of a dict comprehension, else null. */
  readonly value: Expr | null;
  readonly clauses: readonly ComprehensionClause[];
}
export type ComprehensionClause =
  | {
      readonly kind: 'for';
      readonly target: Expr;
      readonly iterable: Expr;
      readonly isAsync: boolean;
    }
  | { readonly kind: 'if'; readonly test: Expr };
export interface ConditionalExpr extends Span {
  readonly kind: 'conditional';
  readonly test: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}
export interface StarredExpr extends Span {
  readonly kind: 'starred';
  readonly double: boolean;
  readonly value: Expr;
}
/** The walrus: `target := value`. */
export interface NamedExpr extends Span {
  readonly kind: 'named';
  readonly target: string;
  readonly value: Expr;
}
export interface UnknownExpr extends Span {
  readonly kind: 'unknown';
  readonly reason: 'syntax-error' | 'too-deep' | 'unsupported';
}

export type Stmt =
  | (Span & { readonly kind: 'expression'; readonly value: Expr })
  | AssignStmt
  | (Span & { readonly kind: 'return'; readonly value: Expr | null })
  | (Span & { readonly kind: 'raise'; readonly value: Expr | null; readonly cause: Expr | null })
  | (Span & { readonly kind: 'assert'; readonly test: Expr; readonly message: Expr | null })
  | (Span & { readonly kind: 'delete'; readonly targets: readonly Expr[] })
  | (Span & { readonly kind: 'global' | 'nonlocal'; readonly names: readonly string[] })
  | (Span & { readonly kind: 'pass' | 'break' | 'continue' })
  | IfStmt
  | ForStmt
  | WhileStmt
  | WithStmt
  | TryStmt
  | MatchStmt
  | (Span & { readonly kind: 'function'; readonly index: number })
  | (Span & { readonly kind: 'class'; readonly index: number })
  | (Span & { readonly kind: 'import'; readonly indices: readonly number[] })
  | (Span & { readonly kind: 'type-alias'; readonly name: string; readonly value: Expr })
  | (Span & { readonly kind: 'unknown'; readonly reason: UnknownExpr['reason'] });

/** `a = b = value` has two targets. `operator` is `+=` … for augmented assignment, else null. `value` is null for a bare annotation. */
export interface AssignStmt extends Span {
  readonly kind: 'assign';
  readonly targets: readonly Expr[];
  readonly annotation: Expr | null;
  readonly operator: string | null;
  readonly value: Expr | null;
}
/** `elif` is a nested IfStmt as the only statement of `orelse`. */
export interface IfStmt extends Span {
  readonly kind: 'if';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface ForStmt extends Span {
  readonly kind: 'for';
  readonly isAsync: boolean;
  readonly target: Expr;
  readonly iterable: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface WhileStmt extends Span {
  readonly kind: 'while';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface WithStmt extends Span {
  readonly kind: 'with';
  readonly isAsync: boolean;
  readonly items: readonly { readonly context: Expr; readonly target: Expr | null }[];
  readonly body: readonly Stmt[];
}
export interface TryStmt extends Span {
  readonly kind: 'try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}
/** `types` is empty for a bare `except:`; `group` for `except*`. */
export interface ExceptHandler extends Span {
  readonly types: readonly Expr[];
  readonly name: string | null;
  readonly group: boolean;
  readonly body: readonly Stmt[];
}
export interface MatchStmt extends Span {
  readonly kind: 'match';
  readonly subject: Expr;
  readonly cases: readonly MatchCase[];
}
/** Patterns are kept as the names they bind and the values and classes they compare with. */
export interface MatchCase extends Span {
  readonly captures: readonly string[];
  readonly matched?: readonly MatchedClass[];
  readonly values: readonly Expr[];
  readonly irrefutable: boolean;
  readonly guard: Expr | null;
  readonly body: readonly Stmt[];
}

/** `Order() as order`, `Order(buyer=user)`: class of a name, or of the object it is an attribute of; `name` is null for the subject. */
export interface MatchedClass {
  readonly name: string | null;
  readonly type: Expr;
  readonly attribute: string | null;
}

export interface Param extends Span {
  readonly name: string;
  readonly kind:
    'positional-only' | 'positional' | 'keyword-only' | 'var-positional' | 'var-keyword';
  readonly annotation: Expr | null;
  readonly default: Expr | null;
}

/** Where a definition stands: index into `functions` or `classes`, or the module itself. */
export type Owner =
  | { readonly kind: 'module' }
  | { readonly kind: 'class'; readonly index: number }
  | { readonly kind: 'function'; readonly index: number };

export interface FunctionFacts extends Span {
  readonly index: number;
  readonly name: string;
  /** Dotted name inside the module, `Outer.method.inner`. */
  readonly qualname: string;
  readonly owner: Owner;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly params: readonly Param[];
  readonly returns: Expr | null;
  readonly decorators: readonly Expr[];
  readonly typeParams: readonly string[];
  readonly typeBounds?: readonly { readonly name: string; readonly bound: Expr }[];
  readonly body: readonly Stmt[];
  readonly docstring: Span | null;
  readonly nameSpan: Span;
}

export interface ClassFacts extends Span {
  readonly index: number;
  readonly name: string;
  readonly qualname: string;
  readonly owner: Owner;
  readonly bases: readonly Expr[];
  /** Keywords of the class header (`metaclass=`, `table=True`). */
  readonly keywords: readonly Argument[];
  readonly decorators: readonly Expr[];
  readonly typeParams: readonly string[];
  readonly typeBounds?: NonNullable<FunctionFacts['typeBounds']>;
  readonly body: readonly Stmt[];
  readonly docstring: Span | null;
  readonly nameSpan: Span;
}

/** One imported name. `import a.b as c` → module `a.b`, name null, alias `c`. `from ..x import y` → level 2, module `x`, name `y`. Star: name `*`. */
export interface ImportFacts extends Span {
  readonly module: string;
  readonly level: number;
  readonly name: string | null;
  readonly alias: string | null;
  /** 1-based line of the name. */
  readonly line: number;
  /** Under `if TYPE_CHECKING:`. */
  readonly typeOnly: boolean;
  /** Inside a function body: runs later. */
  readonly deferred: boolean;
  /** Inside try/except ImportError (or its handler): optional. */
  readonly guarded: boolean;
}

export interface CommentFacts extends Span {
  readonly text: string;
  readonly line: number;
  /** True when nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}

export interface LimitHit {
  readonly limit:
    'expression-depth' | 'block-depth' | 'statement-count' | 'parse-time' | 'file-size';
  readonly line: number;
}

export interface ModuleFacts {
  readonly lineStarts: readonly number[];
  readonly imports: readonly ImportFacts[];
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly body: readonly Stmt[];
  readonly docstring: Span | null;
  /** Comments that hold `lintel:` directives, `noqa`, `type: ignore`, stand in the first ten lines (generated-file headers), or say why nothing is done. */
  readonly comments: readonly CommentFacts[];
  /** Names of `__all__` when it is a literal, else null. */
  readonly exports: readonly string[] | null;
  readonly syntaxErrors: readonly Span[];
  readonly limits: readonly LimitHit[];
}
