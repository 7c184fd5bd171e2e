/**
 * Markdown whose words come partly from reviewed code. Code spans and fences are kept; everywhere else nothing may notify a
 * person, refer to an issue, embed HTML or load an image, and every fence is closed.
 */

/** Between `@` and a name it keeps GitHub from notifying anybody, and nobody sees it. */
const NOTHING = '&#8203;';

/** One line of Markdown: a headline, a list item. */
export function safeInline(text: string): string {
  return escapeOutsideSpans(text.replace(/\s+/gu, ' ').trim(), escapeText);
}

/** One line that stands between two pairs of stars: its own stars outside of code are plain. */
export function safeHeadline(text: string): string {
  return escapeOutsideSpans(text.replace(/\s+/gu, ' ').trim(), (plain) =>
    escapeText(plain).replaceAll('*', '\\*'),
  );
}

/** Several paragraphs, lists and fences. */
export function safeMarkdown(markdown: string): string {
  const lines: string[] = [];
  let fence = '';
  for (const line of markdown.replace(/\r\n?/gu, '\n').split('\n')) {
    if (fence === '') {
      fence = openingFence(line);
      lines.push(fence === '' ? escapeOutsideSpans(line, escapeText) : plainInfo(line, fence));
    } else {
      lines.push(line);
      if (closesFence(line, fence)) fence = '';
    }
  }
  if (fence !== '') lines.push(fence);
  return lines.join('\n').trim();
}

/** Text of code in a code span that it cannot end. */
export function codeSpan(code: string): string {
  const clean = code.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  if (clean.trim() === '') return '` `';
  const longest = Math.max(0, ...(clean.match(/`+/gu) ?? []).map((run) => run.length));
  const marks = '`'.repeat(longest + 1);
  const pad = /^`|`$|^ .* $/u.test(clean) ? ' ' : '';
  return `${marks}${pad}${clean}${pad}${marks}`;
}

/** Fenced text that cannot close its fence. */
export function fenced(code: string, language = ''): string {
  const longest = Math.max(2, ...(code.match(/`+/gu) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n+$/u, '')}\n${fence}`;
}

/** A line that opens a fence: its marks with their indentation. Items of lists indent theirs by up to six columns. */
function openingFence(line: string): string {
  const match = /^( {0,6}(?:`{3,}(?=[^`]*$)|~{3,}))/u.exec(line);
  return match?.[1] ?? '';
}

/** The word after the marks is a language, nothing else. */
function plainInfo(line: string, fence: string): string {
  return fence + (/^[\w+-]*/u.exec(line.slice(fence.length).trim())?.[0] ?? '');
}

/** At least as many marks and nothing else, indented by at most three columns more. */
function closesFence(line: string, fence: string): boolean {
  const mark = fence.trim();
  const text = line.trim();
  const indent = line.length - line.trimStart().length;
  const isFar = indent > fence.length - mark.length + 3;
  return !isFar && text.startsWith(mark) && text.replaceAll(mark.charAt(0), '') === '';
}

/** GitHub links bare addresses, and takes everything up to the next space as theirs: back-ticks, too. */
const ENDS_IN_ADDRESS = /(?::\/\/|www\.|mailto:|xmpp:)\S*$/iu;

/** Splits a line at its code spans, as CommonMark does: a run of back-ticks ends at the next run of the same length. */
function escapeOutsideSpans(line: string, escape: (text: string) => string): string {
  let out = '';
  let at = 0;
  let text = '';
  while (at < line.length) {
    if (line[at] === '\\' && at + 1 < line.length) {
      text += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (line[at] !== '`') {
      text += line[at++] ?? '';
      continue;
    }
    const run = /^`+/u.exec(line.slice(at))?.[0] ?? '`';
    const end = closingRun(line, at + run.length, run.length);
    if (end === -1) text += '\\`'.repeat(run.length);
    else {
      out += escape(text) + (ENDS_IN_ADDRESS.test(text) ? ' ' : '') + line.slice(at, end);
      text = '';
    }
    at = end === -1 ? at + run.length : end;
  }
  return out + escape(text);
}

/** Index behind the next run of exactly this length, -1 when there is none. */
function closingRun(line: string, from: number, length: number): number {
  const runs = /`+/gu;
  runs.lastIndex = from;
  for (let match = runs.exec(line); match !== null; match = runs.exec(line)) {
    if (match[0].length === length) return match.index + length;
  }
  return -1;
}

/** What does more on GitHub than stand there, with what is put in its place. Tried from left to right, once for each place. */
const ACTIVE =
  /&(?=#|\w+;)|<|!\[|@(?=[\p{L}\p{N}_])|#(?=\d)|\bGH-(?=\d)|\]\((?!https:\/\/|#|\.{0,2}\/)/giu;

function escapeText(text: string): string {
  return text.replace(ACTIVE, (found) => {
    // `&#64;` would become the `@` that it stands for.
    if (found === '&') return '&amp;';
    if (found === '<') return '&lt;';
    // Pictures are fetched by whoever reads the page.
    if (found === '![') return '!&#91;';
    if (found === '](') return ']&#40;';
    return found + NOTHING;
  });
}
