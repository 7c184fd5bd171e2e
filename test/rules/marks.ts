/**
 * Marks in Python cases: what a rule must say, and where it must stay silent.
 *
 *   call()  # expect: message-key @12 "part of the message"
 *   call()  # ok: why it is fine            silent
 *   call()  # gap: why it is missed         silent; red the day it is found
 *   call()  # noise: why it is wrong        still reported, a known false positive
 *   call()  # expect-left: message-key      in base files: reported on the LEFT side
 *
 * For absence rules, which fill a row of the practices checklist instead of reporting:
 *
 *   # practice: missing                     status of the row, once per case
 *   call()  # needed: why                   a place that makes the practice necessary
 *   call()  # evidence: what                a place that shows the practice
 *
 * A mark stands on the line it speaks of, or alone on a line above it; marks can be stacked.
 */
export type MarkKind =
  'expect' | 'expect-left' | 'ok' | 'gap' | 'noise' | 'practice' | 'needed' | 'evidence';

export interface Mark {
  readonly kind: MarkKind;
  /** The line it speaks of. */
  readonly line: number;
  /** Message key of `expect` and `expect-left`, status of `practice`, else empty. */
  readonly key: string;
  readonly column: number | null;
  readonly part: string | null;
  /** Reason of the other kinds. */
  readonly reason: string;
}

export interface Marks {
  readonly marks: readonly Mark[];
  /** What is wrong with marks, with their line. */
  readonly problems: readonly string[];
}

const START = /#\s*(expect-left|expect|ok|gap|noise|practice|needed|evidence)\s*:/u;
const STATUSES = ['present', 'missing', 'not-needed', 'not-visible'];
/** Comments that look like marks and are none. */
const SUSPICIOUS =
  /#\s*(?:expect-left|expects?|expected)(?![\w-])(?=\s+[a-z][a-z0-9-]*\s*(?:[@"]|$))|#\s*(?:expects|expected|expect-right|okay|gaps|noisy)\s*:/u;
const EXPECT = /^([a-z][a-z0-9-]*)(?:\s+@(\d+))?(?:\s+"([^"]*)")?$/u;

/** Reads the marks of a file. Wrong marks are told, never passed over. */
export function parseMarks(source: string): Marks {
  const lines = source.split(/\r\n|\n|\r/u);
  const marks: Mark[] = [];
  const problems: string[] = [];
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    if (SUSPICIOUS.test(line))
      problems.push(`line ${number}: looks like a mark but is none: ${line.trim()}`);
    for (const text of markTexts(line)) {
      const parsed = parseMark(text, spokenLine(lines, index));
      if (typeof parsed === 'string') problems.push(`line ${number}: ${parsed}`);
      else marks.push(parsed);
    }
  }
  return { marks, problems: [...problems, ...contradictions(marks)] };
}

/** A line can hold several marks, each from its `#` to the next mark. */
function markTexts(line: string): string[] {
  const texts: string[] = [];
  let rest = line;
  for (let at = rest.search(START); at >= 0; at = rest.search(START)) {
    const next = rest.slice(at + 1).search(START);
    texts.push(next < 0 ? rest.slice(at) : rest.slice(at, at + 1 + next));
    rest = next < 0 ? '' : rest.slice(at + 1 + next);
  }
  return texts;
}

function isAlone(line: string): boolean {
  return /^\s*#/u.test(line) && START.test(line);
}

function spokenLine(lines: readonly string[], index: number): number {
  let at = index;
  while (at < lines.length && isAlone(lines[at] ?? '')) at++;
  return at + 1;
}

function parseMark(text: string, line: number): Mark | string {
  const start = START.exec(text);
  const kind = (start?.[1] ?? 'ok') as MarkKind;
  const rest = text.slice(start?.[0].length ?? 0).trim();
  const none = { line, key: '', column: null, part: null, reason: '' };
  if (kind === 'practice') {
    const isStatus = STATUSES.includes(rest);
    return isStatus ? { ...none, kind, key: rest } : `"practice" is one of ${STATUSES.join(', ')}`;
  }
  if (kind !== 'expect' && kind !== 'expect-left') {
    return rest === '' ? `"${kind}" needs a reason` : { ...none, kind, reason: rest };
  }
  const match = EXPECT.exec(rest);
  if (match === null)
    return `"${kind}" is followed by a message key, then optionally @column and "part": ${rest}`;
  const column = match[2] === undefined ? null : Number(match[2]);
  return { ...none, kind, key: match[1] ?? '', column, part: match[3] ?? null };
}

function contradictions(marks: readonly Mark[]): string[] {
  const problems: string[] = [];
  const silent = new Map(
    marks.filter((m) => m.kind === 'ok' || m.kind === 'gap').map((m) => [m.line, m]),
  );
  for (const mark of marks) {
    if (mark.kind !== 'expect' && mark.kind !== 'expect-left' && mark.kind !== 'noise') continue;
    const other = silent.get(mark.line);
    if (other !== undefined)
      problems.push(`line ${mark.line}: both "${mark.kind}" and "${other.kind}"`);
  }
  return problems;
}
