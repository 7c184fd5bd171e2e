import { kindOf, kindSet } from '../syntax/kinds.ts';
import type { Extraction } from './extraction.ts';
import type { ExceptHandler, Expr, IfStmt, MatchCase, Stmt, WithStmt } from './facts.ts';
import { MAX_BLOCK_DEPTH } from './limits.ts';
import { catchesImportError, isTypeChecking } from './read-imports.ts';
import { isIrrefutable, readPatterns } from './read-patterns.ts';
import { broken } from './read-simple-statements.ts';
import { packed } from './packed.ts';

const AS_PATTERN = kindOf('as_pattern');
const AS_PATTERN_TARGET = kindOf('as_pattern_target');
const ASYNC = kindOf('async');
const BLOCK = kindOf('block');
const CASE_CLAUSE = kindOf('case_clause');
const ELIF = kindOf('elif_clause');
const ELSE = kindOf('else_clause');
const ERROR = kindOf('ERROR');
const EXCEPT = kindOf('except_clause');
const FINALLY = kindOf('finally_clause');
const IF_CLAUSE = kindOf('if_clause');
const PARENTHESIZED = kindOf('parenthesized_expression');
const STAR = kindOf('*');
const TUPLE = kindOf('tuple');
const WITH_CLAUSE = kindOf('with_clause');
const WITH_ITEM = kindOf('with_item');
const LOOSER_THAN_AS = kindSet('conditional_expression', 'lambda');

interface Branch {
  readonly node: number;
  readonly test: Expr;
  readonly body: readonly Stmt[];
}

/** Reads `if` with its `elif` clauses, in source order, then nests the clauses from the last to the first. */
export function readIf(x: Extraction, node: number, depth: number): Stmt {
  const branches = [readBranch(x, node, depth)];
  let orelse: readonly Stmt[] = [];
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child)) {
    if (x.kind(child) === ELIF) {
      if (depth + branches.length >= MAX_BLOCK_DEPTH) {
        x.hit('block-depth', child);
        orelse = [{ kind: 'unknown', start: x.start(child), end: x.end(node), reason: 'too-deep' }];
        break;
      }
      branches.push(readBranch(x, child, depth + branches.length));
    } else if (x.kind(child) === ELSE) {
      orelse = readElse(x, child, depth + branches.length - 1);
    }
  }
  return nestBranches(x, branches, orelse) ?? broken(x, node);
}

function nestBranches(
  x: Extraction,
  branches: readonly Branch[],
  last: readonly Stmt[],
): IfStmt | null {
  let orelse = last;
  let nested: IfStmt | null = null;
  for (let i = branches.length - 1; i >= 0; i -= 1) {
    const branch = branches[i];
    if (branch === undefined) continue;
    // An `elif` reaches as far as what hangs on it, so that it holds its own `orelse`.
    const end = Math.max(x.end(branch.node), orelse.at(-1)?.end ?? 0);
    nested = {
      kind: 'if',
      start: x.start(branch.node),
      end,
      test: branch.test,
      body: branch.body,
      orelse,
    };
    orelse = [nested];
  }
  return nested;
}

function readBranch(x: Extraction, node: number, depth: number): Branch {
  const testNode = x.firstNode(node);
  const test =
    testNode < 0 || x.kind(testNode) === BLOCK ? x.missing(node) : x.expression(testNode, 0);
  const outer = x.scope;
  if (isTypeChecking(test)) x.scope = { ...outer, typeOnly: true };
  const body = x.block(x.childOfKind(node, BLOCK), depth);
  x.scope = outer;
  return { node, test, body };
}

function readElse(x: Extraction, node: number, depth: number): readonly Stmt[] {
  return node < 0 ? [] : x.block(x.childOfKind(node, BLOCK), depth);
}

export function readFor(x: Extraction, node: number, depth: number): Stmt {
  const target = x.firstNode(node);
  const iterable = target < 0 ? -1 : x.nextNode(target);
  if (iterable < 0 || x.kind(iterable) === BLOCK) return broken(x, node);
  return {
    kind: 'for',
    start: x.start(node),
    end: x.end(node),
    isAsync: x.kind(x.first(node)) === ASYNC,
    target: x.expression(target, 0),
    iterable: x.expression(iterable, 0),
    body: x.block(x.childOfKind(node, BLOCK), depth),
    orelse: readElse(x, x.childOfKind(node, ELSE), depth),
  };
}

export function readWhile(x: Extraction, node: number, depth: number): Stmt {
  const test = x.firstNode(node);
  if (test < 0 || x.kind(test) === BLOCK) return broken(x, node);
  return {
    kind: 'while',
    start: x.start(node),
    end: x.end(node),
    test: x.expression(test, 0),
    body: x.block(x.childOfKind(node, BLOCK), depth),
    orelse: readElse(x, x.childOfKind(node, ELSE), depth),
  };
}

export function readWith(x: Extraction, node: number, depth: number): Stmt {
  const clause = x.childOfKind(node, WITH_CLAUSE);
  const items: { context: Expr; target: Expr | null }[] = [];
  for (let child = clause < 0 ? -1 : x.firstNode(clause); child >= 0; child = x.nextNode(child)) {
    const value = x.kind(child) === WITH_ITEM ? x.firstNode(child) : child;
    for (const part of value < 0 ? [] : withParts(x, value)) items.push(readWithItem(x, part));
  }
  const outer = x.scope;
  if (items.some((item) => suppressesImportError(item.context)))
    x.scope = { ...outer, guarded: true };
  const body = x.block(x.childOfKind(node, BLOCK), depth);
  x.scope = outer;
  const isAsync = x.kind(x.first(node)) === ASYNC;
  const statement: WithStmt = {
    kind: 'with',
    start: x.start(node),
    end: x.end(node),
    isAsync,
    items: packed(items),
    body,
  };
  return statement;
}

