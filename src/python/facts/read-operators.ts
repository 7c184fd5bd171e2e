import { KIND_NAMES, kindOf } from '../syntax/kinds.ts';
import type { Extraction } from './extraction.ts';
import type { BinaryExpr, BooleanExpr, CompareExpr, Expr, Span } from './facts.ts';
import { LONG_CHAIN } from './limits.ts';
import { packed } from './packed.ts';

const BINARY = kindOf('binary_operator');
const BOOLEAN = kindOf('boolean_operator');
const FIRST_TOKEN = kindOf('async');
const LIST_SPLAT = kindOf('list_splat');

/** Operators whose long chains may be regrouped without a reader noticing. */
const ASSOCIATIVE: ReadonlySet<string> = new Set(['+', '*', '|', '&', '^', 'and', 'or']);

/** Reads `a + b` and `a and b`. A chain of hundreds of pieces becomes a balanced tree, so that its depth stays small. */
export function readBinary(x: Extraction, node: number, depth: number): Expr {
  const operator = operatorOf(x, node);
  if (ASSOCIATIVE.has(operator)) {
    const spine = spineOf(x, node, operator);
    if (spine.length > LONG_CHAIN) return readChain(x, spine, { node, depth, operator });
  }
  const left = x.firstNode(node);
  const right = left < 0 ? -1 : x.nextNode(left);
  if (right < 0) return x.unknown(node, 'syntax-error');
  if (startsWithSplat(x, left)) return readSplatOperand(x, node, depth);
  const span = { start: x.start(node), end: x.end(node) };
  return combine(operator, span, [x.expression(left, depth + 1), x.expression(right, depth + 1)]);
}

function operatorOf(x: Extraction, node: number): string {
  for (let child = x.first(node); child >= 0; child = x.next(child)) {
    if (x.kind(child) >= FIRST_TOKEN) return KIND_NAMES[x.kind(child)] ?? '';
  }
  return '';
}

/** Nodes of one operator down the left side, outermost first. Looks no deeper than needed unless the chain is long. */
function spineOf(x: Extraction, node: number, operator: string): number[] {
  const spine = [node];
  const kind = x.kind(node);
  for (let left = x.firstNode(node); left >= 0 && x.kind(left) === kind; left = x.firstNode(left)) {
    if (operatorOf(x, left) !== operator) break;
    spine.push(left);
  }
  return spine;
}

interface Chain {
  readonly node: number;
  readonly depth: number;
  readonly operator: string;
}

function readChain(x: Extraction, spine: readonly number[], chain: Chain): Expr {
  const depth = chain.depth + Math.ceil(Math.log2(spine.length + 1));
  const operands: Operand[] = [];
  for (let i = spine.length - 1; i >= 0; i -= 1) {
    const left = x.firstNode(spine[i] ?? -1);
    const right = left < 0 ? -1 : x.nextNode(left);
    if (right < 0) return x.unknown(chain.node, 'syntax-error');
    if (operands.length === 0) operands.push(operandAt(x, left, depth));
    operands.push(operandAt(x, right, depth));
  }
  return balanced(chain.operator, operands)?.value ?? x.unknown(chain.node, 'syntax-error');
}

/** An operand with the place of its node, which includes parentheses that its value does not show. */
interface Operand extends Span {
  readonly value: Expr;
}

function operandAt(x: Extraction, node: number, depth: number): Operand {
  return { start: x.start(node), end: x.end(node), value: x.expression(node, depth) };
}

/** Pairs neighbours until one is left: the order of operands stays, the depth is the logarithm of their number. */
function balanced(operator: string, operands: readonly Operand[]): Operand | undefined {
  let level = operands;
  while (level.length > 1) {
    const above: Operand[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i];
      const right = level[i + 1];
      if (left !== undefined)
        above.push(right === undefined ? left : paired(operator, left, right));
    }
    level = above;
  }
  return level[0];
}

function paired(operator: string, left: Operand, right: Operand): Operand {
  const span = { start: left.start, end: right.end };
  return { ...span, value: combine(operator, span, [left.value, right.value]) };
}

function combine(
  operator: string,
  span: Span,
  sides: readonly [Expr, Expr],
): BinaryExpr | BooleanExpr {
  const { start, end } = span;
  const [left, right] = sides;
  if (operator === 'and' || operator === 'or')
    return { kind: 'boolean', start, end, operator, left, right };
  return { kind: 'binary', start, end, operator, left, right };
}

/** The grammar reads `*a or b` as `(*a) or b`; in Python the star takes it all. */
function startsWithSplat(x: Extraction, node: number): boolean {
  let at = node;
  for (let i = 0; i < 8 && (x.kind(at) === BINARY || x.kind(at) === BOOLEAN); i += 1)
    at = x.firstNode(at);
  return x.kind(at) === LIST_SPLAT;
}

function readSplatOperand(x: Extraction, node: number, depth: number): Expr {
  const left = x.firstNode(node);
  const right = left < 0 ? -1 : x.nextNode(left);
  const inner = x.expression(left, depth + 1);
  if (right < 0 || inner.kind !== 'starred') return x.unknown(node, 'syntax-error');
  const span = { start: inner.value.start, end: x.end(node) };
  const value = combine(operatorOf(x, node), span, [inner.value, x.expression(right, depth + 1)]);
  return { kind: 'starred', start: inner.start, end: value.end, double: inner.double, value };
}

export function readComparison(x: Extraction, node: number, depth: number): Expr {
  const operators: string[] = [];
  const operands: Expr[] = [];
  for (let child = x.first(node); child >= 0; child = x.next(child)) {
    const kind = x.kind(child);
    if (kind < FIRST_TOKEN) operands.push(x.expression(child, depth + 1));
    else operators.push(KIND_NAMES[kind] === '<>' ? '!=' : (KIND_NAMES[kind] ?? ''));
  }
  if (operands.length !== operators.length + 1) return x.unknown(node, 'syntax-error');
  const [first] = operands;
  const end = x.end(node);
  const isStarred = first?.kind === 'starred';
  if (isStarred) operands[0] = first.value;
  const start = isStarred ? first.value.start : x.start(node);
  const value: CompareExpr = {
    kind: 'compare',
    start,
    end,
    operators: packed(operators),
    operands: packed(operands),
  };
  return isStarred ? { ...first, end, value } : value;
}

export function readUnary(x: Extraction, node: number, depth: number): Expr {
  const operandNode = x.firstNode(node);
  if (operandNode < 0) return x.unknown(node, 'syntax-error');
  const sign = x.source[x.start(node)];
  const operator = sign === '-' || sign === '+' || sign === '~' ? sign : 'not';
  const operand = x.expression(operandNode, depth + 1);
  return { kind: 'unary', start: x.start(node), end: x.end(node), operator, operand };
}

export function readConditional(x: Extraction, node: number, depth: number): Expr {
  const [then, test, otherwise] = x.nodes(node);
  if (then === undefined || test === undefined || otherwise === undefined)
    return x.unknown(node, 'syntax-error');
  const start = x.start(node);
  const end = x.end(node);
  const value = x.expression(then, depth + 1);
  const rest = {
    test: x.expression(test, depth + 1),
    otherwise: x.expression(otherwise, depth + 1),
  };
  if (value.kind !== 'starred') return { kind: 'conditional', start, end, then: value, ...rest };
  const inner: Expr = {
    kind: 'conditional',
    start: value.value.start,
    end,
    then: value.value,
    ...rest,
  };
  return { ...value, end, value: inner };
}
