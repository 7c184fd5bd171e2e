/** Small steps over source text whose structure the parser has already confirmed. */

const WORD = new Uint8Array(128);
for (const range of ['az', 'AZ', '09', '__']) {
  for (let code = range.charCodeAt(0); code <= range.charCodeAt(1); code += 1) WORD[code] = 1;
}

export function isWordCode(code: number): boolean {
  return code < 128 && WORD[code] === 1;
}

/**
 * The next offset with text on it, at or after `from`; -1 when it is not known without the parser: before a comment, a joined
 * line, a character beyond ASCII or the end of the file, or when `from` itself is -1.
 */
export function nextText(source: string, from: number): number {
  if (from < 0) return -1;
  let at = from;
  let code = source.charCodeAt(at);
  while (code === 0x20 || (code >= 9 && code <= 13)) {
    at += 1;
    code = source.charCodeAt(at);
  }
  return code > 0x20 && code < 0x7f && code !== 0x23 && code !== 0x5c ? at : -1;
}

/** True when a closing bracket stands at an offset. */
export function closes(source: string, at: number): boolean {
  const code = source.charCodeAt(at);
  return code === 0x29 || code === 0x5d || code === 0x7d;
}

/** The end of the ASCII word at an offset; -1 when the word goes on beyond ASCII. */
export function asciiWordEnd(source: string, start: number): number {
  let end = start;
  while (isWordCode(source.charCodeAt(end))) end += 1;
  return source.charCodeAt(end) > 0x7f ? -1 : end;
}

/** The beginning of the ASCII word that ends at an offset; -1 when it begins beyond ASCII. */
export function asciiWordStart(source: string, end: number): number {
  let start = end;
  while (start > 0 && isWordCode(source.charCodeAt(start - 1))) start -= 1;
  return source.charCodeAt(start - 1) > 0x7f ? -1 : start;
}

/** The ends of the names in `a.b.c`, or null for anything but names and single dots between two offsets. */
export function dottedNameEnds(
  source: string,
  start: number,
  end: number,
): readonly number[] | null {
  const ends: number[] = [];
  let at = start;
  while (at < end) {
    const first = source.charCodeAt(at);
    const wordEnd = first >= 0x30 && first <= 0x39 ? at : asciiWordEnd(source, at);
    if (wordEnd <= at) return null;
    ends.push(wordEnd);
    at = wordEnd;
    if (at === end) break;
    if (source.charCodeAt(at) !== 0x2e) return null;
    at += 1;
  }
  return at === end && !CONSTANTS.has(source.slice(start, ends[0])) ? ends : null;
}

/** Words that look like names and are none. */
const CONSTANTS: ReadonlySet<string> = new Set(['None', 'True', 'False']);

/** True when the prefix of the string at an offset has an `f` or a `t`: only such strings hold expressions. */
export function isInterpolated(source: string, start: number): boolean {
  for (let at = start; ; at += 1) {
    const letter = source.charCodeAt(at) | 0x20;
    if (letter === 0x66 || letter === 0x74) return true;
    if (letter < 0x61 || letter > 0x7a) return false;
  }
}

/** True when nothing but blanks or a comment is left of the line, or a semicolon ends its statement. */
export function endsLine(source: string, from: number): boolean {
  let at = from;
  let code = source.charCodeAt(at);
  while (code === 0x20 || code === 9) {
    at += 1;
    code = source.charCodeAt(at);
  }
  return code === 10 || code === 13 || code === 0x23 || code === 0x3b;
}

/** The end of a decimal integer; -1 when something is glued to its digits. */
export function plainIntegerEnd(source: string, start: number): number {
  let end = start;
  let code = source.charCodeAt(end);
  while (code >= 0x30 && code <= 0x39) {
    end += 1;
    code = source.charCodeAt(end);
  }
  return isWordCode(code) ? -1 : end;
}

/** The end of a string in single quotes on one line without a backslash; -1 for every other. */
export function plainStringEnd(source: string, start: number): number {
  const quote = source.charCodeAt(start);
  if (quote !== 0x22 && quote !== 0x27) return -1;
  for (let at = start + 1; ; at += 1) {
    const code = source.charCodeAt(at);
    // Two quotes at once may open a longer string.
    if (code === quote) return at === start + 1 ? -1 : at + 1;
    if (code === 0x5c || code === 10 || Number.isNaN(code)) return -1;
  }
}
