import type { ClassFacts, Span } from '../facts/facts.ts';
import type { OrmModel } from '../model/orm.ts';
import type {
  ClassAttribute,
  ClassModel,
  DecoratorModel,
  FunctionModel,
  RecordShape,
  TypeRef,
} from '../model/symbols.ts';
import type { Scope } from '../names/scope.ts';
import type { Cell } from '../types/memo.ts';
import { instanceOf } from '../types/refs.ts';
import {
  attributeModels,
  declarationsOf,
  declaredType,
  isDescriptor,
  renamedMethod,
} from './class-attributes.ts';
import type { Declaration } from './class-attributes.ts';
import { decoratorsOf } from './decorators.ts';
import { lastName } from './function-symbols.ts';
import type {
  ClassSymbols,
  FunctionSymbols,
  Lineage,
  ModuleSymbols,
  OwnAttribute,
  Owner,
  Place,
  Reader,
  Type,
} from './internals.ts';
import {
  ancestorsOf,
  baseType,
  hasUnknownBase,
  libraryBasesOf,
  UNKNOWN_STEP,
  lineageOf,
  typeVariablesOf,
} from './lineage.ts';
import { placeInBrackets } from './owner.ts';
import { recordOf } from './records.ts';

export interface ClassParts {
  readonly reader: Reader;
  readonly module: ModuleSymbols;
  readonly facts: ClassFacts;
}

const ACCESSORS: ReadonlySet<string> = new Set(['setter', 'deleter']);

/** A class with its hierarchy, methods and attributes read on demand. */
export class SymbolClass implements ClassSymbols {
  readonly module: ModuleSymbols;
  readonly facts: ClassFacts;
  readonly span: Span;
  readonly symbol: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly instance: Type;
  private readonly reader: Reader;
  private readonly attributeCells = new Map<string, Cell<Type>>();
  private readonly baseCells = new Map<'bases', Cell<readonly (Type | null)[]>>();
  private readonly lineageCells = new Map<'lineage', Cell<readonly Lineage[]>>();
  private ownDecorators: readonly DecoratorModel[] | null = null;
  private ownLibraryBases: readonly string[] | null = null;
  private ownVariables: readonly string[] | null = null;
  private ownAncestors: readonly string[] | null = null;
  private ownMethods: readonly FunctionSymbols[] | null = null;
  private ownAttributes: readonly ClassAttribute[] | null = null;
  private ownRecord: RecordShape | null | undefined;
  private methodsByName: ReadonlyMap<string, FunctionSymbols> | null = null;
  private declared: ReadonlyMap<string, readonly Declaration[]> | null = null;

  constructor({ reader, module, facts }: ClassParts) {
    this.reader = reader;
    this.module = module;
    this.facts = facts;
    this.span = { start: facts.start, end: facts.end };
    this.symbol = facts.qualname;
    this.name = facts.name;
    this.qualifiedName = `${module.name}.${facts.qualname}`;
    this.instance = instanceOf(this);
  }

  get bodyOwner(): Owner {
    const { owner } = this.facts;
    if (owner.kind === 'function') {
      return this.module.functions[owner.index]?.owner ?? this.module.owner;
    }
    if (owner.kind === 'class') {
      return this.module.classes[owner.index]?.bodyOwner ?? this.module.owner;
    }
    return this.module.owner;
  }

  get bodyScope(): Scope | null {
    return this.bodyOwner.table.classScopes.get(this.facts.index) ?? null;
  }

  get definition(): Place {
    return placeInBrackets(this.bodyOwner, this.facts);
  }

  get decorators(): readonly DecoratorModel[] {
    this.ownDecorators ??= decoratorsOf(this.reader, this.facts.decorators, this);
    return this.ownDecorators;
  }

  get bases(): readonly (Type | null)[] {
    const { bases } = this.facts;
    // A class that is read while its own bases are read derives from itself: unknown.
    const read = this.reader.memo.ask(this.baseCells, 'bases', () =>
      bases.map((expr) => baseType(this.reader, expr, this.definition)),
    );
    return read ?? bases.map(() => null);
  }

  get typeVariables(): readonly string[] {
    this.ownVariables ??= typeVariablesOf(this);
    return this.ownVariables;
  }

  get lineage(): readonly Lineage[] {
    const read = this.reader.memo.ask(this.lineageCells, 'lineage', () => lineageOf(this));
    return read ?? [{ class: this, variables: UNKNOWN_STEP.variables }, UNKNOWN_STEP];
  }

