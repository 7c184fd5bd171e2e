import { kindOf, kindSet } from '../syntax/kinds.ts';
import { readDottedName } from './read-names.ts';
import type { Extraction } from './extraction.ts';
import type { Expr } from './facts.ts';

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
}

/** Collects from patterns in source order, with a stack of its own: patterns nest as deep as their author likes. */
export function readPatterns(x: Extraction, roots: readonly number[]): Patterns {
  const found: Patterns = { captures: [], values: [] };
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
  if (GROUPS[kind] === 1) return x.nodes(node);
  if (kind === CLASS_PATTERN) {
    const [name, ...rest] = x.nodes(node);
    if (name !== undefined) found.values.push(readDottedName(x, name));
    return rest;
  }
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
