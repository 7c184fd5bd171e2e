import { kindOf } from '../syntax/kinds.ts';
import type { Extraction } from './extraction.ts';
import type {
  Argument,
  AttributeExpr,
  CallExpr,
  ConstantExpr,
  Expr,
  SliceExpr,
  StarredExpr,
  SubscriptExpr,
} from './facts.ts';
import { packed } from './packed.ts';

const ARGUMENT_LIST = kindOf('argument_list');
const GENERATOR = kindOf('generator_expression');
const KEYWORD_ARGUMENT = kindOf('keyword_argument');
const LIST_SPLAT = kindOf('list_splat');
const DICTIONARY_SPLAT = kindOf('dictionary_splat');
const IDENTIFIER = kindOf('identifier');
const ERROR = kindOf('ERROR');
const COLON = kindOf(':');

export function readName(x: Extraction, node: number): Expr {
  if (x.end(node) === x.start(node)) return x.unknown(node, 'syntax-error');
  return { kind: 'name', start: x.start(node), end: x.end(node), id: x.text(node) };
}

export function readNumber(x: Extraction, node: number): Expr {
  return { kind: 'number', start: x.start(node), end: x.end(node), text: x.text(node) };
}

/** A reader of `None`, `True`, `False` or `...`. */
export function readConstant(value: ConstantExpr['value']): (x: Extraction, node: number) => Expr {
  return (x, node) => ({ kind: 'constant', start: x.start(node), end: x.end(node), value });
}

export function readAttribute(x: Extraction, node: number, depth: number): Expr {
  const object = x.firstNode(node);
  let name = object < 0 ? -1 : x.nextNode(object);
  while (name >= 0 && x.kind(name) !== IDENTIFIER) name = x.nextNode(name);
  if (name < 0) return x.unknown(node, 'syntax-error');
  const value = x.expression(object, depth + 1);
  const start = x.start(node);
  const end = x.end(node);
  const attribute: AttributeExpr = {
    kind: 'attribute',
    start,
    end,
    object: value,
    name: x.text(name),
  };
  if (value.kind !== 'starred') return attribute;
  return lifted(value, { ...attribute, start: value.value.start, object: value.value });
}

/** The grammar reads `*a.b(c)` in some places as `(*a).b(c)`; in Python the star takes it all. */
function lifted(star: StarredExpr, value: Expr): StarredExpr {
  return { ...star, end: value.end, value };
}

/** `a.b.c` of an import or a pattern, where the grammar keeps the names side by side. */
export function readDottedName(x: Extraction, node: number): Expr {
  const start = x.start(node);
  let value: Expr | null = null;
  let levels = 0;
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child)) {
    levels += 1;
    if (levels > 100 || x.kind(child) !== IDENTIFIER) return x.unknown(node, 'syntax-error');
    const name = x.text(child);
    value =
      value === null
        ? readName(x, child)
        : { kind: 'attribute', start, end: x.end(child), object: value, name };
  }
  return value ?? x.unknown(node, 'syntax-error');
}

export function readCall(x: Extraction, node: number, depth: number): Expr {
  const calleeNode = x.firstNode(node);
  if (calleeNode < 0) return x.unknown(node, 'syntax-error');
  const callee = x.expression(calleeNode, depth + 1);
  const found: Argument[] = [];
  for (let child = x.nextNode(calleeNode); child >= 0; child = x.nextNode(child)) {
    if (x.kind(child) === ARGUMENT_LIST) readArgumentsInto(found, x, { list: child, depth });
    else if (x.kind(child) === GENERATOR) found.push(positional(x, child, depth));
    else found.push(brokenArgument(x, child));
  }
  const args = packed(found);
  const call: CallExpr = { kind: 'call', start: x.start(node), end: x.end(node), callee, args };
  if (callee.kind !== 'starred') return call;
  return lifted(callee, { ...call, start: callee.value.start, callee: callee.value });
}

interface Arguments {
  readonly list: number;
  readonly depth: number;
}

function readArgumentsInto(args: Argument[], x: Extraction, { list, depth }: Arguments): void {
  for (let child = x.firstNode(list); child >= 0; child = x.nextNode(child)) {
    args.push(readArgument(x, child, depth));
  }
}

/** The arguments of the header of a class. */
export function readArguments(x: Extraction, list: number): readonly Argument[] {
  const args: Argument[] = [];
  readArgumentsInto(args, x, { list, depth: 0 });
  return packed(args);
}

function readArgument(x: Extraction, node: number, depth: number): Argument {
  const kind = x.kind(node);
  if (kind === ERROR) return brokenArgument(x, node);
  if (kind !== KEYWORD_ARGUMENT && kind !== LIST_SPLAT && kind !== DICTIONARY_SPLAT)
    return positional(x, node, depth);
  const start = x.start(node);
  const end = x.end(node);
  const first = x.firstNode(node);
  if (first < 0) return brokenArgument(x, node);
  if (kind !== KEYWORD_ARGUMENT) {
    const splat = kind === LIST_SPLAT ? '*' : '**';
    return { start, end, name: null, splat, value: x.expression(first, depth + 1) };
  }
  const value = x.nextNode(first);
  if (value < 0) return brokenArgument(x, node);
  return { start, end, name: x.text(first), splat: '', value: x.expression(value, depth + 1) };
}

function positional(x: Extraction, node: number, depth: number): Argument {
  return {
    start: x.start(node),
    end: x.end(node),
    name: null,
    splat: '',
    value: x.expression(node, depth + 1),
  };
}

/** What cannot be read may have been any argument, so it stands as `**unknown`: nobody may say that a keyword is absent. */
function brokenArgument(x: Extraction, node: number): Argument {
  const value = x.unknown(node, 'syntax-error');
  return { start: value.start, end: value.end, name: null, splat: '**', value };
}

export function readSubscript(x: Extraction, node: number, depth: number): Expr {
  const objectNode = x.firstNode(node);
  if (objectNode < 0) return x.unknown(node, 'syntax-error');
  const object = x.expression(objectNode, depth + 1);
  const found: Expr[] = [];
  for (let child = x.nextNode(objectNode); child >= 0; child = x.nextNode(child))
    found.push(x.expression(child, depth + 1));
  const start = x.start(node);
  const end = x.end(node);
  const subscript: SubscriptExpr = { kind: 'subscript', start, end, object, index: packed(found) };
  if (object.kind !== 'starred') return subscript;
  return lifted(object, { ...subscript, start: object.value.start, object: object.value });
}

export function readSlice(x: Extraction, node: number, depth: number): SliceExpr {
  const bounds: (Expr | null)[] = [null, null, null];
  let at = 0;
  for (let child = x.first(node); child >= 0; child = x.next(child)) {
    if (x.kind(child) === COLON) at += 1;
    else bounds[Math.min(at, 2)] = x.expression(child, depth + 1);
  }
  const [lower = null, upper = null, step = null] = bounds;
  return { kind: 'slice', start: x.start(node), end: x.end(node), lower, upper, step };
}
