import { KIND_NAMES, kindOf } from '../syntax/kinds.ts';
import type { Extraction, StatementReader } from './extraction.ts';
import type { AssignStmt, Expr, Stmt } from './facts.ts';
import { readItems } from './read-collections.ts';
import { readImport } from './read-imports.ts';
import { firstIdentifier } from './read-types.ts';
import { packed } from './packed.ts';

const ASSIGNMENT = kindOf('assignment');
const AUGMENTED = kindOf('augmented_assignment');
const CONSTRAINED_TYPE = kindOf('constrained_type');
const ERROR = kindOf('ERROR');
const EXPRESSION_LIST = kindOf('expression_list');
const FIRST_TOKEN = kindOf('async');
const FROM = kindOf('from');
const TYPE = kindOf('type');

/** `value`, `a = b`, `a += b`, and `a, b` without parentheses. */
export function readExpressionStatement(x: Extraction, node: number): Stmt {
  const first = x.firstNode(node);
  const start = x.start(node);
  const end = x.end(node);
  if (first < 0) return broken(x, node);
  if (x.kind(first) === ASSIGNMENT) return readAssignment(x, first);
  if (x.kind(first) === AUGMENTED) return readAugmented(x, first);
  const single = x.nextNode(first) < 0 && x.end(first) === end;
  const value: Expr = single
    ? x.expression(first, 0)
    : { kind: 'tuple', start, end, items: readItems(x, node, 0) };
  return { kind: 'expression', start, end, value };
}

/** `a = b = value` nests to the right in the grammar; here it is one statement with two targets. */
function readAssignment(x: Extraction, node: number): Stmt {
  const targets: Expr[] = [];
  let annotation: Expr | null = null;
  let at = node;
  for (;;) {
    const target = x.firstNode(at);
    if (target < 0 || targets.length > 1000) return broken(x, node);
    targets.push(x.expression(target, 0));
    let value = x.nextNode(target);
    if (value >= 0 && x.kind(value) === TYPE) {
      // `match [a]:  # why` and its cases, which the grammar takes for an annotation of an annotation.
      if (x.kind(x.firstNode(value)) === CONSTRAINED_TYPE) return broken(x, node);
      annotation = x.expression(value, 0);
      value = x.nextNode(value);
    }
    if (value < 0 || x.kind(value) !== ASSIGNMENT)
      return assignmentOf(x, node, { targets, annotation, value });
    at = value;
  }
}

interface AssignmentParts {
  readonly targets: readonly Expr[];
  readonly annotation: Expr | null;
  readonly value: number;
}

function assignmentOf(x: Extraction, node: number, parts: AssignmentParts): AssignStmt {
  const { annotation } = parts;
  const targets = packed(parts.targets);
  const start = x.start(node);
  const end = x.end(node);
  let value = x.optional(parts.value, 0);
  if (value === null && annotation === null) value = x.missing(node);
  return { kind: 'assign', start, end, targets, annotation, operator: null, value };
}

function readAugmented(x: Extraction, node: number): Stmt {
  const target = x.first(node);
  let at = target < 0 ? -1 : x.next(target);
  while (at >= 0 && x.kind(at) < FIRST_TOKEN) at = x.next(at);
  const value = at < 0 ? -1 : x.nextNode(at);
  if (value < 0) return broken(x, node);
  return {
    kind: 'assign',
    start: x.start(node),
    end: x.end(node),
    targets: [x.expression(target, 0)],
    annotation: null,
    operator: KIND_NAMES[x.kind(at)] ?? '',
    value: x.expression(value, 0),
  };
}

export function readReturn(x: Extraction, node: number): Stmt {
  return {
    kind: 'return',
    start: x.start(node),
    end: x.end(node),
    value: x.optional(x.firstNode(node), 0),
  };
}

