import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { ModuleModel } from '../model/symbols.ts';

/** `True` or `False`; null when it is no literal or absent. */
export function truth(expr: Expr | null): boolean | null {
  if (expr?.kind !== 'constant') return null;
  if (expr.value === 'True') return true;
  return expr.value === 'False' ? false : null;
}

export function isGiven(expr: Expr | null): boolean {
  return expr !== null;
}

/** Strings of a list, tuple, set or a single string. */
export function strings(expr: Expr | null): readonly string[] {
  return itemsOf(expr).flatMap((item) => literalString(item) ?? []);
}

/** Items of a list, tuple or set literal; any other expression is its own only item. */
export function itemsOf(expr: Expr | null): readonly Expr[] {
  if (expr === null) return [];
  return expr.kind === 'list' || expr.kind === 'tuple' || expr.kind === 'set' ? expr.items : [expr];
}

/** Last part of a dotted or plain name: `Order` of `shop.Order`. */
export function lastName(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** Qualified name of what an expression names: a project class or a library name; empty when unknown. */
export function nameOf(expr: Expr | null, module: ModuleModel): string {
  const resolved = expr === null ? null : module.resolve(expr);
  if (resolved?.kind === 'external') return resolved.name;
  return resolved?.kind === 'class' ? resolved.class.qualifiedName : '';
}

/** States that an enum class, a list of strings or a list of choices holds. */
export function statesOf(expr: Expr | null, module: ModuleModel): readonly string[] {
  if (expr === null) return [];
  if (expr.kind === 'list' || expr.kind === 'tuple') {
    return expr.items.flatMap((item) => {
      const pair = item.kind === 'tuple' || item.kind === 'list' ? item.items[0] : item;
      return literalString(pair) ?? [];
    });
  }
  const holder = expr.kind === 'attribute' && expr.name === 'choices' ? expr.object : expr;
  const resolved = module.resolve(holder.kind === 'call' ? holder.callee : holder);
  return resolved?.kind === 'class' ? enumStates(resolved.class) : [];
}

/** Values of an enum's members, or their names where the value is no string. */
function enumStates(
  cls: Extract<NonNullable<ReturnType<ModuleModel['resolve']>>, { kind: 'class' }>['class'],
): readonly string[] {
  if (!cls.ancestors.some((base) => /^enum\.|TextChoices$|StrEnum$|IntegerChoices$/.test(base)))
    return [];
  return cls.attributes
    .filter(
      ({ name, value, origin }) => origin === 'class' && value !== null && /^[A-Za-z]/.test(name),
    )
    .map(
      ({ name, value }) => literalString(value?.kind === 'tuple' ? value.items[0] : value) ?? name,
    );
}
