/**
 * Runs of lines that the grammar's scanner walks to their end from each of their lines, in time that grows with the square of
 * the run. Nobody writes them; a hostile file of 200 KB holds the parser for minutes without a single report of progress.
 */

const LONGEST_RUN = 300;

const SPACE = 0x20;
const TAB = 9;
const RETURN = 13;
const FORM_FEED = 12;
const NEWLINE = 10;
const HASH = 0x23;
const BACKSLASH = 0x5c;

/**
 * The source with the comments of long runs made blank from the 300th line on, every character in its place; usually the
 * source itself. Null when such a run holds joined lines: blank they would mean something else.
 */
export function withoutLongRuns(source: string): string | null {
  const blanks: { from: number; to: number }[] = [];
  let run = 0;
  for (let line = 0; line < source.length;) {
    const text = firstText(source, line);
    const end = lineEnd(source, text);
    const code = source.charCodeAt(text);
    const isJoin = code === BACKSLASH && end - text <= 2;
    if (code === HASH || isJoin) run += 1;
    else if (code !== NEWLINE) run = 0;
    if (run > LONGEST_RUN && isJoin) return null;
    if (run > LONGEST_RUN && code === HASH) blanks.push({ from: text, to: end });
    line = end + 1;
  }
  return blanks.length === 0 ? source : blanked(source, blanks);
}

function firstText(source: string, line: number): number {
  let at = line;
  for (;;) {
    const code = source.charCodeAt(at);
    if (code !== SPACE && code !== TAB && code !== RETURN && code !== FORM_FEED) return at;
    at += 1;
  }
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function blanked(source: string, ranges: readonly { from: number; to: number }[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const range of ranges) {
    pieces.push(source.slice(from, range.from), ' '.repeat(range.to - range.from));
    from = range.to;
  }
  pieces.push(source.slice(from));
  return pieces.join('');
}
