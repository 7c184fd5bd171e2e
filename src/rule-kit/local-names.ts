import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel } from '../python/model/index.ts';
import { expressionsOf } from '../python/facts/expressions.ts';
import { expressionsIn, statementsIn } from './walk.ts';

/** The local variable that a call is assigned to, when nothing reads it, nested functions included. `_` counts as unread. */
export function unreadResult(call: CallSite): string | null {
  const { function: fn, operation } = call;
  const { statement } = operation;
  if (fn === null || statement.kind !== 'assign' || statement.value !== call.expr) return null;
  const [target, ...others] = statement.targets;
  if (target?.kind !== 'name' || others.length > 0 || statement.operator !== null) return null;
  return isSharedName(fn, target.id) || isRead(fn, target) ? null : target.id;
}

/** Declared `global` or `nonlocal`: others see it. */
export function isSharedName(fn: FunctionModel, name: string): boolean {
  return [...statementsIn(fn.body)].some(
    (statement) =>
      (statement.kind === 'global' || statement.kind === 'nonlocal') &&
      statement.names.includes(name),
  );
}

/** A function and those defined inside it. */
export function withNested(fn: FunctionModel): readonly FunctionModel[] {
  return fn.module.functions.filter(
    ({ span }) => fn.span.start <= span.start && span.end <= fn.span.end,
  );
}

/** Every expression of a function's own body, outermost first within a statement. */
export function expressionsOfBody(fn: FunctionModel): readonly Expr[] {
  return [...statementsIn(fn.body)]
    .flatMap((statement) => expressionsOf(statement))
    .flatMap((root) => [...expressionsIn(root)]);
}

function isRead(fn: FunctionModel, target: Expr & { readonly kind: 'name' }): boolean {
  return withNested(fn).some((other) =>
    expressionsOfBody(other).some(
      (expr) => expr.kind === 'name' && expr.id === target.id && expr !== target,
    ),
  );
}
