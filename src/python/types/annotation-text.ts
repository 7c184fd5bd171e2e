import type { Expr, Span } from '../facts/facts.ts';

/** Deeper nesting than this in a quoted annotation is not read. */
const MAX_DEPTH = 24;
const TOKEN = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*|\.\.\.|[.[\](),|]|'[^']*'|"[^"]*"|\d+/y;

interface Cursor {
  readonly tokens: readonly string[];
  readonly span: Span;
  at: number;
}

/**
 * Reads a quoted annotation (`"Order"`, `'list[Order] | None'`) as an expression at the place of the string. Null for
 * anything beyond names, dots, brackets, calls with plain arguments and `|`.
 */
export function parseAnnotation(text: string, span: Span): Expr | null {
  const tokens = tokensOf(text);
  if (!tokens || tokens.length === 0) return null;
  const cursor: Cursor = { tokens, span: { start: span.start, end: span.end }, at: 0 };
  const expr = readUnion(cursor, 0);
  return cursor.at === tokens.length ? expr : null;
}

function tokensOf(text: string): readonly string[] | null {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === ' ' || char === '\n' || char === '\t' || char === '\r') {
      at += 1;
      continue;
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) return null;
    tokens.push(match[0]);
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function readUnion(cursor: Cursor, depth: number): Expr | null {
  let left = readPostfix(cursor, depth);
  while (left && cursor.tokens[cursor.at] === '|') {
    cursor.at += 1;
    const right = readPostfix(cursor, depth);
    if (!right) return null;
    left = { kind: 'binary', operator: '|', left, right, ...cursor.span };
  }
  return left;
}

function readPostfix(cursor: Cursor, depth: number): Expr | null {
  let expr = readAtom(cursor, depth);
  while (expr) {
    const token = cursor.tokens[cursor.at];
    if (token === '.') {
      const name = cursor.tokens[cursor.at + 1];
      if (name === undefined || !/^[A-Za-z_\u0080-\uffff]/.test(name)) return null;
      cursor.at += 2;
      expr = { kind: 'attribute', object: expr, name, ...cursor.span };
    } else if (token === '[') {
      const index = readList(cursor, ']', depth);
      if (!index) return null;
      expr = { kind: 'subscript', object: expr, index, ...cursor.span };
    } else if (token === '(') {
      const values = readList(cursor, ')', depth);
      if (!values) return null;
      const args = values.map((value) => ({
        name: null,
        splat: '' as const,
        value,
        ...cursor.span,
      }));
      expr = { kind: 'call', callee: expr, args, ...cursor.span };
    } else {
      return expr;
    }
  }
  return expr;
}

function readAtom(cursor: Cursor, depth: number): Expr | null {
  const token = cursor.tokens[cursor.at];
  if (token === undefined || depth > MAX_DEPTH) return null;
  const { span } = cursor;
  if (token === '[') {
    const items = readList(cursor, ']', depth);
    return items && { kind: 'list', items, ...span };
  }
  cursor.at += 1;
  if (token === 'None' || token === 'True' || token === 'False' || token === '...') {
    return { kind: 'constant', value: token, ...span };
  }
  if (token.startsWith('"') || token.startsWith("'")) {
    const value = token.slice(1, -1);
    return { kind: 'string', value, bytes: false, format: '', parts: [], ...span };
  }
  if (/^\d/.test(token)) return { kind: 'number', text: token, ...span };
  return /^[A-Za-z_\u0080-\uffff]/.test(token) ? { kind: 'name', id: token, ...span } : null;
}

/** Reads `[a, b]` or `(a, b)` from its opening bracket. */
function readList(cursor: Cursor, close: string, depth: number): readonly Expr[] | null {
  cursor.at += 1;
  const items: Expr[] = [];
  while (cursor.tokens[cursor.at] !== close) {
    const item = readUnion(cursor, depth + 1);
    if (!item) return null;
    items.push(item);
    if (cursor.tokens[cursor.at] === ',') cursor.at += 1;
    else if (cursor.tokens[cursor.at] !== close) return null;
  }
  cursor.at += 1;
  return items;
}
