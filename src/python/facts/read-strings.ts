import { NONE, detached } from '../syntax/reader.ts';
import { kindOf } from '../syntax/kinds.ts';
import { decodeEscapes } from './escapes.ts';
import type { Extraction } from './extraction.ts';
import type { Expr, StringExpr } from './facts.ts';
import { packed } from './packed.ts';

const INTERPOLATION = kindOf('interpolation');
const FORMAT_SPECIFIER = kindOf('format_specifier');
const FORMAT_EXPRESSION = kindOf('format_expression');
const STRING = kindOf('string');

interface Literal {
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly format: '' | 'f' | 't';
  /** Where the text between the quotes begins and ends. */
  readonly from: number;
  readonly to: number;
}

export function readString(x: Extraction, node: number, depth: number): StringExpr {
  const parts: Expr[] = [];
  const literal = literalAt(x, node);
  const value =
    literal.format === '' ? plainText(x, literal) : formatText({ x, node, depth, parts }, literal);
  const { bytes, format } = literal;
  return {
    kind: 'string',
    start: x.start(node),
    end: x.end(node),
    value,
    bytes,
    format,
    parts: packed(parts),
  };
}

/** `'a' 'b'`: one literal, as the compiler makes of it. */
export function readConcatenation(x: Extraction, node: number, depth: number): Expr {
  const parts: Expr[] = [];
  let value = '';
  let bytes = false;
  let format: StringExpr['format'] = '';
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child)) {
    if (x.kind(child) !== STRING) return x.unknown(node, 'syntax-error');
    const piece = readString(x, child, depth);
    value += piece.value;
    for (const part of piece.parts) parts.push(part);
    bytes ||= piece.bytes;
    if (format !== 'f' && piece.format !== '') format = piece.format;
  }
  return {
    kind: 'string',
    start: x.start(node),
    end: x.end(node),
    value,
    bytes,
    format,
    parts: packed(parts),
  };
}

function literalAt(x: Extraction, node: number): Literal {
  const { source } = x;
  const end = x.end(node);
  let at = x.start(node);
  let prefix = '';
  while (at < end && source[at] !== '"' && source[at] !== "'") {
    prefix += source[at]?.toLowerCase() ?? '';
    at += 1;
  }
  const quote = source[at] ?? '"';
  const width = source.startsWith(quote.repeat(3), at) && end - at >= 6 ? 3 : 1;
  return {
    raw: prefix.includes('r'),
    bytes: prefix.includes('b'),
    format: prefix.includes('f') ? 'f' : prefix.includes('t') ? 't' : '',
    from: at + width,
    to: Math.max(at + width, end - width),
  };
}

function plainText(x: Extraction, literal: Literal): string {
  if (literal.to - literal.from < 64) return decoded(x.copyOf(literal.from, literal.to), literal);
  return detached(decoded(x.source.slice(literal.from, literal.to), literal));
}

function decoded(text: string, literal: Literal): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return literal.raw ? lines : decodeEscapes(lines, literal.bytes);
}

interface Format {
  readonly x: Extraction;
  readonly node: number;
  readonly depth: number;
  readonly parts: Expr[];
}

/** The literal text of an f- or t-string with `{}` where values go. */
function formatText(format: Format, literal: Literal): string {
  const { x, node } = format;
  let value = '';
  let from = literal.from;
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child)) {
    if (x.kind(child) !== INTERPOLATION) continue;
    value += formatPiece(x, { ...literal, from, to: x.start(child) });
    value += interpolation(format, child);
    from = x.end(child);
  }
  return detached(value + formatPiece(x, { ...literal, from, to: Math.max(from, literal.to) }));
}

function formatPiece(x: Extraction, literal: Literal): string {
  const text = x.source.slice(literal.from, literal.to);
  return decoded(
    text.includes('{{') || text.includes('}}') ? text.replace(/\{\{|\}\}/g, half) : text,
    literal,
  );
}

function half(pair: string): string {
  return pair.charAt(0);
}

/** Reads `{value!r:{width}}` and gives the text that stands for it: `{}` for every expression in it. */
function interpolation(format: Format, node: number): string {
  const { x, depth, parts } = format;
  const valueNode = x.firstNode(node);
  if (valueNode === NONE) return '';
  parts.push(x.expression(valueNode, depth + 1));
  let text = '{}';
  if (x.source.slice(x.end(valueNode), x.end(node)).trimStart().startsWith('=')) {
    text = `${x.source.slice(x.start(node) + 1, x.end(valueNode)).trim()}={}`;
  }
  const specifier = x.childOfKind(node, FORMAT_SPECIFIER);
  if (specifier === NONE || depth > 8) return text;
  for (let child = x.firstNode(specifier); child >= 0; child = x.nextNode(child)) {
    if (x.kind(child) === FORMAT_EXPRESSION)
      text += interpolation({ ...format, depth: depth + 1 }, child);
  }
  return text;
}
