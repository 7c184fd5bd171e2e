/** Columns and attributes that hold a state: of database models, of entities and records, of plain classes. */
import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { StateHolder } from '../model/machines.ts';
import type { ClassAttribute, ClassModel, ModuleModel } from '../model/symbols.ts';
import { classNamed, enumStates, isEnum, isStateName } from './state-values.ts';

const holders = new WeakMap<ClassModel, ReadonlyMap<string, StateHolder>>();

/** The holder of a class's state, its own or one of a base class. */
export function holderOf(cls: ClassModel, column: string): StateHolder | null {
  if (!isStateName(column)) return null;
  const seen = new Set<ClassModel>([cls]);
  for (const member of seen) {
    const found = holdersOf(member).get(column);
    if (found !== undefined) return found;
    for (const base of member.bases) if (base?.class != null) seen.add(base.class);
  }
  return null;
}

/** States that a class declares itself. */
export function holdersOf(cls: ClassModel): ReadonlyMap<string, StateHolder> {
  const known = holders.get(cls) ?? declaredIn(cls);
  holders.set(cls, known);
  return known;
}

function declaredIn(cls: ClassModel): ReadonlyMap<string, StateHolder> {
  const found = new Map<string, StateHolder>();
  if (isEnum(cls)) return found;
  for (const attribute of cls.attributes) {
    const { name } = attribute;
    if (!isStateName(name) || found.has(name) || !mayHoldState(attribute, cls)) continue;
    const { module, span, symbol } = attribute;
    const ofColumn = cls.orm?.column(name)?.states ?? [];
    const annotated = ofColumn.length > 0 ? ofColumn : annotatedStates(attribute, cls.module);
    const states = annotated.length > 0 ? annotated : defaultStates(attribute, cls.module);
    found.set(name, { module, span, symbol, owner: cls, column: name, states });
  }
  return found;
}

/** A relation to another model is no state, and neither is what is no text or enum. */
function mayHoldState({ name, type, annotation, value }: ClassAttribute, cls: ClassModel): boolean {
  if (cls.orm !== null) return cls.orm.column(name)?.references === null;
  if (type !== null && type.class !== null) return isEnum(type.class);
  if (type !== null && type.name !== 'builtins.str')
    return annotation !== null && isLiteral(annotation);
  return annotation !== null || (value !== null && literalString(value) !== null);
}

function annotatedStates(attribute: ClassAttribute, module: ModuleModel): readonly string[] {
  const cls = attribute.type?.class ?? null;
  if (cls !== null) return enumStates(cls);
  return attribute.annotation === null ? [] : literalStates(attribute.annotation, module, 0);
}

/** `Column(String, default=Status.NEW)`, `status: str = Status.NEW`: the enum of the state it begins with. */
function defaultStates({ value }: ClassAttribute, module: ModuleModel): readonly string[] {
  const given = value?.kind === 'call' ? value.args.find(({ name }) => name === 'default') : null;
  const first = value?.kind === 'call' ? (given?.value ?? null) : value;
  const member = first?.kind === 'attribute' && first.name === 'value' ? first.object : first;
  const cls = member?.kind === 'attribute' ? classNamed(member.object, module) : null;
  return cls === null ? [] : enumStates(cls);
}

const MAX_ALIASES = 3;

/** `Literal["new", "paid"]`, inside `Mapped[…]` or `… | None`, or an alias of it in the same module. */
function literalStates(annotation: Expr, module: ModuleModel, depth: number): readonly string[] {
  if (depth > MAX_ALIASES) return [];
  if (annotation.kind === 'binary')
    return [annotation.left, annotation.right].flatMap((side) =>
      literalStates(side, module, depth + 1),
    );
  if (annotation.kind === 'subscript') {
    return annotation.index.flatMap((part) =>
      isLiteral(annotation) ? (literalString(part) ?? []) : literalStates(part, module, depth + 1),
    );
  }
  if (annotation.kind !== 'name') return [];
  const alias = module.facts.body.find(
    (stmt) =>
      (stmt.kind === 'type-alias' && stmt.name === annotation.id) ||
      (stmt.kind === 'assign' &&
        stmt.targets.some((target) => target.kind === 'name' && target.id === annotation.id)),
  );
  const value = alias?.kind === 'type-alias' || alias?.kind === 'assign' ? alias.value : null;
  return value === null ? [] : literalStates(value, module, depth + 1);
}

function isLiteral(annotation: Expr): boolean {
  if (annotation.kind !== 'subscript') return false;
  const { object } = annotation;
  return (
    (object.kind === 'name' ? object.id : object.kind === 'attribute' ? object.name : '') ===
    'Literal'
  );
}
