/**
 * The state that an expression stands for: `"paid"`, `Status.PAID`, `Status.PAID.value`, `Status("paid")`, a constant of a class
 * or a module. An enum's member is known by its value where that is a text, so that both spellings are one state.
 */
import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { ClassModel, ModuleModel } from '../model/symbols.ts';
import type { MachineServices, Scope } from './services.ts';

const STATE = /^(?:\w+_)?(?:status|state|stage|phase)$/iu;
const ENUM = /^enum\.|TextChoices$|StrEnum$|IntegerChoices$/u;

export function isStateName(name: string): boolean {
  return STATE.test(name);
}

export function isEnum(cls: ClassModel): boolean {
  return cls.ancestors.some((base) => ENUM.test(base));
}

/** The states of an enum in the order of declaration. */
export function enumStates(cls: ClassModel): readonly string[] {
  if (!isEnum(cls)) return [];
  return cls.attributes.flatMap(({ name }) => memberState(cls, name) ?? []);
}

export function stateValue(expr: Expr, scope: Scope, services: MachineServices): string | null {
  const named = withoutWrapper(expr, scope);
  const text = textState(named);
  if (text !== null) return text;
  if (named.kind === 'attribute') {
    const holder = classNamed(named.object, scope);
    if (holder !== null) return memberState(holder, named.name);
  }
  const resolved = scope.resolve(named);
  return resolved?.kind === 'value' ? constantState(resolved.name, services) : null;
}

/** `(Status.A, Status.B)`, `{…}`, `[…]`, or a constant that holds one; null when some part is unknown. */
export function stateList(
  expr: Expr,
  scope: Scope,
  services: MachineServices,
): readonly string[] | null {
  if (expr.kind === 'call' && expr.args.length === 1 && expr.callee.kind === 'name') {
    const [only] = expr.args;
    const isCollection = /^(?:frozenset|set|tuple|list)$/u.test(expr.callee.id);
    return isCollection && only !== undefined ? stateList(only.value, scope, services) : null;
  }
  if (expr.kind === 'tuple' || expr.kind === 'list' || expr.kind === 'set') {
    const states = expr.items.map((item) => stateValue(item, scope, services));
    return states.every((state) => state !== null) ? states : null;
  }
  const resolved = scope.resolve(expr);
  if (resolved?.kind !== 'value') return null;
  const held = constantAt(resolved.name, services);
  return held === null || !isCollectionLiteral(held.value)
    ? null
    : stateList(held.value, held.module, services);
}

function isCollectionLiteral({ kind }: Expr): boolean {
  return kind === 'tuple' || kind === 'list' || kind === 'set' || kind === 'call';
}

/** The class that an expression names; `self.Status` is looked up in the class of `self`. */
export function classNamed(expr: Expr, scope: Scope): ClassModel | null {
  const resolved = scope.resolve(expr);
  if (resolved?.kind === 'class') return resolved.class;
  const owner = expr.kind === 'attribute' ? (scope.typeOf(expr.object)?.class ?? null) : null;
  if (expr.kind !== 'attribute' || owner === null) return null;
  const wanted = `${owner.symbol}.${expr.name}`;
  return owner.module.classes.find(({ symbol }) => symbol === wanted) ?? null;
}

/** `Status.PAID.value` → `Status.PAID`; `Status("paid")` → `"paid"`. */
function withoutWrapper(expr: Expr, scope: Scope): Expr {
  if (expr.kind === 'attribute' && (expr.name === 'value' || expr.name === 'name'))
    return expr.object;
  const [only, ...others] = expr.kind === 'call' ? expr.args : [];
  if (expr.kind !== 'call' || only === undefined || others.length > 0) return expr;
  const called = classNamed(expr.callee, scope);
  return called !== null && isEnum(called) ? only.value : expr;
}

function textState(expr: Expr): string | null {
  const text = literalString(expr);
  return text === null || text === '' ? null : text;
}

function memberState(cls: ClassModel, name: string): string | null {
  const member = cls.attributes.find(
    (attribute) => attribute.name === name && attribute.origin === 'class',
  );
  const value = member?.value ?? null;
  if (value === null || !/^[A-Za-z]/u.test(name)) return null;
  const text = textState(value.kind === 'tuple' ? (value.items[0] ?? value) : value);
  return text ?? (isEnum(cls) ? name : null);
}

function constantState(name: string, services: MachineServices): string | null {
  const held = constantAt(name, services);
  return held === null ? null : textState(held.value);
}

/** The value of a constant that is assigned once at the top of a module. */
function constantAt(
  name: string,
  services: MachineServices,
): { readonly value: Expr; readonly module: ModuleModel } | null {
  const dot = name.lastIndexOf('.');
  const module = dot === -1 ? null : services.moduleNamed(name.slice(0, dot));
  if (module === null) return null;
  const values = module.facts.body.flatMap((stmt) =>
    stmt.kind === 'assign' &&
    stmt.operator === null &&
    stmt.targets.some((target) => target.kind === 'name' && target.id === name.slice(dot + 1))
      ? [stmt.value]
      : [],
  );
  const [value, ...others] = values;
  return value == null || others.length > 0 ? null : { value, module };
}
