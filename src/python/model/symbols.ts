import type {
  Argument,
  CallExpr,
  ClassFacts,
  Expr,
  FunctionFacts,
  ModuleFacts,
  Param,
  Span,
  Stmt,
} from '../facts/facts.ts';
import type { CallableFact, EntryKind } from '../../knowledge/entries.ts';
import type { FunctionFlow, Operation, Region } from './flow.ts';
import type { EffectOccurrence } from './effects.ts';
import type { OrmModel } from './orm.ts';
import type { FileKind, ModuleInfo } from './project.ts';

/** Anything a finding can sit on: a span of a module inside a symbol. */
export interface Placed {
  readonly module: ModuleModel;
  readonly span: Span;
  /** Dotted name inside the module, empty at module level. */
  readonly symbol: string;
}

/** A light type. Unions other than Optional are unknown (null), not guessed. */
export interface TypeRef {
  /** Canonical qualified name: `requests.Session`, `builtins.list`, `shop.orders.models.Order`. */
  readonly name: string;
  /** The project's own class, null for library types. */
  readonly class: ClassModel | null;
  readonly args: readonly TypeRef[];
  readonly optional: boolean;
  /** True for the class object itself (`type[X]`, or the name of the class). */
  readonly isClass: boolean;
}

/** What an expression names. Null (unknown) is never one of these: it means silence. */
export type Resolution =
  | { readonly kind: 'module'; readonly name: string; readonly module: ModuleModel | null }
  | { readonly kind: 'class'; readonly class: ClassModel }
  | { readonly kind: 'function'; readonly function: FunctionModel }
  /** A name of a library or of the standard library (`builtins.open` included), canonical. */
  | { readonly kind: 'external'; readonly name: string }
  /** A variable, attribute or parameter of the project whose type may be known. */
  | { readonly kind: 'value'; readonly name: string; readonly type: TypeRef | null };

export interface ModuleModel {
  readonly info: ModuleInfo;
  /** Path relative to the root of the tree. */
  readonly path: string;
  /** Dotted name. */
  readonly name: string;
  readonly kind: FileKind;
  readonly facts: ModuleFacts;
  /** All functions, methods and nested ones, in source order. */
  readonly functions: readonly FunctionModel[];
  readonly classes: readonly ClassModel[];
  /** The module's own top-level code (and class bodies) as a flow of operations. */
  readonly topLevel: FunctionFlow;
  /** Resolves a dotted expression in module scope. */
  resolve(expr: Expr): Resolution | null;
  /** Type of an expression in module scope. */
  typeOf(expr: Expr): TypeRef | null;
  /** The function or class defined at top level under this name after rebinding, or what the name re-exports. */
  member(name: string): Resolution | null;
  /** 1-based line and column of an offset. */
  position(offset: number): { readonly line: number; readonly column: number };
  /** Every call of the module in source order, nested functions included. */
  readonly calls: readonly CallSite[];
}

export interface ParameterModel {
  readonly name: string;
  readonly facts: Param;
  readonly type: TypeRef | null;
  /** `Depends(f)` (default or Annotated), Django/DI injection: the function that provides it. */
  readonly dependency: FunctionModel | null;
}

/** A decorator with its target resolved: `app.task(bind=True)` → name `celery.Celery.task`. */
export interface DecoratorModel extends Placed {
  readonly expr: Expr;
  /** Canonical qualified name of the decorator callable, null when unknown. */
  readonly name: string | null;
  /** The project's own decorator function or class. */
  readonly target: FunctionModel | ClassModel | null;
  readonly fact: CallableFact | null;
  readonly args: readonly Argument[];
}

export interface FunctionModel extends Placed {
  readonly facts: FunctionFacts;
  readonly name: string;
  /** `module.Class.method`. */
  readonly qualifiedName: string;
  readonly isAsync: boolean;
  /** The class whose body defines it. */
  readonly class: ClassModel | null;
  /** The enclosing function of a nested def. */
  readonly outer: FunctionModel | null;
  readonly isProperty: boolean;
  readonly isStatic: boolean;
  readonly isClassMethod: boolean;
  readonly isAbstract: boolean;
  readonly params: readonly ParameterModel[];
  readonly decorators: readonly DecoratorModel[];
  /** Declared or inferred (single constructor/return expression) return type; for async functions the awaited type. */
  readonly returnType: TypeRef | null;
  /** Entry points that this function serves (route, bot handler, task …). */
  readonly entries: readonly EntryPoint[];
  readonly flow: FunctionFlow;
  /** Calls in this function's own body, nested defs excluded, lambdas included (marked). */
  readonly calls: readonly CallSite[];
  /** Its body's statements. */
  readonly body: readonly Stmt[];
  resolve(expr: Expr): Resolution | null;
  typeOf(expr: Expr): TypeRef | null;
  /**
   * Effects of calling it, through resolved callees to `depth` (default 3), each with its path. Stops at executors, task
   * dispatch and on_commit. Deterministic order: by path position in source.
   */
  effects(depth?: number): readonly EffectOccurrence[];
  /** True when every call in its body (to depth 1) was resolved to a project function, a known library or a builtin. */
  readonly fullyResolved: boolean;
}