export function readRaise(x: Extraction, node: number): Stmt {
  let value: Expr | null = null;
  let cause: Expr | null = null;
  let afterFrom = false;
  for (let child = x.first(node); child >= 0; child = x.next(child)) {
    const kind = x.kind(child);
    if (kind === FROM) afterFrom = true;
    else if (kind >= FIRST_TOKEN) continue;
    else if (afterFrom) cause = x.expression(child, 0);
    else value = x.expression(child, 0);
  }
  return { kind: 'raise', start: x.start(node), end: x.end(node), value, cause };
}

export function readAssert(x: Extraction, node: number): Stmt {
  const [test, message] = x.nodes(node);
  if (test === undefined) return broken(x, node);
  return {
    kind: 'assert',
    start: x.start(node),
    end: x.end(node),
    test: x.expression(test, 0),
    message: message === undefined ? null : x.expression(message, 0),
  };
}

export function readDelete(x: Extraction, node: number): Stmt {
  const first = x.firstNode(node);
  const list = first >= 0 && x.kind(first) === EXPRESSION_LIST ? first : node;
  return { kind: 'delete', start: x.start(node), end: x.end(node), targets: readItems(x, list, 0) };
}

/** A reader of `global a, b` or `nonlocal a, b`. */
export function readDeclaration(kind: 'global' | 'nonlocal'): StatementReader {
  return (x, node) => {
    const names = x.nodes(node).filter((child) => x.kind(child) !== ERROR);
    return {
      kind,
      start: x.start(node),
      end: x.end(node),
      names: names.map((name) => x.text(name)),
    };
  };
}

/** A reader of a statement that is one keyword. */
export function readKeyword(kind: 'pass' | 'break' | 'continue'): StatementReader {
  return (x, node) => ({ kind, start: x.start(node), end: x.end(node) });
}

export function readImportStatement(x: Extraction, node: number): Stmt {
  return { kind: 'import', start: x.start(node), end: x.end(node), indices: readImport(x, node) };
}

export function readTypeAlias(x: Extraction, node: number): Stmt {
  const [left, right] = x.nodes(node);
  if (left === undefined || right === undefined) return broken(x, node);
  const start = x.start(node);
  const end = x.end(node);
  const name = firstIdentifier(x, left);
  const value = x.expression(right, 0);
  const target = x.expression(left, 0);
  if (name !== null && isAliasHead(target)) return { kind: 'type-alias', start, end, name, value };
  if (x.source[x.start(left)] !== '(') return broken(x, node);
  const targets = [withTypeCall(x, node, target)];
  return { kind: 'assign', start, end, targets, annotation: null, operator: null, value };
}

/** `X` or `X[T]`. */
function isAliasHead(target: Expr): boolean {
  return target.kind === 'name' || (target.kind === 'subscript' && target.object.kind === 'name');
}

/** The grammar takes `type(a).b = c` for an alias of `(a).b`: the word `type` is given back to what follows it. */
function withTypeCall(x: Extraction, node: number, target: Expr): Expr {
  const start = x.start(node);
  if (target.kind === 'attribute' && x.source[target.start] === '(') {
    return { ...target, start, object: withTypeCall(x, node, target.object) };
  }
  if (target.kind === 'subscript' && x.source[target.start] === '(') {
    return { ...target, start, object: withTypeCall(x, node, target.object) };
  }
  const type: Expr = { kind: 'name', start, end: start + 4, id: 'type' };
  const items = target.kind === 'tuple' ? target.items : [target];
  const args = items.map((value) => ({
    start: value.start,
    end: value.end,
    name: null,
    splat: '' as const,
    value,
  }));
  const end = x.source.indexOf(')', target.end - 1) + 1;
  return { kind: 'call', start, end: Math.max(end, target.end), callee: type, args };
}

/** `print "x"` and `exec "x"` of Python 2. */
export function readUnsupported(x: Extraction, node: number): Stmt {
  return { kind: 'unknown', start: x.start(node), end: x.end(node), reason: 'unsupported' };
}

/** A statement whose source is broken. */
export function broken(x: Extraction, node: number): Stmt {
  return { kind: 'unknown', start: x.start(node), end: x.end(node), reason: 'syntax-error' };
}
