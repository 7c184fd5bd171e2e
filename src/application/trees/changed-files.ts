import { diffArrays } from 'diff';
import type { ChangedFile, LineRange, OtherChange } from '../../domain/changed-file.ts';
import type { AskedFor } from '../../engine/asked-files.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';
import { isPython, isUnreadBlob } from './reviewed-files.ts';
import type { TreeContents } from './tree-contents.ts';

/** Edits beyond this many lines are not aligned line by line: the whole file counts as changed. */
const MAX_EDITS = 5_000;
/** A deleted and an added file are a rename when this share of lines is common. Git's own default. */
const RENAME_SIMILARITY = 0.5;
/** Pairs of files compared for renames at the most, so that a mass move stays cheap. */
const MAX_RENAME_PAIRS = 4_000;

interface Pair {
  readonly base: TreeFile | null;
  readonly head: TreeFile | null;
}

/**
 * The Python files that differ between two trees, with their changed lines; renames are found by content. The same answer
 * wherever the trees come from, so that command line and App agree.
 */
export function changedFilesOf(base: TreeContents, head: TreeContents): ChangedFile[] {
  return readChanges(base, head, isPython);
}

/**
 * The other files that differ. Those that are asked for are read like Python; of the rest only the names count: they have no
 * lines, and one that moved is a removed and an added one.
 */
export function otherChangesOf(
  base: TreeContents,
  head: TreeContents,
  isAskedFor: AskedFor,
): OtherChange[] {
  const sizes = new Map(head.files.map(({ path, size }) => [path, size]));
  const isOther = (path: string): boolean => !isPython(path) && !isAskedFor(path);
  const { pairs, added, deleted } = comparedByPath(base, head, {
    isMeant: isOther,
    isSame: hasSameId,
  });
  const unread = [
    ...pairs,
    ...added.map((file) => ({ base: null, head: file })),
    ...deleted.map((file) => ({ base: file, head: null })),
  ].map((pair) => changedFileOf(pair, [], []));
  const changes = [...readChanges(base, head, isAskedFor), ...unread].map((file): OtherChange => ({
    ...file,
    status: statusOf(file),
    size: file.headPath === null ? null : (sizes.get(file.headPath) ?? null),
  }));
  return sortedByPath(changes);
}

function statusOf({ basePath, headPath }: ChangedFile): OtherChange['status'] {
  if (basePath === null) return 'added';
  if (headPath === null) return 'removed';
  return basePath === headPath ? 'modified' : 'renamed';
}

function readChanges(
  base: TreeContents,
  head: TreeContents,
  isMeant: (path: string) => boolean,
): ChangedFile[] {
  const changed = pairsOf(base, head, isMeant).map((pair) =>
    changedFileOf(pair, linesOf(base, pair.base), linesOf(head, pair.head)),
  );
  return sortedByPath(changed);
}

function sortedByPath<T extends ChangedFile>(files: T[]): T[] {
  return files.sort((a, b) =>
    (a.headPath ?? a.basePath ?? '') < (b.headPath ?? b.basePath ?? '') ? -1 : 1,
  );
}

function pairsOf(
  base: TreeContents,
  head: TreeContents,
  isMeant: (path: string) => boolean,
): Pair[] {
  const { pairs, added, deleted } = comparedByPath(base, head, {
    isMeant,
    isSame: (before, after) =>
      hasSameId(before, after) &&
      (!isUnread(before, after) || hasSameBytes(base.read(before), head.read(after))),
  });
  const renames = renamesOf(base, deleted, head, added);
  for (const file of added) pairs.push({ base: renames.get(file.path) ?? null, head: file });
  const renamed = new Set([...renames.values()].map((file) => file.path));
  for (const file of deleted) if (!renamed.has(file.path)) pairs.push({ base: file, head: null });
  return pairs;
}

interface Comparing {
  readonly isMeant: (path: string) => boolean;
  readonly isSame: (before: TreeFile, after: TreeFile) => boolean;
}

function comparedByPath(
  base: TreeContents,
  head: TreeContents,
  { isMeant, isSame }: Comparing,
): { readonly pairs: Pair[]; readonly added: TreeFile[]; readonly deleted: TreeFile[] } {
  const baseByPath = filesByPath(base);
  const headByPath = filesByPath(head);
  const pairs: Pair[] = [];
  const added: TreeFile[] = [];
  // Nearly all files are as they were: only what differs is asked about.
  for (const [path, file] of headByPath) {
    const before = baseByPath.get(path);
    if (before !== undefined && before.blob === file.blob && !isUnreadBlob(file.blob)) continue;
    if (!isMeant(path)) continue;
    if (before === undefined) added.push(file);
    else if (!isSame(before, file)) pairs.push({ base: before, head: file });
  }
  const deleted = [...baseByPath.values()].filter(
    ({ path }) => !headByPath.has(path) && isMeant(path),
  );
  return { pairs, added, deleted };
}

