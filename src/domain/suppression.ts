/**
 * In-source directives: `# lintel: ignore[rule-id, other-rule] -- reason`, optionally with `until=2027-03-01`, and
 * `# lintel: ignore-file[rule-id] -- reason` for the whole file. Without a reason a directive has no effect.
 */
export interface Suppression {
  readonly scope: 'line' | 'file';
  readonly rules: readonly string[];
  readonly reason: string;
  /** Last day it holds, `YYYY-MM-DD`, null when it does not end. */
  readonly until: string | null;
  readonly line: number;
  /** Nothing but white space before it: it speaks for the next line. */
  readonly ownLine: boolean;
  /** `unreadable`: names no rule in brackets, or its date is not a date. */
  readonly flaw: 'unreadable' | 'no-reason' | null;
}

/** A comment as the parser of directives reads it. */
export interface SourceComment {
  readonly text: string;
  readonly line: number;
  readonly ownLine: boolean;
}

/** Lines a finding answers to. Line ranges are inclusive. */
export interface SuppressionTarget {
  readonly rule: string;
  /** From the first to the last line of the finding and of the simple statement it stands in. */
  readonly start: number;
  readonly end: number;
  /** Headers of the enclosing `def`s and `class`es, first decorator to colon. */
  readonly definitions: readonly DefinitionHeader[];
}

export interface DefinitionHeader {
  /** Line of the first decorator, or of the keyword when there is none. */
  readonly start: number;
  /** Line of the `def` or `class` keyword. */
  readonly keyword: number;
  readonly end: number;
}

const MARK = 'lintel:';
const RULE_ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;
const UNTIL = /(?:^|\s)until=(\S*)/u;

/** The directives among the comments of a file. Comments without `lintel:` are passed over. */
export function parseSuppressions(comments: readonly SourceComment[]): readonly Suppression[] {
  const suppressions: Suppression[] = [];
  for (const comment of comments) {
    const at = comment.text.indexOf(MARK);
    if (at < 0 || !/#\s*$/u.test(comment.text.slice(0, at))) continue;
    suppressions.push(parseDirective(comment.text.slice(at + MARK.length).trim(), comment));
  }
  return suppressions;
}

function parseDirective(directive: string, comment: SourceComment): Suppression {
  const scope = directive.startsWith('ignore-file') ? 'file' : 'line';
  const place = { scope, line: comment.line, ownLine: comment.ownLine } as const;
  const unreadable: Suppression = {
    ...place,
    rules: [],
    reason: '',
    until: null,
    flaw: 'unreadable',
  };
  const rest = directive
    .slice(scope === 'file' ? 'ignore-file'.length : 'ignore'.length)
    .trimStart();
  const close = rest.indexOf(']');
  if (!directive.startsWith('ignore') || !rest.startsWith('[') || close < 0) return unreadable;
  const rules = rest
    .slice(1, close)
    .split(',')
    .map((rule) => rule.trim());
  if (rules.some((rule) => !RULE_ID.test(rule))) return unreadable;
  const { reason, until } = parseTail(rest.slice(close + 1));
  if (until !== null && !isDate(until)) return { ...unreadable, rules };
  return { ...place, rules, reason, until, flaw: reason === '' ? 'no-reason' : null };
}

/** ` until=2027-03-01 -- reason` or ` -- reason until=2027-03-01`. */
function parseTail(tail: string): { readonly reason: string; readonly until: string | null } {
  const until = UNTIL.exec(tail)?.[1] ?? null;
  const rest = tail.replace(UNTIL, ' ').trim();
  const reason = rest.startsWith('--') ? rest.replace(/^-+/u, '').trim() : '';
  return { reason, until };
}

/** A calendar day that exists, written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** True when the last day has passed. Days are compared as text, which orders them. */
export function isExpired(until: string | null, today: string): boolean {
  return until !== null && until < today;
}

type CommentLine = Pick<SourceComment, 'line' | 'ownLine'>;

/**
 * The line a directive speaks for: its own or, when nothing else stands there, the next one that is no comment. `comments` are
 * those of the file in source order.
 */
export function spokenLine(suppression: Suppression, comments: readonly CommentLine[]): number {
  if (!suppression.ownLine) return suppression.line;
  let line = suppression.line + 1;
  for (const comment of comments) if (comment.ownLine && comment.line === line) line++;
  return line;
}

/** True when a directive that is in force and speaks for this line speaks for the target. */
export function suppresses(
  suppression: Suppression,
  target: SuppressionTarget,
  line: number,
): boolean {
  if (suppression.flaw !== null || !suppression.rules.includes(target.rule)) return false;
  if (suppression.scope === 'file') return true;
  if (target.start <= line && line <= target.end) return true;
  return target.definitions.some((header) =>
    suppression.ownLine
      ? line === header.start || line === header.keyword
      : header.start <= line && line <= header.end,
  );
}
