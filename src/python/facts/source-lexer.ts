/**
 * Steps over Python source without a parser: strings, comments, brackets and line joining are understood, nothing else.
 * Reads each character about once; broken source never stops it.
 */

const NEWLINE = 10;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HASH = 0x23;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COLON = 0x3a;

const BORING = 0;
const OPENING = 1;
const CLOSING = 2;
const STRING = 3;
const COMMENT = 4;
const LINE_END = 5;
const JOIN = 6;
const SEPARATOR = 7;

const CLASSES = new Uint8Array(128);
for (const char of '([{') CLASSES[char.charCodeAt(0)] = OPENING;
for (const char of ')]}') CLASSES[char.charCodeAt(0)] = CLOSING;
for (const char of `"'`) CLASSES[char.charCodeAt(0)] = STRING;
for (const char of ':;') CLASSES[char.charCodeAt(0)] = SEPARATOR;
CLASSES[HASH] = COMMENT;
CLASSES[NEWLINE] = LINE_END;
CLASSES[BACKSLASH] = JOIN;

/** True for what may stand in an identifier; everything beyond ASCII may. */
export function isWordCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code > 0x7f
  );
}

/** True when the whole word stands at an offset. */
export function wordAt(source: string, word: string, at: number): boolean {
  return source.startsWith(word, at) && !isWordCode(source.charCodeAt(at + word.length));
}

/** The end of the word that begins at an offset. */
export function wordEnd(source: string, at: number): number {
  let end = at;
  while (end < source.length && isWordCode(source.charCodeAt(end))) end += 1;
  return end;
}

/** A walk to the end of one logical line. */
export interface LineEnd {
  /** Offset after the line break, or the length of the source. */
  end: number;
  /** Where import statements begin behind a `;` or the `:` of a header. */
  readonly imports: number[];
  /** The first `:` outside brackets that is not `:=`, or -1. */
  colon: number;
}

/** Goes from somewhere outside strings and brackets to the end of the logical line. */
export function skipLine(source: string, from: number): LineEnd {
  const line: LineEnd = { end: source.length, imports: [], colon: -1 };
  let depth = 0;
  let at = from;
  while (at < source.length) {
    const code = source.charCodeAt(at);
    const kind = code < 128 ? CLASSES[code] : BORING;
    if (kind === BORING) at += 1;
    else if (kind === STRING) at = stringEnd(source, at);
    else if (kind === COMMENT) at = lineBreak(source, at);
    else if (kind === OPENING) {
      depth += 1;
      at += 1;
    } else if (kind === CLOSING) {
      if (depth > 0) depth -= 1;
      at += 1;
    } else if (kind === JOIN) at = joinEnd(source, at);
    else if (kind === SEPARATOR) {
      if (depth === 0) noteSeparator(source, at, line);
      at += 1;
    } else {
      at += 1;
      if (depth === 0 || startsStatement(source, at)) {
        line.end = at;
        break;
      }
    }
  }
  return line;
}

/** Words that cannot stand inside brackets: a bracket that is still open was never closed. */
function startsStatement(source: string, lineStart: number): boolean {
  let at = lineStart;
  while (source.charCodeAt(at) === 0x20 || source.charCodeAt(at) === 9) at += 1;
  const code = source.charCodeAt(at);
  if (code !== 0x69 && code !== 0x64 && code !== 0x63) return false;
  return wordAt(source, 'import', at) || wordAt(source, 'def', at) || wordAt(source, 'class', at);
}

function noteSeparator(source: string, at: number, line: LineEnd): void {
  const isColon = source.charCodeAt(at) === COLON;
  if (isColon && line.colon < 0 && source.charCodeAt(at + 1) !== 0x3d) line.colon = at;
  const next = skipBlanks(source, at + 1);
  const code = source.charCodeAt(next);
  if (code !== 0x69 && code !== 0x66) return;
  if (wordAt(source, 'import', next) || wordAt(source, 'from', next)) line.imports.push(next);
}

/** Over blanks and joined lines. */
export function skipBlanks(source: string, from: number): number {
  let at = from;
  for (;;) {
    const code = source.charCodeAt(at);
    if (code === 0x20 || code === 9 || code === 12 || code === 13 || code === 0xfeff) at += 1;
    else if (code === BACKSLASH && joinEnd(source, at) > at + 1) at = joinEnd(source, at);
    else return at;
  }
}

/** Over blanks, line breaks and comments, as inside brackets. */
export function skipInside(source: string, from: number): number {
  let at = from;
  for (;;) {
    at = skipBlanks(source, at);
    const code = source.charCodeAt(at);
    if (code === NEWLINE) at += 1;
    else if (code === HASH) at = lineBreak(source, at);
    else return at;
  }
}

/** The offset of the next line break, or the length of the source. */
export function lineBreak(source: string, from: number): number {
  const at = source.indexOf('\n', from);
  return at < 0 ? source.length : at;
}

/** After a backslash and the line break it hides; after the backslash alone when it hides none. */
function joinEnd(source: string, at: number): number {
  if (source.charCodeAt(at + 1) === NEWLINE) return at + 2;
  return source.startsWith('\r\n', at + 1) ? at + 3 : at + 1;
}

