import { childrenOf, textOf } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { FunctionModel } from '../model/symbols.ts';

/** Methods that read or decode what they are called on. */
const READS =
  /\.(?:json|body|form|read|get|get_json|get_data|decode|dict|model_dump|lower|upper|strip)$/;
/** Calls that read or decode what they are given. */
const DECODES =
  /(?:^|\.)(?:loads|model_validate\w*|parse_obj|construct_event|construct_from|from_dict|validate\w*|verify\w*|int|str|float|Decimal)$/;
const MAX_STEPS = 6;

/**
 * True when an expression is part of what was delivered to an entry point (`event.type`, `data["status"]` of `data = await
 * request.json()`) and not of something stored: a test of it says which delivery this is, not whether it was seen before.
 */
export function isOfDelivery(fn: FunctionModel, expr: Expr): boolean {
  if (fn.entries.length === 0) return false;
  return fromDelivery(fn, expr, MAX_STEPS);
}

function fromDelivery(fn: FunctionModel, expr: Expr, steps: number): boolean {
  if (steps === 0) return false;
  switch (expr.kind) {
    case 'attribute':
    case 'subscript':
      return fromDelivery(fn, expr.object, steps);
    case 'await':
    case 'named':
      return fromDelivery(fn, expr.value, steps);
    case 'boolean':
      return fromDelivery(fn, expr.left, steps);
    case 'call':
      return isDecoded(fn, expr, steps);
    case 'name':
      return isDeliveredName(fn, expr.id, steps);
    default:
      return false;
  }
}

function isDecoded(
  fn: FunctionModel,
  expr: Expr & { readonly kind: 'call' },
  steps: number,
): boolean {
  const text = textOf(expr.callee);
  if (expr.callee.kind === 'attribute' && READS.test(text))
    return fromDelivery(fn, expr.callee.object, steps - 1);
  return DECODES.test(text) && expr.args.some(({ value }) => fromDelivery(fn, value, steps - 1));
}

function isDeliveredName(fn: FunctionModel, name: string, steps: number): boolean {
  const values = fn.flow.operations.flatMap((operation) =>
    operation.kind === 'assign' && operation.targets.some((target) => binds(target, name))
      ? [operation.value]
      : [],
  );
  if (values.length > 0)
    return values.every((value) => value !== null && fromDelivery(fn, value, steps - 1));
  const param = fn.params.find((candidate) => candidate.name === name);
  if (param === undefined || name === 'self' || name === 'cls') {
    return fn.resolve({ kind: 'name', id: name, start: 0, end: 0 })?.kind === 'external';
  }
  return param.dependency === null && (param.type?.class?.orm ?? null) === null;
}

function binds(target: Expr, name: string): boolean {
  if (target.kind === 'name') return target.id === name;
  return (
    (target.kind === 'tuple' || target.kind === 'list') &&
    childrenOf(target).some((child) => binds(child, name))
  );
}