export interface ClassModel extends Placed {
  readonly facts: ClassFacts;
  readonly name: string;
  readonly qualifiedName: string;
  readonly decorators: readonly DecoratorModel[];
  /** Direct bases, null where unknown. */
  readonly bases: readonly (TypeRef | null)[];
  /** Canonical names of all known ancestors, nearest first, itself first. */
  readonly ancestors: readonly string[];
  /** True when some base could not be resolved: absence of a method or attribute proves nothing. */
  readonly hasUnknownBase: boolean;
  readonly methods: readonly FunctionModel[];
  /** Method by name along the project's own hierarchy. */
  method(name: string): FunctionModel | null;
  /** Type of an instance attribute from annotations, `__init__` assignments, class body or properties, along the hierarchy. */
  attributeType(name: string): TypeRef | null;
  /** Class-level and `__init__` attributes defined here, in source order. */
  readonly attributes: readonly ClassAttribute[];
  isSubtypeOf(name: string): boolean;
  /** Set when it is a database model. */
  readonly orm: OrmModel | null;
  readonly isAbstract: boolean;
  readonly isProtocol: boolean;
  /** Set when decorated as dataclass / attrs, or derives from a pydantic or NamedTuple base. */
  readonly record: RecordShape | null;
  /** Project classes that list this one as a direct base (in modules whose facts are at hand). */
  readonly subclasses: readonly ClassModel[];
}

export interface RecordShape {
  readonly kind: 'dataclass' | 'attrs' | 'pydantic' | 'named-tuple' | 'typed-dict' | 'msgspec';
  readonly frozen: boolean;
  readonly fields: readonly ClassAttribute[];
}

export interface ClassAttribute extends Placed {
  readonly name: string;
  readonly annotation: Expr | null;
  readonly value: Expr | null;
  readonly type: TypeRef | null;
  /** `class` body or assigned in `init`. */
  readonly origin: 'class' | 'init';
}

/** A call with everything known about it. */
export interface CallSite extends Placed {
  readonly expr: CallExpr;
  /** The enclosing def; null at module level or in a class body. */
  readonly function: FunctionModel | null;
  /** Canonical qualified name of what is called (`requests.get`, `requests.Session.get`, `shop.pay.charge`), null when unknown. */
  readonly name: string | null;
  /** The project's own function (a class call resolves to the class). Methods resolve through the receiver's type. */
  readonly target: FunctionModel | ClassModel | null;
  /** Type of the object before the last dot. */
  readonly receiver: TypeRef | null;
  /** What the knowledge base says of it. */
  readonly fact: CallableFact | null;
  /** Under `await`, directly. */
  readonly awaited: boolean;
  /** In a lambda or generator body that runs later than this statement. */
  readonly deferred: boolean;
  /** Passed by reference or wrapped so that it runs in a thread, process, task or after commit. */
  readonly runsElsewhere:
    'thread' | 'process' | 'task' | 'event-loop' | 'after-commit' | 'later' | null;
  /** Source order inside the function's flow. */
  readonly index: number;
  readonly regions: readonly Region[];
  /** Canonical text of the callee (`self.client.get`). */
  readonly text: string;
  /** Argument by keyword, or by 0-based position when given. Null when absent. */
  argument(keyword: string, position?: number): Expr | null;
  /** True when `*args` or `**kwargs` may hide arguments. */
  readonly hasSplat: boolean;
  readonly operation: Operation;
  /** The call that takes its result as an argument, directly or in a list: `asyncio.gather(f())`. */
  readonly consumer: CallSite | null;
  /** Callables that it is given to run elsewhere: `run_in_executor(None, work)`, `on_commit(lambda: send())`. */
  readonly scheduled: readonly ScheduledCallable[];
}

/** A callable (or coroutine call) handed to something that runs it elsewhere. */
export interface ScheduledCallable {
  readonly expr: Expr;
  /** The project's own function, null for a lambda or a library's. */
  readonly target: FunctionModel | null;
  /** Canonical name of the callable, null for a lambda or when unknown. */
  readonly name: string | null;
  readonly where: 'thread' | 'process' | 'task' | 'event-loop' | 'after-commit' | 'later';
}

export interface EntryPoint extends Placed {
  readonly kind: EntryKind;
  readonly function: FunctionModel;
  /** Library that makes it one (`fastapi`). */
  readonly framework: string;
  /** Route path, task name, event … when literal. */
  readonly path: string | null;
  /** HTTP methods, upper case; empty when not HTTP. */
  readonly methods: readonly string[];
  /** Functions that run before it: dependencies, decorators of the project, router-level dependencies. */
  readonly guards: readonly FunctionModel[];
  /** True when every guard and decorator was resolved. */
  readonly guardsResolved: boolean;
}
