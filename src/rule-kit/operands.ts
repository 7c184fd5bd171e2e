import type { Expr } from '../python/facts/facts.ts';
import type { CallSite } from '../python/model/index.ts';
import { expressionsIn } from './walk.ts';

/** The call is part of a calculation in its own statement; one that only goes into a text is not. */
export function isOperand(call: CallSite): boolean {
  const { statement } = call.operation;
  if (statement.kind !== 'assign' && statement.kind !== 'return') return false;
  const { value } = statement;
  if (value?.kind !== 'binary') return false;
  if (value.start > call.span.start || call.span.end > value.end) return false;
  return ![...expressionsIn(value)].some((expr) => isTextAround(expr, call));
}

function isTextAround(expr: Expr, { span }: CallSite): boolean {
  return expr.kind === 'string' && expr.start <= span.start && span.end <= expr.end;
}
