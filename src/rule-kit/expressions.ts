import type { Expr, Span } from '../python/facts/facts.ts';
import type { Placed } from '../python/model/index.ts';

/** True for the literal `None`; false for everything else, unknown included. */
export function isNone(expr: Expr | null): boolean {
  return expr?.kind === 'constant' && expr.value === 'None';
}

/** `True` or `False`, null when it is no boolean literal. */
export function booleanValue(expr: Expr | null): boolean | null {
  if (expr?.kind !== 'constant') return null;
  if (expr.value === 'True') return true;
  return expr.value === 'False' ? false : null;
}

/** A plain string literal (no f-string, no bytes), else null. */
export function stringValue(expr: Expr | null): string | null {
  return expr?.kind === 'string' && !expr.bytes && expr.format === '' ? expr.value : null;
}

/** A real number literal with an optional sign, else null. */
export function numberValue(expr: Expr | null): number | null {
  if (expr?.kind === 'unary' && (expr.operator === '-' || expr.operator === '+')) {
    const value = numberValue(expr.operand);
    return value === null || expr.operator === '+' ? value : -value;
  }
  if (expr?.kind !== 'number') return null;
  const value = Number(expr.text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : null;
}

/** The dotted text of a name or attribute chain (`self.client.get`), null for anything else. */
export function nameOf(expr: Expr): string | null {
  const parts: string[] = [];
  let at = expr;
  while (at.kind === 'attribute') {
    parts.push(at.name);
    at = at.object;
  }
  if (at.kind !== 'name') return null;
  parts.push(at.id);
  return parts.reverse().join('.');
}

/** A narrower place inside another one: the argument of a call, a line of a function. */
export function placeAt(within: Placed, span: Span): Placed {
  return { module: within.module, span, symbol: within.symbol };
}
