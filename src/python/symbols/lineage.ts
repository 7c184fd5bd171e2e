import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Expr } from '../facts/facts.ts';
import { instance, libraryType, renamed } from '../types/refs.ts';
import { typeName } from '../types/type-names.ts';
import type { ClassSymbols, Lineage, Place, Reader, Type } from './internals.ts';

/** Longer resolution orders are cut: no honest hierarchy is so deep. */
const MAX_LINEAGE = 64;
const NO_VARIABLES: ReadonlyMap<string, Type> = new Map();

/** What stands where nothing is known of a base. */
export const UNKNOWN_STEP: Lineage = { class: null, variables: NO_VARIABLES };

/** Type of a base in a class header, type variables left in; null when unknown. */
export function baseType(reader: Reader, expr: Expr, place: Place): Type | null {
  if (expr.kind === 'subscript') return reader.annotation(expr, place);
  const res = reader.resolve(expr, place);
  switch (res?.kind) {
    case 'class':
      return res.class.instance;
    case 'external':
      return libraryType(typeName(res.name));
    case 'value':
      // `Base = declarative_base()`, `db.Model`: the knowledge base says what stands for the class.
      return res.type && instance(res.type);
    default:
      return null;
  }
}

/** Names of a class's own type variables: bracketed, from `Generic[…]`, or in order of appearance. */
export function typeVariablesOf(cls: ClassSymbols): readonly string[] {
  if (cls.facts.typeParams.length > 0) return cls.facts.typeParams;
  const bases = cls.bases.filter((base) => base !== null);
  const generic = bases.find(
    ({ name, args }) =>
      name === 'typing.Generic' || (name === 'typing.Protocol' && args.length > 0),
  );
  const names = new Set<string>();
  for (const base of generic ? [generic] : bases) {
    for (const arg of base.args) if (arg.name.startsWith('~')) names.add(arg.name.slice(1));
  }
  return [...names];
}

/** Method resolution order by the classes at hand: a base shared by several stands behind the last of them. */
export function lineageOf(cls: ClassSymbols): readonly Lineage[] {
  const steps: Lineage[] = [{ class: cls, variables: NO_VARIABLES }];
  for (const base of cls.bases) {
    if (!base) steps.push(UNKNOWN_STEP);
    else if (base.class) steps.push(...inherited(base.class, base));
  }
  const seen = new Set<ClassSymbols>();
  const order: Lineage[] = [];
  for (const step of steps.reverse()) {
    if (step.class && seen.has(step.class)) continue;
    if (step.class) seen.add(step.class);
    order.push(step);
  }
  order.reverse();
  return order.length > MAX_LINEAGE ? [...order.slice(0, MAX_LINEAGE), UNKNOWN_STEP] : order;
}

function inherited(cls: ClassSymbols, base: Type): readonly Lineage[] {
  const variables = new Map<string, Type>();
  cls.typeVariables.forEach((name, index) => {
    const arg = base.args[index];
    if (arg) variables.set(`~${name}`, arg);
  });
  return cls.lineage.map((step) => {
    if (step.class === cls) return { class: cls, variables };
    const own = new Map<string, Type>();
    for (const [name, type] of step.variables) own.set(name, renamed(type, variables));
    return { class: step.class, variables: own };
  });
}

/** Library bases along the resolution order, canonical, each once. */
export function libraryBasesOf(cls: ClassSymbols): readonly string[] {
  const names = new Set<string>();
  for (const step of cls.lineage) {
    for (const base of step.class?.bases ?? []) if (base && !base.class) names.add(base.name);
  }
  return [...names];
}

/** Names of all known ancestors, nearest first, the class itself first. */
export function ancestorsOf(cls: ClassSymbols, knowledge: Knowledge): readonly string[] {
  const names = new Set<string>();
  for (const step of cls.lineage) {
    if (!step.class) continue;
    names.add(step.class.qualifiedName);
    for (const base of step.class.bases) {
      if (!base || base.class) continue;
      names.add(base.name);
      for (const name of knowledge.ancestorsOf(base.name)) names.add(name);
    }
  }
  return [...names];
}

/** True when something unknown may add methods or attributes. */
export function hasUnknownBase(cls: ClassSymbols, knowledge: Knowledge): boolean {
  if (cls.lineage.some((step) => step.class === null)) return true;
  return cls.libraryBases.some(
    (name) => knowledge.type(name) === null && !isStandard(name, knowledge),
  );
}

function isStandard(name: string, knowledge: Knowledge): boolean {
  const [top] = name.split('.');
  const plain = top === 'builtins' || top === 'typing' || top === 'abc' || top === 'enum';
  return plain || knowledge.kindsOf(name).includes('stdlib');
}
