import type { Expr, ImportFacts, StringExpr } from '../facts/facts.ts';
import type { CallExpr } from '../facts/facts.ts';
import type { Frame } from '../names/lookup.ts';
import type { Binding, Scope, TypeBound } from '../names/scope.ts';
import type { ModuleInfo } from '../model/project.ts';
import type {
  CallSite,
  ClassModel,
  FunctionModel,
  ModuleModel,
  TypeRef,
} from '../model/symbols.ts';
import type { Cell, Memo } from '../types/memo.ts';
import type { FlowOwner, SymbolServices } from './services.ts';

/** TypeRef whose class is one of ours. A name that starts with `~` is a type variable, its bound in `args`. */
export interface Type extends TypeRef {
  readonly class: ClassSymbols | null;
  readonly args: readonly Type[];
}

/** Resolution with what the reader needs besides: the object a bound method was taken from. */
export type Res =
  | {
      readonly kind: 'module';
      readonly name: string;
      readonly info: ModuleInfo | null;
      readonly module: ModuleSymbols | null;
    }
  | { readonly kind: 'class'; readonly class: ClassSymbols; readonly args?: readonly Type[] }
  | { readonly kind: 'function'; readonly function: FunctionSymbols; readonly receiver?: Type }
  | { readonly kind: 'external'; readonly name: string; readonly receiver?: Type }
  | {
      readonly kind: 'value';
      readonly name: string;
      readonly type: Type | null;
      /** What the name was assigned, where that can be an alias in an annotation or a wrapped callable. */
      readonly assigned?: Assigned;
    };

/** An assigned expression and the owner it is read in. */
export interface Assigned {
  readonly expr: Expr;
  readonly owner: Owner;
}

/** Whose code an expression is read in, with everything memoised of it. */
export interface Owner extends Frame<Owner> {
  readonly module: ModuleSymbols;
  readonly fn: FunctionSymbols | null;
  readonly flowOwner: FlowOwner;
  readonly types: Map<Expr, Cell<Type>>;
  readonly resolutions: Map<Expr, Cell<Res>>;
  readonly annotations: Map<Expr, Cell<Type>>;
  readonly bindings: Map<Binding, Cell<Res>>;
  readonly texts: Map<StringExpr, Expr | null>;
  callSite(expr: CallExpr): CallSite;
}

/** Where an annotation or base is read: `typeParams` are the bracketed names of its definition. */
export interface Place {
  readonly owner: Owner;
  readonly typeParams?: readonly string[];
  readonly typeBounds?: readonly TypeBound[];
}

export interface ModuleSymbols extends ModuleModel {
  readonly owner: Owner;
  readonly functions: readonly FunctionSymbols[];
  readonly classes: readonly ClassSymbols[];
  /** Methods of the class with this index, in source order. */
  methodsOf(classIndex: number): readonly FunctionSymbols[];
  member(name: string): Res | null;
  /** True when the name is bound at top level, whether or not it can be resolved. */
  binds(name: string): boolean;
  /** True when `from module import *` takes the name. */
  exports(name: string): boolean;
  importTarget(imported: ImportFacts): Res | null;
}

export interface FunctionSymbols extends FunctionModel {
  readonly module: ModuleSymbols;
  readonly class: ClassSymbols | null;
  readonly outer: FunctionSymbols | null;
  /** The owner of its body. */
  readonly owner: Owner;
  /** Where its decorators, defaults and annotations are read. */
  readonly definition: Place;
  readonly returnType: Type | null;
  /** Declared or inferred return type with type variables left in, awaited for async functions. */
  readonly rawReturn: Type | null;
  /** Type of what it yields, for context managers, dependencies and iteration. */
  readonly rawYield: Type | null;
  readonly isOverload: boolean;
  readonly isContextManager: boolean;
  /** Type of parameter `index` with type variables left in. */
  rawParam(index: number): Type | null;
  /** Type that a library decorator turns the function into (a task, a command), null when it stays a function. */
  readonly decoratedType: Type | null;
}

export interface ClassSymbols extends ClassModel {
  readonly module: ModuleSymbols;
  readonly definition: Place;
  /** Where expressions of the class body are read. */
  readonly bodyOwner: Owner;
  readonly bodyScope: Scope | null;
  readonly methods: readonly FunctionSymbols[];
  readonly bases: readonly (Type | null)[];
  /** Names of its type variables in order. */
  readonly typeVariables: readonly string[];
  /** Project classes in method resolution order, itself first, with type variables in terms of its own. */
  readonly lineage: readonly Lineage[];
  /** Library bases in resolution order, canonical; ancestors of each are the knowledge base's. */
  readonly libraryBases: readonly string[];
  readonly instance: Type;
  readonly isEnum: boolean;
  ownMethod(name: string): FunctionSymbols | null;
  /** Type of an attribute this class itself declares, with type variables left in; undefined when it declares none. */
  ownAttribute(name: string): OwnAttribute | undefined;
}

export interface OwnAttribute {
  readonly type: Type | null;
  /** Bound in the class body: also reachable through the class. */
  readonly onClass: boolean;
  /** A column or relationship object of the class: an instance holds a value of another type. */
  readonly isDescriptor: boolean;
  /** The method of the same class that it is another name of: `find = get`. */
  readonly method: FunctionSymbols | null;
}

/** A step of a resolution order; `class` is null where a base is unknown and may define anything. */
export interface Lineage {
  readonly class: ClassSymbols | null;
  readonly variables: ReadonlyMap<string, Type>;
}

/** A resolved name, or a type variable of a definition in brackets. */
export type NameMeaning =
  | { readonly kind: 'resolved'; readonly res: Res | null }
  | { readonly kind: 'type-param'; readonly bound: Type | null };

/** The questions that the parts of name and type reading ask each other. */
export interface Reader {
  readonly services: SymbolServices;
  readonly memo: Memo;
  /** Our face of a module; null when it cannot be read. */
  moduleAt(path: string): ModuleSymbols | null;
  /** What an expression names, null when unknown. */
  resolve(expr: Expr, place: Place): Res | null;
  /** Type of the value of an expression, null when unknown. */
  typeOf(expr: Expr, place: Place): Type | null;
  /** Type that an annotation declares, type variables left in. */
  annotation(expr: Expr, place: Place): Type | null;
  /** What a name in an annotation means: what is bound later counts too. */
  name(id: string, at: number, place: Place): NameMeaning;
  /** What `object.name` is for a value of a type. */
  member(type: Type, name: string): Res | null;
  /** A type that the knowledge base names. */
  libraryType(spelling: string): Type;
  /** What a spelling of the knowledge base (`self`, `arg:0`, a name) means for a call. */
  factType(spelling: string, call: CallExpr, place: Place): Type | null;
  /** What calling a method gives once awaited, with the receiver's type arguments put in. */
  returned(method: Extract<Res, { kind: 'function' }>): Type | null;
  /** Type that a call of a database library gets from the model it is about. */
  entityOf(callee: Extract<Res, { kind: 'external' }>, call: CallExpr, place: Place): Type | null;
  /** What a query, manager or result of a database library gives per row, where that is known. */
  rowOf(type: Type): Type | null;
}
