import type { Practice } from '../../src/domain/review.ts';
import type { ClassifiedFinding } from '../../src/domain/finding.ts';
import type { Files } from '../support/source-tree.ts';
import { parseMarks, type Mark } from './marks.ts';

/** A mark with the file and the side it speaks of. */
export interface PlacedMark extends Mark {
  readonly path: string;
  readonly side: 'LEFT' | 'RIGHT';
}

/** The marks of both trees, and what is wrong with them. */
export function marksOf(
  head: Files,
  base: Files | null,
): { readonly marks: readonly PlacedMark[]; readonly problems: readonly string[] } {
  const marks: PlacedMark[] = [];
  const problems: string[] = [];
  const read = (files: Files, side: 'LEFT' | 'RIGHT'): void => {
    for (const [path, text] of Object.entries(files)) {
      if (!/\.(?:py|toml|cfg|ini|txt|ya?ml)$/u.test(path)) continue;
      const parsed = parseMarks(text);
      problems.push(...parsed.problems.map((problem) => `${path} ${problem}`));
      for (const mark of parsed.marks) {
        // Base files repeat the marks of head where nothing changed: only their own kind counts.
        if ((mark.kind === 'expect-left') === (side === 'LEFT'))
          marks.push({ ...mark, path, side });
        else if (side === 'RIGHT')
          problems.push(`${path} line ${mark.line}: expect-left belongs into base/`);
      }
    }
  };
  read(head, 'RIGHT');
  if (base !== null) read(base, 'LEFT');
  return { marks, problems };
}

/** What differs between marks and findings, one line each; empty when they match exactly. */
export function differences(
  marks: readonly PlacedMark[],
  findings: readonly ClassifiedFinding[],
): readonly string[] {
  const open = [...findings];
  const missing: PlacedMark[] = [];
  const out: string[] = [];
  for (const mark of marks.filter((m) => m.kind === 'expect' || m.kind === 'expect-left')) {
    const index = open.findIndex((finding) => fits(mark, finding));
    if (index < 0) missing.push(mark);
    else open.splice(index, 1);
  }
  for (const mark of marks.filter((m) => m.kind === 'noise')) {
    const index = open.findIndex((finding) => isAt(mark, finding));
    if (index < 0)
      out.push(`Gone: ${where(mark)} noise is no longer reported, make it an ok: ${mark.reason}`);
    else open.splice(index, 1);
  }
  for (const mark of missing) {
    const near = open.find((finding) => isNear(mark, finding));
    if (near === undefined) out.push(`Missing: ${where(mark)} expected ${shown(mark)}`);
    else {
      open.splice(open.indexOf(near), 1);
      out.push(`Wrong: ${where(mark)} expected ${shown(mark)}, found ${found(near)}`);
    }
  }
  return [...out, ...open.map((finding) => noisy(finding, marks))];
}

function fits(mark: PlacedMark, finding: ClassifiedFinding): boolean {
  return (
    isAt(mark, finding) &&
    finding.messageKey === mark.key &&
    (mark.column === null || finding.column === mark.column) &&
    (mark.part === null || finding.message.includes(mark.part))
  );
}

function isAt(mark: PlacedMark, finding: ClassifiedFinding): boolean {
  return finding.path === mark.path && finding.side === mark.side && finding.line === mark.line;
}

/** Same place with other details, or the same message a few lines off. */
function isNear(mark: PlacedMark, finding: ClassifiedFinding): boolean {
  if (isAt(mark, finding)) return true;
  return (
    finding.path === mark.path &&
    finding.messageKey === mark.key &&
    Math.abs(finding.line - mark.line) <= 3
  );
}

function noisy(finding: ClassifiedFinding, marks: readonly PlacedMark[]): string {
  const mark = marks.find((m) => (m.kind === 'ok' || m.kind === 'gap') && isAt(m, finding));
  if (mark?.kind === 'gap')
    return `Found: the gap "${mark.reason}" is closed, make it an expect: ${found(finding)}`;
  return `Noisy: ${found(finding)}${mark === undefined ? '' : ` although ok: ${mark.reason}`}`;
}

function where(mark: PlacedMark): string {
  return `${mark.side === 'LEFT' ? 'base/' : ''}${mark.path}:${mark.line}`;
}

function shown(mark: PlacedMark): string {
  const column = mark.column === null ? '' : ` @${mark.column}`;
  return `${mark.key}${column}${mark.part === null ? '' : ` "${mark.part}"`}`;
}

function found(finding: ClassifiedFinding): string {
  const side = finding.side === 'LEFT' ? 'base/' : '';
  return `${side}${finding.path}:${finding.line} ${finding.messageKey} @${finding.column} "${finding.message}"`;
}

/** What differs between the checklist row of an absence rule and its marks. */
export function practiceDifferences(
  marks: readonly PlacedMark[],
  practices: readonly Practice[],
): readonly string[] {
  const status = marks.find((mark) => mark.kind === 'practice')?.key ?? 'none';
  const said = practices[0]?.status ?? 'none';
  const out =
    status === said ? [] : [`Wrong: expected the practice to be ${status}, found ${said}`];
  for (const kind of ['needed', 'evidence'] as const) {
    const expected = marks
      .filter((mark) => mark.kind === kind)
      .map((mark) => `${mark.path}:${mark.line}`);
    const places = (practices[0]?.[kind] ?? []).map((place) => `${place.path}:${place.line}`);
    for (const place of expected)
      if (!places.includes(place)) out.push(`Missing: ${place} ${kind}`);
    for (const place of places) if (!expected.includes(place)) out.push(`Noisy: ${place} ${kind}`);
  }
  return out;
}
