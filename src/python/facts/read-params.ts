import { kindOf } from '../syntax/kinds.ts';
import type { Extraction } from './extraction.ts';
import type { Expr, LambdaExpr, NamedExpr, Param, YieldExpr } from './facts.ts';
import { packed } from './packed.ts';

const IDENTIFIER = kindOf('identifier');
const LIST_SPLAT = kindOf('list_splat_pattern');
const DICTIONARY_SPLAT = kindOf('dictionary_splat_pattern');
const KEYWORD_SEPARATOR = kindOf('keyword_separator');
const POSITIONAL_SEPARATOR = kindOf('positional_separator');
const TYPE = kindOf('type');
const LAMBDA_PARAMETERS = kindOf('lambda_parameters');
const TYPED = kindOf('typed_parameter');
const DEFAULT = kindOf('default_parameter');
const TYPED_DEFAULT = kindOf('typed_default_parameter');
const FROM = kindOf('from');

/** The parameters of a function or a lambda. */
export function readParams(x: Extraction, list: number, depth: number): readonly Param[] {
  const params: Param[] = [];
  let kind: Param['kind'] = 'positional';
  let separated = false;
  for (let child = x.firstNode(list); child >= 0; child = x.nextNode(child)) {
    if (x.kind(child) === KEYWORD_SEPARATOR) kind = 'keyword-only';
    else if (x.kind(child) === POSITIONAL_SEPARATOR) {
      if (!separated) markPositionalOnly(params);
      separated = true;
    } else {
      const param = readParam(x, child, { depth, kind });
      if (param === null) continue;
      if (param.kind === 'var-positional') kind = 'keyword-only';
      params.push(param);
    }
  }
  return packed(params);
}

function markPositionalOnly(params: Param[]): void {
  for (const [at, param] of params.entries()) params[at] = { ...param, kind: 'positional-only' };
}

interface Place {
  readonly depth: number;
  readonly kind: Param['kind'];
}

function readParam(x: Extraction, node: number, place: Place): Param | null {
  const nodeKind = x.kind(node);
  const composed = nodeKind === TYPED || nodeKind === DEFAULT || nodeKind === TYPED_DEFAULT;
  const target = composed ? x.firstNode(node) : node;
  if (target < 0) return null;
  const kind = paramKind(x, target) ?? place.kind;
  const name = paramName(x, target);
  if (name === null) return null;
  let annotation: Expr | null = null;
  let value: Expr | null = null;
  for (let child = composed ? x.nextNode(target) : -1; child >= 0; child = x.nextNode(child)) {
    if (x.kind(child) === TYPE) annotation = x.expression(child, place.depth + 1);
    else value = x.expression(child, place.depth + 1);
  }
  return { start: x.start(node), end: x.end(node), name, kind, annotation, default: value };
}

function paramKind(x: Extraction, target: number): Param['kind'] | null {
  if (x.kind(target) === LIST_SPLAT) return 'var-positional';
  return x.kind(target) === DICTIONARY_SPLAT ? 'var-keyword' : null;
}

/** The name, or the text of a tuple parameter of Python 2; null for what is no parameter. */
function paramName(x: Extraction, target: number): string | null {
  if (x.kind(target) === IDENTIFIER) return x.text(target);
  const inner = x.firstNode(target);
  if (inner < 0) return null;
  return x.kind(inner) === IDENTIFIER && x.nextNode(inner) < 0 ? x.text(inner) : null;
}

export function readLambda(x: Extraction, node: number, depth: number): Expr {
  const outerYields = x.yields;
  const list = x.childOfKind(node, LAMBDA_PARAMETERS);
  const params = list < 0 ? [] : readParams(x, list, depth);
  const bodyNode = list < 0 ? x.firstNode(node) : x.nextNode(list);
  if (bodyNode < 0) return x.unknown(node, 'syntax-error');
  const body = x.expression(bodyNode, depth + 1);
  x.yields = outerYields;
  const lambda: LambdaExpr = {
    kind: 'lambda',
    start: x.start(node),
    end: x.end(node),
    params,
    body,
  };
  return lambda;
}

export function readAwait(x: Extraction, node: number, depth: number): Expr {
  const inner = x.firstNode(node);
  if (inner < 0) return x.unknown(node, 'syntax-error');
  return {
    kind: 'await',
    start: x.start(node),
    end: x.end(node),
    value: x.expression(inner, depth + 1),
  };
}

export function readYield(x: Extraction, node: number, depth: number): YieldExpr {
  x.yields = true;
  const from = x.childOfKind(node, FROM) >= 0;
  const value = x.optional(x.firstNode(node), depth + 1);
  return { kind: 'yield', start: x.start(node), end: x.end(node), from, value };
}

export function readNamed(x: Extraction, node: number, depth: number): Expr {
  const [target, value] = x.nodes(node);
  if (target === undefined || value === undefined) return x.unknown(node, 'syntax-error');
  const named: NamedExpr = {
    kind: 'named',
    start: x.start(node),
    end: x.end(node),
    target: x.text(target),
    value: x.expression(value, depth + 1),
  };
  return named;
}
