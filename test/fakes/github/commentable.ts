/** Which lines take a review comment, and where a comment stands after the head has moved. */
import type { DiffLine, Hunk } from './diff.ts';
import { lineMap } from './diff.ts';
import type { FileDiff } from './file-diffs.ts';

export type Side = 'LEFT' | 'RIGHT';

export interface Anchor {
  readonly line: number;
  readonly side: Side;
  readonly startLine: number | undefined;
  readonly startSide: Side | undefined;
}

export interface Placement {
  readonly hunk: Hunk;
  /** Lines below the first hunk header of the file, the old way of addressing. */
  readonly position: number;
  /** The end of the hunk as GitHub quotes it in `diff_hunk`. */
  readonly excerpt: string;
}

/** LEFT lines are deleted or context, RIGHT lines are added or context. */
function lineOn(line: DiffLine, side: Side): number | undefined {
  return side === 'LEFT' ? line.left : line.right;
}

/** Where an anchor stands in a diff, or the sentence GitHub refuses it with. */
export function placeAnchor(diff: FileDiff, anchor: Anchor): Placement | string {
  let position = 0;
  for (const [index, hunk] of diff.hunks.entries()) {
    if (index > 0) position += 1;
    const at = hunk.lines.findIndex((line) => lineOn(line, anchor.side) === anchor.line);
    if (at < 0) {
      position += hunk.lines.length;
      continue;
    }
    const problem = anchor.startLine === undefined ? undefined : startProblem(hunk, at, anchor);
    return problem ?? { hunk, position: position + at + 1, excerpt: excerptOf(hunk, at) };
  }
  return 'Line could not be resolved';
}

function startProblem(hunk: Hunk, end: number, anchor: Anchor): string | undefined {
  const side = anchor.startSide ?? anchor.side;
  const start = hunk.lines.findIndex((line) => lineOn(line, side) === anchor.startLine);
  if (side === anchor.side && (anchor.startLine ?? 0) >= anchor.line)
    return 'start line must precede the end line';
  if (start < 0) return 'Start line must be part of the same hunk as the line.';
  return start < end ? undefined : 'start line must precede the end line';
}

function excerptOf(hunk: Hunk, end: number): string {
  const lines = hunk.lines.slice(0, end + 1).map((line) => {
    const sign = line.kind === 'added' ? '+' : line.kind === 'deleted' ? '-' : ' ';
    return sign + line.text.replace(/\n$/, '');
  });
  return [hunk.header, ...lines].join('\n');
}

/** Where a line of one version of a file is in another; undefined when it was changed or deleted. */
export function moveLine(line: number, from: string, to: string): number | undefined {
  return from === to ? line : lineMap(from, to).get(line);
}
