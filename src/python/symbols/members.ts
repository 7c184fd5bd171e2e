import type { CallExpr } from '../facts/facts.ts';
import { NONE, classObject, instance, substitute } from '../types/refs.ts';
import { scopeAt } from '../names/scope.ts';
import type {
  ClassSymbols,
  FunctionSymbols,
  Lineage,
  Place,
  Reader,
  Res,
  Type,
} from './internals.ts';

type ClassRes = Extract<Res, { kind: 'class' }>;

/** `SQLAlchemy` types its columns with a descriptor: an instance gives the argument, the class the descriptor. */
const DESCRIPTORS: ReadonlySet<string> = new Set(['sqlalchemy.orm.Mapped']);

/** Bases that add nothing a name could be looked up in. */
const PLAIN_BASES: ReadonlySet<string> = new Set([
  'builtins.object',
  'typing.Generic',
  'typing.Protocol',
  'abc.ABC',
]);

/** What `value.name` is for a value of a type. */
export function memberOfType(reader: Reader, type: Type, name: string): Res | null {
  if (type.isClass && type.class) {
    return memberOfClass(reader, { kind: 'class', class: type.class, args: type.args }, name);
  }
  if (!type.class) return memberOfLibraryType(reader, type, name);
  const own = memberInLineage(reader, { type, lineage: type.class.lineage }, name);
  return own === undefined ? memberOfBases(reader, type, name) : own;
}

function memberOfLibraryType(reader: Reader, type: Type, name: string): Res | null {
  if (type.name === NONE || type.name.startsWith('~') || type.name === 'typing.Any') return null;
  const { knowledge } = reader.services;
  const attribute = knowledge.attributeType(type.name, name);
  if (attribute) {
    return { kind: 'value', name: `${type.name}.${name}`, type: reader.libraryType(attribute) };
  }
  return { kind: 'external', name: knowledge.canonical(`${type.name}.${name}`), receiver: type };
}

interface Searched {
  /** Type of the object the member is asked of. */
  readonly type: Type;
  readonly lineage: readonly Lineage[];
}

/** Member that the project's own classes give; undefined when none of them has it. */
function memberInLineage(reader: Reader, searched: Searched, name: string): Res | null | undefined {
  const { type, lineage } = searched;
  for (const step of lineage) {
    const cls = step.class;
    if (!cls) return null;
    const method = cls.ownMethod(name);
    if (method) return memberFromMethod(method, { type, step });
    const attribute = cls.ownAttribute(name);
    if (attribute && (attribute.onClass || !type.isClass)) {
      if (attribute.method) return { kind: 'function', function: attribute.method, receiver: type };
      const found = substitute(attribute.type, variablesOf(type, step));
      const held = attribute.isDescriptor ? null : unwrapped(found);
      const value = type.isClass ? found : held;
      return { kind: 'value', name: `${cls.qualifiedName}.${name}`, type: value };
    }
    const nested = nestedIn(cls, name);
    if (nested) return { kind: 'class', class: nested };
  }
  return undefined;
}

interface Found {
  readonly type: Type;
  readonly step: Lineage;
}

function memberFromMethod(method: FunctionSymbols, { type, step }: Found): Res {
  if (!method.isProperty || type.isClass) {
    return { kind: 'function', function: method, receiver: type };
  }
  const returned = substitute(method.rawReturn, variablesOf(type, step));
  return { kind: 'value', name: method.qualifiedName, type: returned };
}

function unwrapped(type: Type | null): Type | null {
  return type && DESCRIPTORS.has(type.name) ? (type.args[0] ?? null) : type;
}

/** Type variables of an ancestor, with the type arguments of the object put in. */
export function variablesOf(type: Type, step: Lineage): ReadonlyMap<string, Type> {
  const own = new Map<string, Type>([['~Self', instance(type)]]);
  type.class?.typeVariables.forEach((name, index) => {
    const arg = type.args[index];
    if (arg) own.set(`~${name}`, arg);
  });
  if (step.variables.size === 0) return own;
  const variables = new Map(own);
  for (const [name, value] of step.variables) {
    const made = substitute(value, own);
    if (made) variables.set(name, made);
    else variables.delete(name);
  }
  return variables;
}

/** Member that a library base gives to a project class. */
function memberOfBases(reader: Reader, type: Type, name: string): Res | null {
  const { knowledge } = reader.services;
  const cls = type.class;
  if (!cls) return null;
  const bases = cls.libraryBases.filter((base) => !PLAIN_BASES.has(base));
  for (const base of bases) {
    const attribute = knowledge.attributeType(base, name);
    if (attribute) {
      const found = reader.libraryType(attribute);
      const entity = { ...found, args: found.args.length > 0 ? found.args : [instance(type)] };
      return { kind: 'value', name: `${base}.${name}`, type: entity };
    }
    const full = `${base}.${name}`;
    if (knowledge.callable(full))
      return { kind: 'external', name: knowledge.canonical(full), receiver: type };
  }
  const [first] = bases;
  if (!first) return null;
  return { kind: 'external', name: knowledge.canonical(`${first}.${name}`), receiver: type };
}

/** What `Class.name` is. */
export function memberOfClass(reader: Reader, res: ClassRes, name: string): Res | null {
  const cls = res.class;
  const type = classObject({ ...cls.instance, args: res.args ?? [] });
  const nested = nestedClass(cls, name);
  if (nested) return { kind: 'class', class: nested };
  if (cls.isEnum && cls.ownAttribute(name)) {
    return { kind: 'value', name: `${cls.qualifiedName}.${name}`, type: cls.instance };
  }
  const own = memberInLineage(reader, { type, lineage: cls.lineage }, name);
  return own === undefined ? memberOfBases(reader, type, name) : own;
}

function nestedClass(cls: ClassSymbols, name: string): ClassSymbols | null {
  for (const step of cls.lineage) {
    const nested = step.class && nestedIn(step.class, name);
    if (nested) return nested;
  }
  return null;
}

/** A class in the body of another one. */
function nestedIn(cls: ClassSymbols, name: string): ClassSymbols | null {
  const last = cls.bodyScope?.bindings.get(name)?.at(-1);
  return last?.kind === 'class' ? (cls.module.classes[last.index] ?? null) : null;
}

/** `function.name`: what a library decorator made of the function answers (`task.delay`). */
export function memberOfFunction(reader: Reader, fn: FunctionSymbols, name: string): Res | null {
  return fn.decoratedType && reader.member(fn.decoratedType, name);
}

/** `super().name`: the member behind the class whose method it stands in. */
export function superMember(
  reader: Reader,
  call: CallExpr,
  use: { readonly place: Place; readonly name: string },
): Res | null {
  const cls = classAround(use.place, call);
  if (!cls) return null;
  const type = cls.instance;
  const lineage = cls.lineage.slice(1);
  const own = memberInLineage(reader, { type, lineage }, use.name);
  return own === undefined ? memberOfBases(reader, type, use.name) : own;
}

/** The class whose method holds the call, closures in it included. */
function classAround(place: Place, call: CallExpr): ClassSymbols | null {
  for (let fn = place.owner.fn; fn; fn = fn.outer) if (fn.class) return fn.class;
  const { classIndex } = scopeAt(place.owner.table.scope, call.start);
  return classIndex === null ? null : (place.owner.module.classes[classIndex] ?? null);
}
