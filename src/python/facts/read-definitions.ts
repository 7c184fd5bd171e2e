import { kindOf } from '../syntax/kinds.ts';
import type { Extraction, Scope } from './extraction.ts';
import type { Argument, Expr, Owner, Span, Stmt } from './facts.ts';
import { readArguments } from './read-names.ts';
import { readParams } from './read-params.ts';
import { readTypeBounds, readTypeParams } from './read-types.ts';
import { packed } from './packed.ts';

const ARGUMENT_LIST = kindOf('argument_list');
const ASYNC = kindOf('async');
const BLOCK = kindOf('block');
const CLASS_DEFINITION = kindOf('class_definition');
const DECORATOR = kindOf('decorator');
const FUNCTION_DEFINITION = kindOf('function_definition');
const IDENTIFIER = kindOf('identifier');
const PARAMETERS = kindOf('parameters');
const TYPE = kindOf('type');

interface Definition {
  readonly node: number;
  readonly depth: number;
  readonly start: number;
  readonly decorators: readonly Expr[];
}

export function readFunction(x: Extraction, node: number, depth: number): Stmt {
  return functionStatement(x, { node, depth, start: x.start(node), decorators: [] });
}

export function readClass(x: Extraction, node: number, depth: number): Stmt {
  return classStatement(x, { node, depth, start: x.start(node), decorators: [] });
}

export function readDecorated(x: Extraction, node: number, depth: number): Stmt {
  const start = x.start(node);
  const decorators: Expr[] = [];
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child)) {
    const kind = x.kind(child);
    if (kind === DECORATOR) decorators.push(readDecorator(x, child));
    else if (kind === FUNCTION_DEFINITION)
      return functionStatement(x, { node: child, depth, start, decorators });
    else if (kind === CLASS_DEFINITION)
      return classStatement(x, { node: child, depth, start, decorators });
  }
  return { kind: 'unknown', start, end: x.end(node), reason: 'syntax-error' };
}

function readDecorator(x: Extraction, node: number): Expr {
  const value = x.firstNode(node);
  return value < 0 ? x.unknown(node, 'syntax-error') : x.expression(value, 0);
}

function functionStatement(x: Extraction, definition: Definition): Stmt {
  const { node, depth, start, decorators } = definition;
  const end = x.end(node);
  const nameNode = x.childOfKind(node, IDENTIFIER);
  const listNode = x.childOfKind(node, PARAMETERS);
  const returnsNode = x.childOfKind(node, TYPE);
  if (nameNode < 0) return { kind: 'unknown', start, end, reason: 'syntax-error' };
  const outer = x.scope;
  const outerYields = x.yields;
  const index = x.nextFunction();
  const name = x.text(nameNode);
  const qualname = outer.prefix + name;
  const params = listNode < 0 ? [] : readParams(x, listNode, 0);
  const returns = x.optional(returnsNode, 0);
  x.scope = { ...inside(outer, { kind: 'function', index }, qualname), deferred: true };
  x.yields = false;
  const body = x.block(x.childOfKind(node, BLOCK), depth);
  const isGenerator = x.yields;
  x.yields = outerYields;
  x.scope = outer;
  x.functions[index] = {
    start,
    end,
    index,
    name,
    qualname,
    owner: outer.owner,
    isAsync: x.kind(x.first(node)) === ASYNC,
    isGenerator,
    params,
    returns,
    decorators: packed(decorators),
    typeParams: readTypeParams(x, node),
    ...readTypeBounds(x, node),
    body,
    docstring: docstringOf(body),
    nameSpan: { start: x.start(nameNode), end: x.end(nameNode) },
  };
  return { kind: 'function', start, end, index };
}

function classStatement(x: Extraction, definition: Definition): Stmt {
  const { node, depth, start, decorators } = definition;
  const end = x.end(node);
  const nameNode = x.childOfKind(node, IDENTIFIER);
  if (nameNode < 0) return { kind: 'unknown', start, end, reason: 'syntax-error' };
  const header = x.childOfKind(node, ARGUMENT_LIST);
  const outer = x.scope;
  const index = x.nextClass();
  const name = x.text(nameNode);
  const qualname = outer.prefix + name;
  const args = header < 0 ? [] : readArguments(x, header);
  x.scope = inside(outer, { kind: 'class', index }, qualname);
  const body = x.block(x.childOfKind(node, BLOCK), depth);
  x.scope = outer;
  x.classes[index] = {
    start,
    end,
    index,
    name,
    qualname,
    owner: outer.owner,
    bases: args.filter(isBase).map(baseOf),
    keywords: args.filter((argument) => !isBase(argument)),
    decorators: packed(decorators),
    typeParams: readTypeParams(x, node),
    ...readTypeBounds(x, node),
    body,
    docstring: docstringOf(body),
    nameSpan: { start: x.start(nameNode), end: x.end(nameNode) },
  };
  return { kind: 'class', start, end, index };
}

function inside(outer: Scope, owner: Owner, qualname: string): Scope {
  return { ...outer, owner, prefix: `${qualname}.` };
}

function isBase(argument: Argument): boolean {
  return argument.name === null && argument.splat !== '**';
}

/** `class A(*bases)` keeps its star, so that nobody takes the list for a class. */
function baseOf(argument: Argument): Expr {
  const { start, end, value } = argument;
  return argument.splat === '*' ? { kind: 'starred', start, end, double: false, value } : value;
}

/** The span of the string that opens a body. */
export function docstringOf(body: readonly Stmt[]): Span | null {
  const [first] = body;
  if (first?.kind !== 'expression' || first.value.kind !== 'string') return null;
  const { start, end, format, bytes } = first.value;
  return format === '' && !bytes ? { start, end } : null;
}
