import type { Role } from '../../knowledge/entries.ts';
import type { Expr, Span } from '../facts/facts.ts';
import { finalBindings } from '../names/lookup.ts';
import { receiverName } from '../names/owner-table.ts';
import type { UnpackPath } from '../names/scope.ts';
import type { ClassAttribute } from '../model/symbols.ts';
import { leavesTypeToValue } from '../types/annotations.ts';
import { unpacked } from '../types/elements.ts';
import { ANY, agreed, closed, instance, isNone, optional } from '../types/refs.ts';
import type { ClassSymbols, FunctionSymbols, Owner, Reader, Type } from './internals.ts';

const DESCRIPTOR_ROLES: readonly Role[] = ['column', 'relationship', 'foreign-key'];
/** Values of one attribute that are compared. */
const MAX_DECLARATIONS = 12;

/** One place where a class gives one of its attributes a value or a type. */
export interface Declaration {
  readonly name: string;
  readonly span: Span;
  readonly annotation: Expr | null;
  readonly value: Expr | null;
  readonly path: UnpackPath;
  /** Where annotation and value are read. */
  readonly owner: Owner;
  /** The method whose receiver gets it; null in the class body. */
  readonly method: FunctionSymbols | null;
}

/** Every declaration of a class, by attribute name, the class body's first. */
export function declarationsOf(cls: ClassSymbols): ReadonlyMap<string, readonly Declaration[]> {
  const found = new Map<string, Declaration[]>();
  const add = (declaration: Declaration): void => {
    const known = found.get(declaration.name);
    if (known) known.push(declaration);
    else found.set(declaration.name, [declaration]);
  };
  const { bodyOwner: owner, bodyScope } = cls;
  for (const name of bodyScope?.bindings.keys() ?? []) {
    for (const binding of (bodyScope && finalBindings(bodyScope, name)) ?? []) {
      if (binding.kind === 'assign') add({ ...binding, owner, method: null });
    }
  }
  for (const method of cls.methods) {
    const self = receiverName(method.facts);
    if (self === null || method.isStatic || method.isClassMethod) continue;
    for (const attribute of method.owner.table.attributes) {
      if (attribute.object === self) add({ ...attribute, owner: method.owner, method });
    }
  }
  return found;
}

/** Type that the declarations of one attribute agree on, type variables left in. */
export function declaredType(
  reader: Reader,
  cls: ClassSymbols,
  declarations: readonly Declaration[],
): Type | null {
  const annotated = declarations.find(({ annotation }) => annotation !== null);
  const declared = annotated?.annotation && reader.annotation(annotated.annotation, annotated);
  const saysNothing = declared?.name === ANY || leavesTypeToValue(declared);
  // `objects: Any = Manager()`: the annotation silences a type checker and says nothing.
  if (annotated && !saysNothing) return declared ?? null;
  if (declarations.length > MAX_DECLARATIONS) return null;
  const types: Type[] = [];
  for (const declaration of declarations) {
    if (declaration.value === null && leavesTypeToValue(declared)) continue;
    const type = valueType(reader, declaration);
    if (!type) return null;
    types.push(type);
  }
  const concrete = types.filter((type) => !isNone(type));
  const type = agreed(concrete);
  if (!type) return null;
  const made = concrete.length < types.length ? optional(type) : type;
  return asManager(reader, cls, made);
}

/** `price = Column(Float)` without an annotation: the class holds the column, an instance a number. */
export function isDescriptor(reader: Reader, declarations: readonly Declaration[]): boolean {
  const [first] = declarations;
  if (!first || first.method || first.annotation || first.value?.kind !== 'call') return false;
  const { owner, value } = first;
  const callee = reader.resolve(value.callee, { owner });
  if (callee?.kind !== 'external' || referencedModel(reader, first, value)) return false;
  const { knowledge } = reader.services;
  return DESCRIPTOR_ROLES.some((role) => knowledge.hasRole(callee.name, role));
}

/** `find = get` in a class body: the method that it names once more. */
export function renamedMethod(
  reader: Reader,
  cls: ClassSymbols,
  declarations: readonly Declaration[],
): FunctionSymbols | null {
  const [only, ...others] = declarations;
  if (!only || others.length > 0 || only.method || only.annotation) return null;
  if (only.value?.kind !== 'name' || only.path.length > 0) return null;
  const named = reader.resolve(only.value, { owner: only.owner });
  if (named?.kind !== 'function' || named.function.class !== cls) return null;
  return named.function.isProperty ? null : named.function;
}

/** A manager in a model's body is about that model. */
function asManager(reader: Reader, cls: ClassSymbols, type: Type): Type {
  if (type.isClass || type.args.length > 0) return type;
  const { knowledge } = reader.services;
  const names = type.class ? type.class.libraryBases : [type.name];
  const isManager = names.some(
    (name) => knowledge.hasRole(name, 'manager') || knowledge.hasRole(name, 'queryset'),
  );
  return isManager ? { ...type, args: [cls.instance] } : type;
}

function valueType(reader: Reader, declaration: Declaration): Type | null {
  const { value, path, owner, method } = declaration;
  if (!value) return null;
  if (path.length > 0) return unpacked(reader, reader.typeOf(value, { owner }), path);
  if (method && value.kind === 'name') {
    const given = givenParam(method, value.id);
    if (given !== null) return method.rawParam(given);
  }
  if (method === null && value.kind === 'call') {
    const model = referencedModel(reader, declaration, value);
    if (model) return model;
  }
  return reader.typeOf(value, { owner });
}

/** Index of the parameter that a name stands for all through the method, null when it is rebound. */
function givenParam(method: FunctionSymbols, name: string): number | null {
  const [binding, ...others] = method.owner.table.scope.bindings.get(name) ?? [];
  if (binding?.kind !== 'param' || others.length > 0) return null;
  return binding.param.annotation || binding.param.default ? binding.index : null;
}

/** `author = models.ForeignKey(User)`: an instance of the model it refers to. */
function referencedModel(
  reader: Reader,
  { owner }: Declaration,
  value: Extract<Expr, { kind: 'call' }>,
): Type | null {
  const callee = reader.resolve(value.callee, { owner });
  if (callee?.kind !== 'external') return null;
  if (!reader.services.knowledge.hasRole(callee.name, 'foreign-key')) return null;
  const target = value.args.find((arg) => arg.name === null || arg.name === 'to');
  if (!target) return null;
  if (target.value.kind === 'string') {
    if (!/^\w+$/.test(target.value.value)) return null;
    return closed(reader.annotation(target.value, { owner }));
  }
  const type = reader.typeOf(target.value, { owner });
  return type?.isClass && type.class ? instance(type) : null;
}

/** Class-level and `__init__` attributes in source order. */
export function attributeModels(
  cls: ClassSymbols,
  declarations: ReadonlyMap<string, readonly Declaration[]>,
): readonly ClassAttribute[] {
  const own = [...declarations.values()].flat();
  const shown = own.filter(({ method }) => method === null || method.name === '__init__');
  return shown
    .sort((a, b) => a.span.start - b.span.start)
    .map((declaration) => ({
      module: cls.module,
      span: declaration.span,
      symbol: declaration.method?.symbol ?? cls.symbol,
      name: declaration.name,
      annotation: declaration.annotation,
      value: declaration.value,
      get type() {
        return closed(cls.ownAttribute(declaration.name)?.type ?? null);
      },
      origin: declaration.method === null ? ('class' as const) : ('init' as const),
    }));
}
