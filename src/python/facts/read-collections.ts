import { kindOf } from '../syntax/kinds.ts';
import type { Extraction, ExpressionReader } from './extraction.ts';
import type {
  ComprehensionClause,
  ComprehensionExpr,
  DictExpr,
  Expr,
  SequenceExpr,
} from './facts.ts';
import { packed } from './packed.ts';

const PAIR = kindOf('pair');
const DICTIONARY_SPLAT = kindOf('dictionary_splat');
const FOR_IN = kindOf('for_in_clause');
const IF_CLAUSE = kindOf('if_clause');
const ASYNC = kindOf('async');
const ERROR = kindOf('ERROR');
const AS_PATTERN = kindOf('as_pattern');
const DICTIONARY_SPLAT_PATTERN = kindOf('dictionary_splat_pattern');

export function readSequence(kind: SequenceExpr['kind']): ExpressionReader {
  return (x, node, depth) => ({
    kind,
    start: x.start(node),
    end: x.end(node),
    items: readItems(x, node, depth),
  });
}

/** `(a, b)` as a target; `(a)` is only `a`, though the grammar calls both a tuple. */
export function readTuplePattern(x: Extraction, node: number, depth: number): Expr {
  const items = readItems(x, node, depth);
  const [only] = items;
  if (only !== undefined && items.length === 1) {
    const rest = x.source.slice(x.end(x.firstNode(node)), x.end(node));
    if (!rest.replace(/#.*/g, '').includes(',')) return only;
  }
  return { kind: 'tuple', start: x.start(node), end: x.end(node), items };
}

export function readItems(x: Extraction, node: number, depth: number): readonly Expr[] {
  const items: Expr[] = [];
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child))
    items.push(x.expression(child, depth + 1));
  return packed(items);
}

export function readDict(x: Extraction, node: number, depth: number): DictExpr {
  const entries: { key: Expr | null; value: Expr }[] = [];
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child))
    entries.push(readEntry(x, child, depth));
  return { kind: 'dict', start: x.start(node), end: x.end(node), entries: packed(entries) };
}

function readEntry(x: Extraction, node: number, depth: number): { key: Expr | null; value: Expr } {
  const first = x.firstNode(node);
  if (x.kind(node) === DICTIONARY_SPLAT && first >= 0)
    return { key: null, value: x.expression(first, depth + 1) };
  const second = first < 0 ? -1 : x.nextNode(first);
  // As with arguments: what cannot be read may hold any key.
  if (x.kind(node) !== PAIR || second < 0)
    return { key: null, value: x.unknown(node, 'syntax-error') };
  return { key: x.expression(first, depth + 1), value: x.expression(second, depth + 1) };
}

export function readComprehension(result: ComprehensionExpr['result']): ExpressionReader {
  return (x, node, depth) => {
    const body = x.firstNode(node);
    if (body < 0) return x.unknown(node, 'syntax-error');
    const entry = x.kind(body) === PAIR ? readEntry(x, body, depth) : null;
    const element =
      entry === null
        ? x.expression(body, depth + 1)
        : (entry.key ?? x.unknown(body, 'syntax-error'));
    const clauses: ComprehensionClause[] = [];
    for (let child = x.nextNode(body); child >= 0; child = x.nextNode(child))
      clauses.push(readClause(x, child, depth));
    const value = entry?.value ?? null;
    return {
      kind: 'comprehension',
      start: x.start(node),
      end: x.end(node),
      result,
      element,
      value,
      clauses: packed(clauses),
    };
  };
}

function readClause(x: Extraction, node: number, depth: number): ComprehensionClause {
  const kind = x.kind(node);
  if (kind === FOR_IN) return readForClause(x, node, depth);
  const first = kind === IF_CLAUSE ? x.firstNode(node) : -1;
  return {
    kind: 'if',
    test: first < 0 ? x.unknown(node, 'syntax-error') : x.expression(first, depth + 1),
  };
}

function readForClause(x: Extraction, node: number, depth: number): ComprehensionClause {
  const target = x.firstNode(node);
  const first = target < 0 ? -1 : x.nextNode(target);
  const isAsync = x.kind(x.first(node)) === ASYNC;
  if (first < 0) {
    const gap = x.unknown(node, 'syntax-error');
    return { kind: 'for', target: gap, iterable: gap, isAsync };
  }
  return {
    kind: 'for',
    target: x.expression(target, depth + 1),
    iterable: readIterable(x, first, depth),
    isAsync,
  };
}

/** `for x in 1, 2, 3`: several expressions side by side are a tuple. */
function readIterable(x: Extraction, first: number, depth: number): Expr {
  const value = x.expression(first, depth + 1);
  const items = [value];
  let end = x.end(first);
  for (let child = x.nextNode(first); child >= 0; child = x.nextNode(child)) {
    items.push(x.expression(child, depth + 1));
    end = x.end(child);
  }
  return items.length === 1
    ? value
    : { kind: 'tuple', start: x.start(first), end, items: packed(items) };
}

/** `*rest` and `**rest` outside calls. */
export function readStarred(x: Extraction, node: number, depth: number): Expr {
  const inner = x.firstNode(node);
  if (inner < 0) return x.unknown(node, 'syntax-error');
  const kind = x.kind(node);
  const double =
    kind === DICTIONARY_SPLAT ||
    kind === DICTIONARY_SPLAT_PATTERN ||
    x.source.startsWith('**', x.start(node));
  return {
    kind: 'starred',
    start: x.start(node),
    end: x.end(node),
    double,
    value: x.expression(inner, depth + 1),
  };
}

/** `(value)`, and the wrappers of the grammar that stand for what they hold. Nesting costs no depth. */
export function readWrapped(x: Extraction, node: number, depth: number): Expr {
  const kind = x.kind(node);
  let inner = x.firstNode(node);
  while (inner >= 0 && x.kind(inner) === kind) inner = x.firstNode(inner);
  if (inner < 0) return x.unknown(node, 'syntax-error');
  if (x.kind(inner) === ERROR || x.kind(x.nextNode(inner)) === ERROR)
    return x.unknown(node, 'syntax-error');
  return x.expression(inner, kind === AS_PATTERN ? depth + 1 : depth);
}
