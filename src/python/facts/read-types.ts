import { kindOf } from '../syntax/kinds.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { Extraction } from './extraction.ts';
import type { Expr, FunctionFacts } from './facts.ts';
import { packed } from './packed.ts';

const CONSTRAINED_TYPE = kindOf('constrained_type');
const ERROR = kindOf('ERROR');
const IDENTIFIER = kindOf('identifier');
const TYPE_PARAMETER = kindOf('type_parameter');

/** From an error in a bound up to the brackets. */
const LEVELS_OF_BOUND = 4;

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
    // What follows `T =` is the default.
    if (x.kind(child) === ERROR && x.nextNode(child) >= 0) child = x.nextNode(child);
  }
  return packed(names);
}

/**
 * True for an error that is none: the grammar does not know defaults of type parameters (`[T = int]`, Python 3.13) and takes
 * `T =` for a slip before the next type.
 */
export function isTypeDefault(tree: SyntaxTree, error: number): boolean {
  if ((tree.nextSiblings[error] ?? -1) < 0) return false;
  let node = error;
  for (let level = 0; level < LEVELS_OF_BOUND && node >= 0; level += 1) {
    node = tree.parents[node] ?? -1;
    if (tree.kinds[node] !== TYPE_PARAMETER) continue;
    return /^=\s*\w|[^=\s]\s*=\s*\*{0,2}$/u.test(
      tree.source.slice(tree.starts[error], tree.ends[error]),
    );
  }
  return false;
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
    const [, second] = x.nodes(constrained);
    // `T: Bound = Default`
    const hasDefault = second !== undefined && x.kind(second) === ERROR;
    const bound = hasDefault ? x.nodes(second)[0] : second;
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
