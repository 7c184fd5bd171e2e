import type { ChangedFile, LineRange } from './changed-file.ts';
import type { Side } from './finding.ts';

/** One line of a hunk. `base` is null for added lines, `head` for deleted ones. */
export interface HunkLine {
  readonly kind: 'context' | 'added' | 'deleted';
  readonly base: number | null;
  readonly head: number | null;
}

/** One block of a unified diff, as GitHub serves it in `patch`. */
export interface Hunk {
  readonly baseStart: number;
  readonly headStart: number;
  readonly lines: readonly HunkLine[];
}

const HUNK_HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u;

/**
 * Reads a unified patch of one file, with or without its `---`/`+++` header. Counts in hunk headers decide how many lines
 * belong to a hunk, so a deleted line that looks like a header (`--- x`) is not mistaken for one.
 */
export function parsePatch(patch: string): readonly Hunk[] {
  const hunks: Hunk[] = [];
  const lines = patch.split('\n');
  let at = 0;
  while (at < lines.length) {
    const header = HUNK_HEADER.exec(lines[at] ?? '');
    at++;
    if (header === null) continue;
    const parsed = parseHunk(header, lines, at);
    hunks.push(parsed.hunk);
    at = parsed.next;
  }
  return hunks;
}

function parseHunk(
  header: RegExpExecArray,
  lines: readonly string[],
  from: number,
): { readonly hunk: Hunk; readonly next: number } {
  const baseStart = Number(header[1]);
  const headStart = Number(header[3]);
  const baseEnd = baseStart + Number(header[2] ?? '1');
  const headEnd = headStart + Number(header[4] ?? '1');
  const out: HunkLine[] = [];
  let [base, head, at] = [baseStart, headStart, from];
  for (; at < lines.length && (base < baseEnd || head < headEnd); at++) {
    const sign = (lines[at] ?? '')[0];
    if (sign === '\\') continue;
    if (sign === '+') out.push({ kind: 'added', base: null, head: head++ });
    else if (sign === '-') out.push({ kind: 'deleted', base: base++, head: null });
    else out.push({ kind: 'context', base: base++, head: head++ });
  }
  return { hunk: { baseStart, headStart, lines: out }, next: at };
}

/** Lines of one side that GitHub accepts a comment on: every line shown in a hunk on that side. */
export function commentableLines(hunks: readonly Hunk[], side: Side): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const hunk of hunks) {
    for (const line of hunk.lines) {
      if (side === 'RIGHT' && line.head !== null) lines.add(line.head);
      // Context lines are anchored on the right: on the left only deleted lines make sense.
      if (side === 'LEFT' && line.kind === 'deleted' && line.base !== null) lines.add(line.base);
    }
  }
  return lines;
}

/** Added or changed lines of the head file. */
export function addedLines(hunks: readonly Hunk[]): readonly LineRange[] {
  return rangesOf(hunks.flatMap((hunk) => numbersOf(hunk, 'added', 'head')));
}

/** Removed or changed lines of the base file. */
export function removedLines(hunks: readonly Hunk[]): readonly LineRange[] {
  return rangesOf(hunks.flatMap((hunk) => numbersOf(hunk, 'deleted', 'base')));
}

function numbersOf(hunk: Hunk, kind: HunkLine['kind'], side: 'base' | 'head'): number[] {
  return hunk.lines
    .filter((line) => line.kind === kind)
    .map((line) => line[side])
    .filter((line) => line !== null);
}

/** Joins ascending line numbers into ranges. */
function rangesOf(lines: readonly number[]): LineRange[] {
  const ranges: LineRange[] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && last.end + 1 === line)
      ranges[ranges.length - 1] = { start: last.start, end: line };
    else ranges.push({ start: line, end: line });
  }
  return ranges;
}

/** Questions about the lines of a whole change. */
export interface ChangedLines {
  /** True when a line of the head file was added or changed. */
  readonly isAdded: (headPath: string, line: number) => boolean;
  /** True when a line of the base file was removed or changed. */
  isRemoved(basePath: string, line: number): boolean;
  /** Path in base of a head file; the same path for files that the change does not touch, null for added ones. */
  readonly basePathOf: (headPath: string) => string | null;
  /** Path in head of a base file; null for deleted ones. */
  readonly headPathOf: (basePath: string) => string | null;
  /** The base line that an unchanged line of head is; null for added lines and added files. */
  baseLineOf(headPath: string, line: number): number | null;
}

export function changedLinesOf(changes: readonly ChangedFile[]): ChangedLines {
  const byHead = new Map<string, ChangedFile>();
  const byBase = new Map<string, ChangedFile>();
  for (const file of changes) {
    if (file.headPath !== null) byHead.set(file.headPath, file);
    if (file.basePath !== null) byBase.set(file.basePath, file);
  }
  return {
    isAdded: (path, line) => isInRanges(byHead.get(path)?.added ?? [], line),
    isRemoved: (path, line) => isInRanges(byBase.get(path)?.removed ?? [], line),
    basePathOf: (path) => (byHead.has(path) ? (byHead.get(path)?.basePath ?? null) : path),
    headPathOf: (path) => (byBase.has(path) ? (byBase.get(path)?.headPath ?? null) : path),
    baseLineOf: (path, line) => baseLineOf(byHead.get(path), line),
  };
}

function isInRanges(ranges: readonly LineRange[], line: number): boolean {
  return ranges.some((range) => range.start <= line && line <= range.end);
}

/** Unchanged lines keep their order, so the n-th unchanged line of head is the n-th unchanged line of base. */
function baseLineOf(file: ChangedFile | undefined, line: number): number | null {
  if (file === undefined) return line;
  if (file.basePath === null || isInRanges(file.added, line)) return null;
  let base = line;
  for (const range of file.added) {
    if (range.end < line) base -= range.end - range.start + 1;
  }
  for (const range of file.removed) {
    if (range.start <= base) base += range.end - range.start + 1;
  }
  return base;
}