  get libraryBases(): readonly string[] {
    this.ownLibraryBases ??= libraryBasesOf(this);
    return this.ownLibraryBases;
  }

  get ancestors(): readonly string[] {
    this.ownAncestors ??= ancestorsOf(this, this.reader.services.knowledge);
    return this.ownAncestors;
  }

  get hasUnknownBase(): boolean {
    return hasUnknownBase(this, this.reader.services.knowledge);
  }

  get methods(): readonly FunctionSymbols[] {
    this.ownMethods ??= this.module.methodsOf(this.facts.index);
    return this.ownMethods;
  }

  ownMethod(name: string): FunctionSymbols | null {
    this.methodsByName ??= methodsByName(this);
    return this.methodsByName.get(name) ?? null;
  }

  method(name: string): FunctionModel | null {
    for (const step of this.lineage) {
      const method = step.class?.ownMethod(name);
      if (method) return method;
    }
    return null;
  }

  private get declarations(): ReadonlyMap<string, readonly Declaration[]> {
    this.declared ??= declarationsOf(this);
    return this.declared;
  }

  ownAttribute(name: string): OwnAttribute | undefined {
    const declarations = this.declarations.get(name);
    if (!declarations) return undefined;
    const type = this.reader.memo.ask(this.attributeCells, name, () =>
      declaredType(this.reader, this, declarations),
    );
    return {
      type,
      onClass: declarations.some(({ method }) => method === null),
      isDescriptor: type !== null && isDescriptor(this.reader, declarations),
      method: type === null ? renamedMethod(this.reader, this, declarations) : null,
    };
  }

  attributeType(name: string): TypeRef | null {
    const member = this.reader.member(this.instance, name);
    return member?.kind === 'value' ? member.type : null;
  }

  get attributes(): readonly ClassAttribute[] {
    this.ownAttributes ??= attributeModels(this, this.declarations);
    return this.ownAttributes;
  }

  isSubtypeOf(name: string): boolean {
    return (
      this.ancestors.includes(name) ||
      this.ancestors.includes(this.reader.services.knowledge.canonical(name))
    );
  }

  get isEnum(): boolean {
    const { knowledge } = this.reader.services;
    return this.libraryBases.some(
      (name) => name.startsWith('enum.') || knowledge.hasRole(name, 'enum-base'),
    );
  }

  get orm(): OrmModel | null {
    return this.reader.services.ormOf(this);
  }

  get isAbstract(): boolean {
    const direct = this.bases.some((base) => base?.name === 'abc.ABC');
    const meta = this.facts.keywords.some(
      ({ name, value }) => name === 'metaclass' && lastName(value) === 'ABCMeta',
    );
    return direct || meta || hasOpenMethod(this);
  }

  get isProtocol(): boolean {
    return this.bases.some((base) => base?.name === 'typing.Protocol');
  }

  get record(): RecordShape | null {
    if (this.ownRecord === undefined) this.ownRecord = recordOf(this.reader, this);
    return this.ownRecord;
  }

  get subclasses(): readonly ClassModel[] {
    return this.reader.services.subclassesOf(this);
  }
}

/** Methods by name: the last definition, or the getter of a property and the implementation behind overloads. */
function methodsByName(cls: ClassSymbols): ReadonlyMap<string, FunctionSymbols> {
  const found = new Map<string, FunctionSymbols>();
  for (const method of cls.methods) {
    const isAccessor = method.facts.decorators.some((expr) => ACCESSORS.has(lastName(expr)));
    const hides = method.isOverload && found.has(method.name);
    if (!isAccessor && !hides) found.set(method.name, method);
  }
  for (const name of found.keys()) {
    // Reassigned in the class body: what it holds then is an attribute.
    const last = cls.bodyScope?.bindings.get(name)?.at(-1);
    if (last?.kind === 'assign' && last.value) found.delete(name);
  }
  return found;
}

/** True when an abstract method of the project's hierarchy has no implementation yet. */
function hasOpenMethod(cls: ClassSymbols): boolean {
  const seen = new Set<string>();
  for (const step of cls.lineage) {
    for (const method of step.class?.methods ?? []) {
      if (seen.has(method.name)) continue;
      seen.add(method.name);
      if (method.isAbstract) return true;
    }
  }
  return false;
}
