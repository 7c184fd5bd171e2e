import { kindOf } from '../syntax/kinds.ts';
import type { Extraction } from './extraction.ts';
import type { Expr, FunctionFacts } from './facts.ts';
import { packed } from './packed.ts';

const CONSTRAINED_TYPE = kindOf('constrained_type');
const IDENTIFIER = kindOf('identifier');
const TYPE_PARAMETER = kindOf('type_parameter');

/** `list[int]` in a place where the grammar expects a type: the same as a subscript elsewhere. */
export function readGenericType(x: Extraction, node: number, depth: number): Expr {
  const name = x.firstNode(node);
  const list = name < 0 ? -1 : x.nextNode(name);
  if (list < 0) return x.unknown(node, 'syntax-error');
  const object = x.expression(name, depth + 1);
  const index: Expr[] = [];
  for (let child = x.firstNode(list); child >= 0; child = x.nextNode(child))
    index.push(x.expression(child, depth + 1));
  return {
    kind: 'subscript',
    start: x.start(node),
    end: x.end(node),
    object,
    index: packed(index),
  };
}

export function readUnionType(x: Extraction, node: number, depth: number): Expr {
  const [left, right] = x.nodes(node);
  if (left === undefined || right === undefined) return x.unknown(node, 'syntax-error');
  return {
    kind: 'binary',
    start: x.start(node),
    end: x.end(node),
    operator: '|',
    left: x.expression(left, depth + 1),
    right: x.expression(right, depth + 1),
  };
}

export function readMemberType(x: Extraction, node: number, depth: number): Expr {
  const [object, name] = x.nodes(node);
  if (object === undefined || name === undefined) return x.unknown(node, 'syntax-error');
  const value = x.expression(object, depth + 1);
  return {
    kind: 'attribute',
    start: x.start(node),
    end: x.end(node),
    object: value,
    name: x.text(name),
  };
}

/** The names of `[T, *Ts, **P, U: Bound]`. */
export function readTypeParams(x: Extraction, definition: number): readonly string[] {
  const list = x.childOfKind(definition, TYPE_PARAMETER);
  if (list < 0) return packed([]);
  const names: string[] = [];
  for (let child = x.firstNode(list); child >= 0; child = x.nextNode(child)) {
    const name = firstIdentifier(x, child);
    if (name !== null) names.push(name);
  }
  return packed(names);
}

/** The bounds of `[T: Bound, U]`, for those that have one. */
export function readTypeBounds(
  x: Extraction,
  definition: number,
): Pick<FunctionFacts, 'typeBounds'> {
  const list = x.childOfKind(definition, TYPE_PARAMETER);
  if (list < 0) return {};
  const typeBounds: { name: string; bound: Expr }[] = [];
  for (let child = x.firstNode(list); child >= 0; child = x.nextNode(child)) {
    const [constrained] = x.nodes(child);
    if (constrained === undefined || x.kind(constrained) !== CONSTRAINED_TYPE) continue;
    const [, bound] = x.nodes(constrained);
    const name = firstIdentifier(x, constrained);
    if (name !== null && bound !== undefined)
      typeBounds.push({ name, bound: x.expression(bound, 0) });
  }
  return typeBounds.length === 0 ? {} : { typeBounds };
}

/** The first identifier under a node: the name that `T: Bound`, `*Ts` or `X[T]` is about. */
export function firstIdentifier(x: Extraction, node: number): string | null {
  let at = node;
  while (at >= 0 && x.kind(at) !== IDENTIFIER) at = x.firstNode(at);
  return at < 0 ? null : x.text(at);
}