/** The end of the string whose opening quote stands at an offset. */
export function stringEnd(source: string, quoteAt: number): number {
  const code = source.charCodeAt(quoteAt);
  const quote = code === QUOTE ? '"' : "'";
  const triple = source.startsWith(quote + quote, quoteAt + 1);
  const end = triple
    ? tripleEnd(source, quote.repeat(3), quoteAt + 3)
    : singleEnd(source, code, quoteAt + 1);
  if (!isFormatted(source, quoteAt)) return end;
  const brace = source.indexOf('{', quoteAt);
  return brace < 0 || brace >= end
    ? end
    : formattedEnd(source, quoteAt, triple ? quote.repeat(3) : quote);
}

function singleEnd(source: string, quote: number, from: number): number {
  let at = from;
  while (at < source.length) {
    const code = source.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === NEWLINE) return at;
    at = code === BACKSLASH ? Math.max(joinEnd(source, at), at + 2) : at + 1;
  }
  return source.length;
}

function tripleEnd(source: string, quotes: string, from: number): number {
  let at = source.indexOf(quotes, from);
  while (at >= 0 && isEscaped(source, at, from)) at = source.indexOf(quotes, at + 1);
  return at < 0 ? source.length : at + 3;
}

function isEscaped(source: string, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - backslashes > from && source.charCodeAt(at - backslashes - 1) === BACKSLASH)
    backslashes += 1;
  return backslashes % 2 === 1;
}

/** True when the prefix before a quote holds an `f` or a `t`. */
function isFormatted(source: string, quoteAt: number): boolean {
  let formatted = false;
  for (let at = quoteAt - 1; at >= 0 && at >= quoteAt - 3; at -= 1) {
    const letter = source.charCodeAt(at) | 0x20;
    if (!isWordCode(source.charCodeAt(at))) return formatted;
    if (letter === 0x66 || letter === 0x74) formatted = true;
    else if (letter !== 0x72) return false;
  }
  return formatted && !isWordCode(source.charCodeAt(quoteAt - 4));
}

/** What the walk through an f-string is inside of: a string by its quotes, a field by its open brackets, or a format specifier. */
type Frame = { readonly quotes: string } | { brackets: number } | 'specifier';

/** The end of an f-string: its fields may hold strings with the same quotes, to any depth. */
function formattedEnd(source: string, quoteAt: number, quotes: string): number {
  const frames: Frame[] = [{ quotes }];
  let at = quoteAt + quotes.length;
  while (at < source.length) {
    const frame = frames.at(-1);
    if (frame === undefined) return at;
    if (frame === 'specifier') at = stepSpecifier(source, at, frames);
    else if ('quotes' in frame) at = stepText(source, at, frames);
    else at = stepField(source, at, frames);
    if (at < 0) return lineBreak(source, -at);
  }
  return source.length;
}

function stepText(source: string, at: number, frames: Frame[]): number {
  const frame = frames.at(-1);
  const quotes = typeof frame === 'object' && 'quotes' in frame ? frame.quotes : '"';
  const code = source.charCodeAt(at);
  if (code === BACKSLASH) {
    // `\{` still opens a field: only the brace is special in an f-string.
    const next = source.charCodeAt(at + 1);
    return next === OPEN_BRACE || next === CLOSE_BRACE
      ? at + 1
      : Math.max(joinEnd(source, at), at + 2);
  }
  if (source.startsWith(quotes, at)) {
    frames.pop();
    return at + quotes.length;
  }
  if (code === NEWLINE && quotes.length === 1) return -at;
  if (code !== OPEN_BRACE) return at + 1;
  if (source.charCodeAt(at + 1) === OPEN_BRACE) return at + 2;
  frames.push({ brackets: 0 });
  return at + 1;
}

function stepSpecifier(source: string, at: number, frames: Frame[]): number {
  const code = source.charCodeAt(at);
  if (code === OPEN_BRACE) frames.push({ brackets: 0 });
  // The field ends with its specifier.
  if (code === CLOSE_BRACE) frames.splice(-2);
  return at + 1;
}

function stepField(source: string, at: number, frames: Frame[]): number {
  const frame = frames.at(-1);
  if (typeof frame !== 'object' || !('brackets' in frame)) return at + 1;
  const code = source.charCodeAt(at);
  const kind = code < 128 ? CLASSES[code] : BORING;
  if (kind === COMMENT) return lineBreak(source, at);
  if (kind === STRING) {
    const quote = source.charAt(at);
    const quotes = source.startsWith(quote + quote, at + 1) ? quote.repeat(3) : quote;
    if (!isFormatted(source, at))
      return quotes.length === 3
        ? tripleEnd(source, quotes, at + 3)
        : singleEnd(source, code, at + 1);
    frames.push({ quotes });
    return at + quotes.length;
  }
  if (kind === OPENING) frame.brackets += 1;
  else if (kind === CLOSING && frame.brackets > 0) frame.brackets -= 1;
  else if (code === CLOSE_BRACE) frames.pop();
  else if (code === COLON && frame.brackets === 0) frames.push('specifier');
  return at + 1;
}
