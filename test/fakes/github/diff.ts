/**
 * Line diffs as GitHub serves them: Myers' algorithm, three lines of context, git's unified format.
 * Lines are compared with their line ends, so a missing newline at the end of a file is a change.
 */

export interface DiffLine {
  readonly kind: 'context' | 'added' | 'deleted';
  readonly text: string;
  /** Line number in the base file; undefined for added lines. */
  readonly left: number | undefined;
  /** Line number in the head file; undefined for deleted lines. */
  readonly right: number | undefined;
}

export interface Hunk {
  readonly header: string;
  readonly lines: readonly DiffLine[];
}

export interface LineDiff {
  readonly additions: number;
  readonly deletions: number;
  readonly hunks: readonly Hunk[];
}

const contextLines = 3;
/** Above this edit distance a stretch counts as replaced; GitHub does not serve such patches either. */
const maxDistance = 2_000;

/** Lines with their ends; a last line without newline stays without. */
export function splitLines(text: string): string[] {
  const lines = text.split('\n').map((line) => `${line}\n`);
  const last = lines.pop() ?? '\n';
  if (last !== '\n') lines.push(last.slice(0, -1));
  return lines;
}

export function diffTexts(base: string, head: string): LineDiff {
  const left = splitLines(base);
  const right = splitLines(head);
  const lines = alignedLines(left, right);
  let additions = 0;
  let deletions = 0;
  for (const line of lines) {
    if (line.kind === 'added') additions += 1;
    if (line.kind === 'deleted') deletions += 1;
  }
  return { additions, deletions, hunks: hunksOf(lines, left) };
}

/** The `patch` of a file: hunks without the `---`/`+++` header and without a last newline. */
export function patchText(diff: LineDiff): string {
  const out: string[] = [];
  for (const hunk of diff.hunks) {
    out.push(hunk.header);
    for (const line of hunk.lines) {
      const sign = line.kind === 'added' ? '+' : line.kind === 'deleted' ? '-' : ' ';
      if (line.text.endsWith('\n')) out.push(sign + line.text.slice(0, -1));
      else out.push(sign + line.text, '\\ No newline at end of file');
    }
  }
  return out.join('\n');
}

/** Where each line of the base file is in the head file; deleted lines are absent. */
export function lineMap(base: string, head: string): Map<number, number> {
  const map = new Map<number, number>();
  for (const line of alignedLines(splitLines(base), splitLines(head))) {
    if (line.left !== undefined && line.right !== undefined) map.set(line.left, line.right);
  }
  return map;
}

function alignedLines(left: readonly string[], right: readonly string[]): DiffLine[] {
  const matches = matchedLines(left, right);
  const lines: DiffLine[] = [];
  let l = 0;
  let r = 0;
  for (const [matchLeft, matchRight] of [...matches, [left.length, right.length] as const]) {
    for (; l < matchLeft; l += 1)
      lines.push({ kind: 'deleted', text: left[l] ?? '', left: l + 1, right: undefined });
    for (; r < matchRight; r += 1)
      lines.push({ kind: 'added', text: right[r] ?? '', left: undefined, right: r + 1 });
    if (l < left.length)
      lines.push({ kind: 'context', text: left[l] ?? '', left: l + 1, right: r + 1 });
    l += 1;
    r += 1;
  }
  return lines;
}

/** Pairs of equal lines, ascending on both sides. */
function matchedLines(left: readonly string[], right: readonly string[]): [number, number][] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (
    end < left.length - start &&
    end < right.length - start &&
    left.at(-1 - end) === right.at(-1 - end)
  )
    end += 1;
  const pairs: [number, number][] = [];
  for (let index = 0; index < start; index += 1) pairs.push([index, index]);
  // Lines that only one side has cannot match; without them the distance stays small even for rewritten files.
  const leftRest = indexesOfShared(
    left,
    start,
    left.length - end,
    new Set(right.slice(start, right.length - end)),
  );
  const rightRest = indexesOfShared(
    right,
    start,
    right.length - end,
    new Set(left.slice(start, left.length - end)),
  );
  const same = (a: number, b: number): boolean =>
    left[leftRest[a] ?? -1] === right[rightRest[b] ?? -1];
  for (const [a, b] of shortestEdit(leftRest.length, rightRest.length, same))
    pairs.push([leftRest[a] ?? 0, rightRest[b] ?? 0]);
  for (let index = end; index > 0; index -= 1)
    pairs.push([left.length - index, right.length - index]);
  return slideDown(pairs, left, right);
}

function indexesOfShared(
  lines: readonly string[],
  from: number,
  to: number,
  others: ReadonlySet<string>,
): number[] {
  const indexes: number[] = [];
  for (let index = from; index < to; index += 1)
    if (others.has(lines[index] ?? '')) indexes.push(index);
  return indexes;
}

