import { kindOf, kindSet } from '../syntax/kinds.ts';
import { readDottedName } from './read-names.ts';
import type { Extraction } from './extraction.ts';
import type { Expr, MatchedClass } from './facts.ts';

const AS_PATTERN = kindOf('as_pattern');
const CASE_PATTERN = kindOf('case_pattern');
const CLASS_PATTERN = kindOf('class_pattern');
const COMPLEX_PATTERN = kindOf('complex_pattern');
const DOTTED_NAME = kindOf('dotted_name');
const IDENTIFIER = kindOf('identifier');
const KEYWORD_PATTERN = kindOf('keyword_pattern');
const MINUS = kindOf('-');
const SPLAT_PATTERN = kindOf('splat_pattern');
const TUPLE_PATTERN = kindOf('tuple_pattern');
const UNION_PATTERN = kindOf('union_pattern');
const WILDCARD = kindOf('_');
const GROUPS = kindSet(
  'case_pattern',
  'union_pattern',
  'dict_pattern',
  'list_pattern',
  'tuple_pattern',
  'as_pattern',
);

/** What the patterns of one case bind and compare with. */
export interface Patterns {
  readonly captures: string[];
  readonly values: Expr[];
  readonly matched: MatchedClass[];
}

/** Collects from patterns in source order, with a stack of its own: patterns nest as deep as their author likes. */
export function readPatterns(x: Extraction, roots: readonly number[]): Patterns {
  const found: Patterns = { captures: [], values: [], matched: [] };
  const [only] = roots;
  if (only !== undefined && roots.length === 1) noteClass(x, { pattern: only, name: null }, found);
  const stack = [...roots].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const inner = readPattern(x, node, found);
    for (let i = inner.length - 1; i >= 0; i -= 1) stack.push(inner[i] ?? node);
  }
  return found;
}

/** Reads one pattern; gives the patterns inside it that are still to be read. */
function readPattern(x: Extraction, node: number, found: Patterns): number[] {
  const kind = x.kind(node);
  if (kind === AS_PATTERN) {
    const [pattern, name] = x.nodes(node);
    if (pattern !== undefined && name !== undefined && x.kind(name) === IDENTIFIER)
      noteClass(x, { pattern, name: x.text(name) }, found);
  }
  if (GROUPS[kind] === 1) return x.nodes(node);
  if (kind === CLASS_PATTERN) return readClassPattern(x, node, found);
  if (kind === KEYWORD_PATTERN) return x.nodes(node).slice(1);
  if (kind === IDENTIFIER) bind(x, node, found);
  else if (kind === SPLAT_PATTERN) for (const name of x.nodes(node)) bind(x, name, found);
  else if (kind === DOTTED_NAME) readNamePattern(x, node, found);
  else if (kind === COMPLEX_PATTERN) {
    found.values.push({
      kind: 'number',
      start: x.start(node),
      end: x.end(node),
      text: x.text(node),
    });
  } else if (kind !== WILDCARD) found.values.push(literal(x, node));
  return [];
}

function readClassPattern(x: Extraction, node: number, found: Patterns): number[] {
  const [name, ...rest] = x.nodes(node);
  if (name === undefined) return rest;
  found.values.push(readDottedName(x, name));
  for (const part of rest) {
    const keyword = unwrapped(x, part);
    const [attribute, value] = x.kind(keyword) === KEYWORD_PATTERN ? x.nodes(keyword) : [];
    if (attribute === undefined || value === undefined) continue;
    const capture = capturedName(x, value);
    if (capture === null) continue;
    const type = readDottedName(x, name);
    found.matched.push({ name: capture, type, attribute: x.text(attribute) });
  }
  return rest;
}

/** Notes that a name, or the subject, is an instance of the class of a pattern. */
function noteClass(
  x: Extraction,
  { pattern, name }: { readonly pattern: number; readonly name: string | null },
  found: Patterns,
): void {
  let node = unwrapped(x, pattern);
  for (let kind = x.kind(node); kind === AS_PATTERN || kind === KEYWORD_PATTERN;) {
    const inner = x.nodes(node)[kind === AS_PATTERN ? 0 : 1];
    if (inner === undefined) return;
    node = unwrapped(x, inner);
    kind = x.kind(node);
  }
  const type = x.kind(node) === CLASS_PATTERN ? x.firstNode(node) : -1;
  if (type >= 0) found.matched.push({ name, type: readDottedName(x, type), attribute: null });
}

/** The pattern inside `case_pattern`, which is only a wrapper. */
function unwrapped(x: Extraction, pattern: number): number {
  let node = pattern;
  while (x.kind(node) === CASE_PATTERN && x.firstNode(node) >= 0) node = x.firstNode(node);
  return node;
}

/** The name that a pattern binds when it is nothing but a name. */
function capturedName(x: Extraction, pattern: number): string | null {
  const node = unwrapped(x, pattern);
  const [first, second] = x.kind(node) === DOTTED_NAME ? x.nodes(node) : [];
  if (first === undefined || second !== undefined) return null;
  const name = x.text(first);
  return name === '_' || name === '' ? null : name;
}

function readNamePattern(x: Extraction, node: number, found: Patterns): void {
  const [first, second] = x.nodes(node);
  if (first !== undefined && second === undefined) bind(x, first, found);
  else found.values.push(readDottedName(x, node));
}

function bind(x: Extraction, node: number, found: Patterns): void {
  const name = x.text(node);
  if (name !== '_' && name !== '') found.captures.push(name);
}

function literal(x: Extraction, node: number): Expr {
  const value = x.expression(node, 1);
  const sign = node - 1;
  if (value.kind !== 'number' || x.kind(sign) !== MINUS || x.next(sign) !== node) return value;
  return { kind: 'unary', start: x.start(sign), end: x.end(node), operator: '-', operand: value };
}

/** True for a pattern that matches everything: `_`, a bare name, and groups, aliases or unions that end in one. */
export function isIrrefutable(x: Extraction, root: number): boolean {
  let node = root;
  for (;;) {
    const kind = x.kind(node);
    if (kind === WILDCARD || kind === IDENTIFIER) return true;
    if (kind === DOTTED_NAME) return x.nodes(node).length === 1;
    const child = irrefutableChild(x, node, kind);
    if (child < 0)
      return kind === CASE_PATTERN && x.source.slice(x.start(node), x.end(node)) === '_';
    node = child;
  }
}

/** The part of a pattern that decides whether it matches everything, or -1. */
function irrefutableChild(x: Extraction, node: number, kind: number): number {
  const first = x.first(node);
  if (kind === CASE_PATTERN || kind === AS_PATTERN) return first;
  if (kind === TUPLE_PATTERN)
    return first >= 0 && x.next(first) < 0 && !hasTrailingComma(x, first) ? first : -1;
  if (kind !== UNION_PATTERN) return -1;
  let last = first;
  for (let child = first; child >= 0; child = x.next(child)) last = child;
  return last;
}

/** `(x,)` is a tuple of one, `(x)` is only `x`. */
function hasTrailingComma(x: Extraction, node: number): boolean {
  return x.source
    .slice(x.end(node), x.end(node) + 200)
    .trimStart()
    .startsWith(',');
}
