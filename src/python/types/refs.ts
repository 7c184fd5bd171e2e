import type { ClassSymbols, Type } from '../symbols/internals.ts';

export const ANY = 'typing.Any';
export const NONE = 'builtins.None';
export const COROUTINE = 'typing.Coroutine';
export const CONTEXT_MANAGER = 'contextlib.AbstractContextManager';

/** An instance of a library or built-in type. */
export function libraryType(name: string, args: readonly Type[] = []): Type {
  return { name, class: null, args, optional: false, isClass: false };
}

/** An instance of a project class. */
export function instanceOf(cls: ClassSymbols, args: readonly Type[] = []): Type {
  return { name: cls.qualifiedName, class: cls, args, optional: false, isClass: false };
}

export function classObject(type: Type): Type {
  return type.isClass ? type : { ...type, isClass: true };
}

export function instance(type: Type): Type {
  return type.isClass ? { ...type, isClass: false } : type;
}

export function optional(type: Type): Type {
  return type.optional ? type : { ...type, optional: true };
}

/** Type arguments nested deeper are forgotten: a chain of tuples of tuples would grow without end. */
const MAX_NESTING = 4;

function isNested(type: Type, depth: number): boolean {
  return depth === 0
    ? type.args.length > 0
    : type.args.some((arg) => arg.args.length > 0 && isNested(arg, depth - 1));
}

/** A type argument: an unknown one keeps its place as `typing.Any`. */
export function argument(type: Type | null): Type {
  if (!type) return libraryType(ANY);
  return isNested(type, MAX_NESTING) ? { ...type, args: [] } : type;
}

/** Null for `typing.Any`, which says nothing. */
export function known(type: Type | null | undefined): Type | null {
  return !type || type.name === ANY ? null : type;
}

export function isNone(type: Type): boolean {
  return type.name === NONE;
}

export function coroutineOf(type: Type | null): Type {
  return libraryType(COROUTINE, [argument(type)]);
}

export function sameType(a: Type, b: Type): boolean {
  return (
    a.name === b.name &&
    a.isClass === b.isClass &&
    a.args.length === b.args.length &&
    a.args.every((arg, index) => {
      const other = b.args[index];
      return other !== undefined && sameType(arg, other);
    })
  );
}

/** True when every value of `type` is also one of `base`, by what the project's own classes say. */
function isKindOf(type: Type, base: Type): boolean {
  if (type.isClass !== base.isClass) return false;
  if (type.name === base.name) return true;
  if (!type.class) return false;
  return base.class
    ? type.class.lineage.some((step) => step.class === base.class)
    : type.class.libraryBases.includes(base.name);
}

/** The one type that all alternatives are, None aside; null when they differ or one is unknown. */
export function agreed(types: readonly (Type | null)[]): Type | null {
  const present = types.filter((type) => type !== null);
  if (present.length < types.length) return null;
  const concrete = present.filter((type) => !isNone(type));
  const [first] = concrete;
  if (!first) return present[0] ?? null;
  const base = concrete.find((candidate) => concrete.every((type) => isKindOf(type, candidate)));
  if (!base) return null;
  const plain = concrete.every((type) => sameType(base, type)) ? base : { ...base, args: [] };
  const none = concrete.length < present.length || concrete.some((type) => type.optional);
  return none ? optional(plain) : plain;
}

/** Puts types in the places of type variables; what stays open becomes its bound, or unknown. */
export function substitute(type: Type | null, variables: ReadonlyMap<string, Type>): Type | null {
  if (!type) return null;
  if (type.name.startsWith('~')) {
    const bound = known(variables.get(type.name) ?? type.args[0]);
    if (!bound) return null;
    const made = type.optional ? optional(bound) : bound;
    return type.isClass ? classObject(made) : made;
  }
  if (type.args.length === 0) return type;
  return { ...type, args: type.args.map((arg) => argument(substitute(arg, variables))) };
}

/** Like `substitute`, but leaves open variables in place. */
export function renamed(type: Type, variables: ReadonlyMap<string, Type>): Type {
  if (type.name.startsWith('~')) {
    const found = variables.get(type.name);
    return found && type.isClass ? classObject(found) : (found ?? type);
  }
  if (type.args.length === 0) return type;
  return { ...type, args: type.args.map((arg) => renamed(arg, variables)) };
}

const NO_VARIABLES: ReadonlyMap<string, Type> = new Map();

/** A type without type variables. */
export function closed(type: Type | null): Type | null {
  return substitute(type, NO_VARIABLES);
}

export function typeVariable(name: string, bound: Type | null): Type {
  return libraryType(`~${name}`, bound ? [bound] : []);
}