/** A file of a folder that was not read has no id: its size speaks for it. */
function hasSameId(before: TreeFile, after: TreeFile): boolean {
  return isUnread(before, after) ? before.size === after.size : before.blob === after.blob;
}

function isUnread(before: TreeFile, after: TreeFile): boolean {
  return isUnreadBlob(before.blob) || isUnreadBlob(after.blob);
}

function hasSameBytes(before: Uint8Array | null, after: Uint8Array | null): boolean {
  return before !== null && after !== null && Buffer.compare(before, after) === 0;
}

const byPath = new WeakMap<TreeContents, ReadonlyMap<string, TreeFile>>();

function filesByPath(tree: TreeContents): ReadonlyMap<string, TreeFile> {
  const known = byPath.get(tree) ?? new Map(tree.files.map((file) => [file.path, file]));
  byPath.set(tree, known);
  return known;
}

/** Head path → base file, best matches first; each file is used once. */
function renamesOf(
  base: TreeContents,
  deleted: readonly TreeFile[],
  head: TreeContents,
  added: readonly TreeFile[],
): Map<string, TreeFile> {
  const renames = new Map<string, TreeFile>();
  const taken = new Set<string>();
  const accept = (from: TreeFile, to: TreeFile): void => {
    if (taken.has(from.path) || renames.has(to.path)) return;
    renames.set(to.path, from);
    taken.add(from.path);
  };
  for (const to of added) {
    const from = deleted.find(
      (file) =>
        file.blob === to.blob && file.size > 0 && !isUnreadBlob(file.blob) && !taken.has(file.path),
    );
    if (from !== undefined) accept(from, to);
  }
  for (const match of similarPairs(base, deleted, head, added)) accept(match.from, match.to);
  return renames;
}

function similarPairs(
  base: TreeContents,
  deleted: readonly TreeFile[],
  head: TreeContents,
  added: readonly TreeFile[],
): { readonly from: TreeFile; readonly to: TreeFile }[] {
  if (deleted.length * added.length > MAX_RENAME_PAIRS) return [];
  const bags = new Map(deleted.map((file) => [file.path, bagOf(linesOf(base, file))]));
  const matches: { from: TreeFile; to: TreeFile; score: number }[] = [];
  for (const to of added) {
    const lines = linesOf(head, to);
    for (const from of deleted) {
      const score = similarity(bags.get(from.path) ?? new Map(), lines);
      if (score >= RENAME_SIMILARITY) matches.push({ from, to, score });
    }
  }
  return matches.sort((a, b) => b.score - a.score || (a.to.path < b.to.path ? -1 : 1));
}

function bagOf(lines: readonly string[]): Map<string, number> {
  const bag = new Map<string, number>();
  for (const line of lines) if (line.trim() !== '') bag.set(line, (bag.get(line) ?? 0) + 1);
  return bag;
}

function similarity(bag: ReadonlyMap<string, number>, lines: readonly string[]): number {
  const left = new Map(bag);
  let common = 0;
  let total = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    total += 1;
    const count = left.get(line) ?? 0;
    if (count === 0) continue;
    common += 1;
    left.set(line, count - 1);
  }
  let size = 0;
  for (const count of bag.values()) size += count;
  return Math.max(size, total) === 0 ? 0 : common / Math.max(size, total);
}

function linesOf(tree: TreeContents, file: TreeFile | null): string[] {
  const bytes = file === null ? null : tree.read(file);
  if (bytes === null || bytes.length === 0) return [];
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function changedFileOf(
  pair: Pair,
  before: readonly string[],
  after: readonly string[],
): ChangedFile {
  const { added, removed } = changedLines(before, after);
  return { basePath: pair.base?.path ?? null, headPath: pair.head?.path ?? null, added, removed };
}

function changedLines(
  before: readonly string[],
  after: readonly string[],
): { added: LineRange[]; removed: LineRange[] } {
  const added: LineRange[] = [];
  const removed: LineRange[] = [];
  const edits = diffArrays([...before], [...after], { maxEditLength: MAX_EDITS });
  if (edits === undefined) return { added: wholeOf(after), removed: wholeOf(before) };
  let baseLine = 1;
  let headLine = 1;
  for (const edit of edits) {
    const count = edit.value.length;
    if (edit.added) added.push({ start: headLine, end: headLine + count - 1 });
    if (edit.removed) removed.push({ start: baseLine, end: baseLine + count - 1 });
    if (!edit.removed) headLine += count;
    if (!edit.added) baseLine += count;
  }
  return { added, removed };
}

function wholeOf(lines: readonly string[]): LineRange[] {
  return lines.length === 0 ? [] : [{ start: 1, end: lines.length }];
}
