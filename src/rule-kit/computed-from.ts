import { singleDefinition } from '../python/effects/chains.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { FunctionFlow, Operation } from '../python/model/index.ts';
import { expressionsIn } from './walk.ts';

const ARITHMETIC = new Set(['+', '-', '*', '/', '//', '%', '**', '|', '&', '^']);
const PICKS = new Set(['max', 'min']);
const MAX_DEPTH = 3;

/** What is looked for in a value: where it is used, and which expression is the old value. */
export interface Computation {
  readonly flow: FunctionFlow;
  readonly at: Operation;
  isOld(expr: Expr, at: Operation): boolean;
}

/** True when a value is made from the old one by arithmetic, `max` or `min`, also through local names (`left = o.stock - n`). */
export function isComputedFrom(value: Expr, computation: Computation, depth = 0): boolean {
  return [...expressionsIn(value)].some((expr) => {
    if (operandsOf(expr).some((part) => holdsOld(part, computation, depth))) return true;
    const before = expr.kind === 'name' ? definition(expr.id, computation, depth) : null;
    return before !== null && isComputedFrom(before.value, before.computation, depth + 1);
  });
}

function operandsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'binary' && ARITHMETIC.has(expr.operator)) return [expr.left, expr.right];
  const picks = expr.kind === 'call' && PICKS.has(textOf(expr.callee));
  return picks ? expr.args.map(({ value }) => value) : [];
}

function holdsOld(part: Expr, computation: Computation, depth: number): boolean {
  return [...expressionsIn(part)].some((expr) => {
    if (computation.isOld(expr, computation.at)) return true;
    const before = expr.kind === 'name' ? definition(expr.id, computation, depth) : null;
    return before !== null && holdsOld(before.value, before.computation, depth + 1);
  });
}

function definition(
  name: string,
  computation: Computation,
  depth: number,
): { readonly value: Expr; readonly computation: Computation } | null {
  if (depth >= MAX_DEPTH) return null;
  const only = singleDefinition(computation.flow, name, computation.at);
  return only && { value: only.value, computation: { ...computation, at: only.operation } };
}

/** `F('stock') - 1` is computed by the database. */
export function isLeftToDatabase(value: Expr): boolean {
  return [...expressionsIn(value)].some(
    (expr) => expr.kind === 'call' && /(?:^|\.)(?:F|func\.\w+|text)$/u.test(textOf(expr.callee)),
  );
}

/** A text that is put together: what is lost is a note, not a count. */
export function isText(value: Expr): boolean {
  if (value.kind === 'string') return true;
  if (value.kind === 'binary') return isText(value.left) || isText(value.right);
  return value.kind === 'conditional' && (isText(value.then) || isText(value.otherwise));
}
