import { literalString, textOf } from '../facts/expressions.ts';
import type { Argument, CallExpr, Expr } from '../facts/facts.ts';
import type { ClassModel, FunctionModel, Resolution, TypeRef } from '../model/symbols.ts';

/** Where names are read: a module, or the function whose local names they are. */
export interface Scope {
  resolve(expr: Expr): Resolution | null;
  typeOf(expr: Expr): TypeRef | null;
}

/** A handler passed by reference: a function, or a class with an HTTP method map (`as_view({'get': 'list'})`). */
export type Handler =
  | { readonly kind: 'function'; readonly function: FunctionModel }
  | {
      readonly kind: 'class';
      readonly class: ClassModel;
      readonly actions: ReadonlyMap<string, string>;
    };

const WRAPPERS = new Set([
  'functools.partial',
  'asgiref.sync.sync_to_async',
  'asgiref.sync.async_to_sync',
]);

/** What an expression refers to as a handler, null when unknown: `view`, `views.pay`, `Pay.as_view()`, `partial(pay, x)`, `csrf_exempt(pay)`. */
export function handlerOf(expr: Expr | null, scope: Scope): Handler | null {
  if (expr === null) return null;
  if (expr.kind === 'call') return handlerOfCall(expr, scope);
  const resolved = scope.resolve(expr);
  if (resolved?.kind === 'function') return { kind: 'function', function: resolved.function };
  if (resolved?.kind === 'class')
    return { kind: 'class', class: resolved.class, actions: new Map() };
  return null;
}

function handlerOfCall(expr: CallExpr, scope: Scope): Handler | null {
  const { callee } = expr;
  if (callee.kind === 'attribute' && callee.name === 'as_view') {
    const resolved = scope.resolve(callee.object);
    if (resolved?.kind !== 'class') return null;
    return { kind: 'class', class: resolved.class, actions: actionsOf(expr.args[0]) };
  }
  const resolved = scope.resolve(callee);
  const first = expr.args[0];
  if (first === undefined || first.splat !== '') return null;
  // A library decorator applied by hand gives back the function it got.
  if (resolved?.kind === 'external' && (WRAPPERS.has(resolved.name) || expr.args.length === 1))
    return handlerOf(first.value, scope);
  return null;
}

function actionsOf(argument: Argument | undefined): ReadonlyMap<string, string> {
  const actions = new Map<string, string>();
  if (argument?.value.kind !== 'dict') return actions;
  for (const { key, value } of argument.value.entries) {
    const method = literalString(key);
    const action = literalString(value);
    if (method !== null && action !== null) actions.set(action, method.toUpperCase());
  }
  return actions;
}

/** The argument at a keyword or 0-based position. */
export function argumentAt(
  args: readonly Argument[],
  place: number | string | undefined,
): Expr | null {
  if (place === undefined) return null;
  if (typeof place === 'string') return args.find(({ name }) => name === place)?.value ?? null;
  let at = 0;
  for (const { name, splat, value } of args) {
    if (splat === '*') return null;
    if (name !== null || splat !== '') continue;
    if (at === place) return value;
    at += 1;
  }
  return null;
}

/** Strings of a list, tuple or set literal; a single string stands for itself. */
export function stringsOf(expr: Expr | null): readonly string[] {
  if (expr === null) return [];
  const own = literalString(expr);
  if (own !== null) return [own];
  if (expr.kind !== 'list' && expr.kind !== 'tuple' && expr.kind !== 'set') return [];
  return expr.items.flatMap((item) => literalString(item) ?? []);
}

/** Text of a path; what is no literal stands in braces: `{config.WEBHOOK_PATH}/events`. Null when it is computed. */
export function pathText(expr: Expr | null): string | null {
  if (expr === null) return null;
  const literal = literalString(expr);
  if (literal !== null) return literal;
  if (expr.kind === 'name' || expr.kind === 'attribute') return `{${textOf(expr)}}`;
  if (expr.kind === 'string' && expr.format === 'f') {
    const parts = [...expr.parts];
    return expr.value.replace(/\{\}/g, () => `{${textOfPart(parts.shift())}}`);
  }
  if (expr.kind !== 'binary' || expr.operator !== '+') return null;
  const left = pathText(expr.left);
  const right = pathText(expr.right);
  return left === null || right === null ? null : left + right;
}

function textOfPart(part: Expr | undefined): string {
  return part === undefined ? '' : textOf(part);
}