/** `with (a as b, c as d):` may come as one item that is a tuple or in parentheses. */
function withParts(x: Extraction, value: number): readonly number[] {
  const kind = x.kind(value);
  if (kind !== PARENTHESIZED && kind !== TUPLE) return [value];
  const parts = x.nodes(value);
  return parts.some((part) => aliasIn(x, part) >= 0) ? parts : [value];
}

function readWithItem(x: Extraction, node: number): { context: Expr; target: Expr | null } {
  const alias = aliasIn(x, node);
  const target = alias < 0 ? -1 : x.childOfKind(alias, AS_PATTERN_TARGET);
  // An alias reads as the value before its `as`.
  return { context: x.expression(node, 0), target: x.optional(target, 0) };
}

/** The `value as name` in a node. The grammar hangs it on the last operand: `a if b else (c as name)`. */
function aliasIn(x: Extraction, node: number): number {
  let at = node;
  for (let i = 0; i < 8 && LOOSER_THAN_AS[x.kind(at)] === 1; i += 1) {
    for (let child = x.firstNode(at); child >= 0; child = x.nextNode(child)) at = child;
  }
  return x.kind(at) === AS_PATTERN ? at : -1;
}

/** `contextlib.suppress(ImportError)` */
function suppressesImportError(context: Expr): boolean {
  if (context.kind !== 'call' || context.args.length === 0) return false;
  const { callee, args } = context;
  const name = callee.kind === 'name' ? callee.id : callee.kind === 'attribute' ? callee.name : '';
  return name === 'suppress' && catchesImportError(args.map((argument) => argument.value));
}

interface Clause {
  readonly node: number;
  readonly types: readonly Expr[];
  readonly name: string | null;
}

export function readTry(x: Extraction, node: number, depth: number): Stmt {
  const clauses = x
    .nodes(node)
    .filter((child) => x.kind(child) === EXCEPT)
    .map((child) => readClause(x, child));
  const outer = x.scope;
  if (clauses.some((clause) => catchesImportError(clause.types)))
    x.scope = { ...outer, guarded: true };
  const body = x.block(x.childOfKind(node, BLOCK), depth);
  x.scope = outer;
  const handlers = clauses.map((clause) => readHandler(x, clause, depth));
  const orelse = readElse(x, x.childOfKind(node, ELSE), depth);
  const finalbody = readElse(x, x.childOfKind(node, FINALLY), depth);
  return { kind: 'try', start: x.start(node), end: x.end(node), body, handlers, orelse, finalbody };
}

function readClause(x: Extraction, node: number): Clause {
  const types: Expr[] = [];
  let name: string | null = null;
  for (
    let child = x.firstNode(node);
    child >= 0 && x.kind(child) !== BLOCK;
    child = x.nextNode(child)
  ) {
    const type = x.expression(child, 0);
    for (const each of type.kind === 'tuple' ? type.items : [type]) types.push(each);
    const alias = aliasIn(x, child);
    const target = alias < 0 ? -1 : x.childOfKind(alias, AS_PATTERN_TARGET);
    if (target >= 0) name = x.text(target);
  }
  return { node, types: packed(types), name };
}

function readHandler(x: Extraction, clause: Clause, depth: number): ExceptHandler {
  const { node, types, name } = clause;
  const outer = x.scope;
  if (catchesImportError(types)) x.scope = { ...outer, guarded: true };
  const body = x.block(x.childOfKind(node, BLOCK), depth);
  x.scope = outer;
  return {
    start: x.start(node),
    end: x.end(node),
    types,
    name,
    group: x.childOfKind(node, STAR) >= 0,
    body,
  };
}

export function readMatch(x: Extraction, node: number, depth: number): Stmt {
  const block = x.childOfKind(node, BLOCK);
  const subjects = x.nodes(node).filter((child) => child !== block && x.kind(child) !== ERROR);
  const [first] = subjects;
  const last = subjects.at(-1);
  if (first === undefined || last === undefined) return broken(x, node);
  const items = subjects.map((subject) => x.expression(subject, 0));
  const [only] = items;
  const subject: Expr =
    only !== undefined && items.length === 1
      ? only
      : { kind: 'tuple', start: x.start(first), end: x.end(last), items };
  const clauses = block < 0 ? [] : x.nodes(block).filter((child) => x.kind(child) === CASE_CLAUSE);
  const cases = clauses.map((clause) => readCase(x, clause, depth));
  return { kind: 'match', start: x.start(node), end: x.end(node), subject, cases };
}

function readCase(x: Extraction, node: number, depth: number): MatchCase {
  const block = x.childOfKind(node, BLOCK);
  const guardNode = x.childOfKind(node, IF_CLAUSE);
  const roots = x.nodes(node).filter((child) => child !== block && child !== guardNode);
  const [only] = roots;
  const { captures, values, matched } = readPatterns(x, roots);
  return {
    start: x.start(node),
    end: x.end(node),
    captures: packed(captures),
    ...(matched.length === 0 ? {} : { matched }),
    values: packed(values),
    irrefutable: only !== undefined && roots.length === 1 && isIrrefutable(x, only),
    guard: guardNode < 0 ? null : x.optional(x.firstNode(guardNode), 0),
    body: x.block(block, depth),
  };
}