/** Myers, greedy and forward, with the trace kept; the matches of the shortest edit script. */
function shortestEdit(
  n: number,
  m: number,
  same: (a: number, b: number) => boolean,
): [number, number][] {
  const limit = Math.min(n + m, maxDistance);
  const trace: Int32Array[] = [];
  let frontier = new Int32Array(2 * limit + 3);
  for (let distance = 0; distance <= limit; distance += 1) {
    trace.push(frontier.slice(limit + 1 - distance - 1, limit + 1 + distance + 2));
    const next = frontier;
    for (let k = -distance; k <= distance; k += 2) {
      const down =
        k === -distance || (k !== distance && (next[limit + k] ?? 0) < (next[limit + 2 + k] ?? 0));
      let x = down ? (next[limit + 2 + k] ?? 0) : (next[limit + k] ?? 0) + 1;
      while (x < n && x - k < m && same(x, x - k)) x += 1;
      next[limit + 1 + k] = x;
      if (x >= n && x - k >= m) return backtrack(trace, n, m);
    }
    frontier = next;
  }
  return [];
}

function backtrack(trace: readonly Int32Array[], n: number, m: number): [number, number][] {
  const matches: [number, number][] = [];
  let x = n;
  let y = m;
  for (let distance = trace.length - 1; distance >= 0; distance -= 1) {
    const frontier = trace[distance] ?? new Int32Array();
    const at = (k: number): number => frontier[k + distance + 1] ?? 0;
    const k = x - y;
    const down = k === -distance || (k !== distance && at(k - 1) < at(k + 1));
    const previousK = down ? k + 1 : k - 1;
    const previousX = distance === 0 ? 0 : at(previousK);
    const previousY = distance === 0 ? 0 : previousX - previousK;
    const startX = distance === 0 ? 0 : down ? previousX : previousX + 1;
    while (x > startX) {
      x -= 1;
      y -= 1;
      matches.push([x, y]);
    }
    x = previousX;
    y = previousY;
  }
  return matches.reverse();
}

/** Git shows a run of added or deleted lines as late as equal lines allow; so do we, so that patches look the same. */
function slideDown(
  pairs: [number, number][],
  left: readonly string[],
  right: readonly string[],
): [number, number][] {
  for (let index = 0; index < pairs.length; index += 1) {
    const pair = pairs[index];
    const before = index === 0 ? [-1, -1] : pairs[index - 1];
    if (pair === undefined || before === undefined) continue;
    const [l, r] = pair;
    const [beforeLeft = -1, beforeRight = -1] = before;
    const onlyAdded = l === beforeLeft + 1 && r > beforeRight + 1;
    const onlyDeleted = r === beforeRight + 1 && l > beforeLeft + 1;
    if (onlyAdded && right[beforeRight + 1] === left[l]) pairs[index] = [l, beforeRight + 1];
    if (onlyDeleted && left[beforeLeft + 1] === right[r]) pairs[index] = [beforeLeft + 1, r];
  }
  return pairs;
}

function hunksOf(lines: readonly DiffLine[], left: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let from = -1;
  let lastChange = -1;
  const close = (): void => {
    if (from >= 0)
      hunks.push(
        hunkOf(lines.slice(from, Math.min(lines.length, lastChange + contextLines + 1)), left),
      );
    from = -1;
  };
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'context') continue;
    if (from >= 0 && index - lastChange > 2 * contextLines + 1) close();
    if (from < 0) from = Math.max(0, index - contextLines);
    lastChange = index;
  }
  close();
  return hunks;
}

function hunkOf(lines: readonly DiffLine[], left: readonly string[]): Hunk {
  const lefts = lines.flatMap((line) => line.left ?? []);
  const rights = lines.flatMap((line) => line.right ?? []);
  // Git's "@@ -0,0" for an empty side; elsewhere a side without lines names the line before.
  const firstLeft = lefts[0] ?? 0;
  const section = sectionBefore(left, firstLeft);
  const header = `@@ -${range(firstLeft, lefts.length)} +${range(rights[0] ?? 0, rights.length)} @@${section === '' ? '' : ` ${section}`}`;
  return { header, lines };
}

function range(first: number, count: number): string {
  return count === 1 ? String(first) : `${first},${count}`;
}

function sectionBefore(left: readonly string[], firstLeft: number): string {
  for (let index = firstLeft - 2; index >= 0; index -= 1) {
    const line = left[index] ?? '';
    if (/^[A-Za-z_$]/.test(line)) return line.trimEnd().slice(0, 80);
  }
  return '';
}
