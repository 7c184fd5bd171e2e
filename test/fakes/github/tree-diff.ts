/** Which files differ between two trees, with renames found the way git finds them: same content first, then at least half alike. */
import type { ObjectStore, TreeEntry } from './object-store.ts';
import { isDirectory } from './object-store.ts';
import { splitLines } from './diff.ts';

export type FileStatus = 'added' | 'removed' | 'modified' | 'renamed' | 'changed';

/** One changed file between base and head; the ids are undefined on the side where it does not exist. */
export interface FileChange {
  readonly status: FileStatus;
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly baseSha: string | undefined;
  readonly headSha: string | undefined;
}

interface Side {
  readonly path: string;
  readonly entry: TreeEntry;
}

/** Git gives up on inexact renames above this many candidates on a side. */
const renameLimit = 1_000;
const minimumLikeness = 0.5;

export async function changedFiles(
  store: ObjectStore,
  baseTree: string | undefined,
  headTree: string,
): Promise<FileChange[]> {
  const { removed, added, changes } = await differences(store, baseTree, headTree);
  const renames = await findRenames(store, removed, added);
  for (const [from, to] of renames) {
    changes.push({
      status: 'renamed',
      path: to.path,
      previousPath: from.path,
      baseSha: from.entry.sha,
      headSha: to.entry.sha,
    });
  }
  const gone = new Set([...renames].map(([from]) => from));
  const renamed = new Set([...renames].map(([, to]) => to));
  for (const side of removed.filter((item) => !gone.has(item))) {
    changes.push({
      status: 'removed',
      path: side.path,
      previousPath: undefined,
      baseSha: side.entry.sha,
      headSha: undefined,
    });
  }
  for (const side of added.filter((item) => !renamed.has(item))) {
    changes.push({
      status: 'added',
      path: side.path,
      previousPath: undefined,
      baseSha: undefined,
      headSha: side.entry.sha,
    });
  }
  return changes.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

interface Differences {
  readonly removed: Side[];
  readonly added: Side[];
  readonly changes: FileChange[];
}

async function differences(
  store: ObjectStore,
  baseTree: string | undefined,
  headTree: string,
): Promise<Differences> {
  const found: Differences = { removed: [], added: [], changes: [] };
  const pending: { prefix: string; base: string | undefined; head: string | undefined }[] = [
    { prefix: '', base: baseTree, head: headTree },
  ];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const { prefix } = pair;
    const base = await entriesByName(store, pair.base);
    const head = await entriesByName(store, pair.head);
    for (const name of new Set([...base.keys(), ...head.keys()])) {
      const left = base.get(name);
      const right = head.get(name);
      if (left?.sha === right?.sha && left?.mode === right?.mode) continue;
      const leftTree = left !== undefined && isDirectory(left) ? left.sha : undefined;
      const rightTree = right !== undefined && isDirectory(right) ? right.sha : undefined;
      if (leftTree !== undefined || rightTree !== undefined)
        pending.push({ prefix: `${prefix}${name}/`, base: leftTree, head: rightTree });
      recordFile(found, prefix + name, {
        left: leftTree === undefined ? left : undefined,
        right: rightTree === undefined ? right : undefined,
      });
    }
  }
  return found;
}

function recordFile(
  found: Differences,
  path: string,
  sides: { left: TreeEntry | undefined; right: TreeEntry | undefined },
): void {
  const { left, right } = sides;
  if (left === undefined && right !== undefined) found.added.push({ path, entry: right });
  if (left !== undefined && right === undefined) found.removed.push({ path, entry: left });
  if (left === undefined || right === undefined) return;
  const status = left.sha === right.sha ? 'changed' : 'modified';
  found.changes.push({
    status,
    path,
    previousPath: undefined,
    baseSha: left.sha,
    headSha: right.sha,
  });
}

async function entriesByName(
  store: ObjectStore,
  tree: string | undefined,
): Promise<Map<string, TreeEntry>> {
  const entries = tree === undefined ? [] : ((await store.tree(tree)) ?? []);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

async function findRenames(
  store: ObjectStore,
  removed: readonly Side[],
  added: readonly Side[],
): Promise<Map<Side, Side>> {
  const renames = new Map<Side, Side>();
  const taken = new Set<Side>();
  for (const to of added) {
    const same = removed.filter((from) => from.entry.sha === to.entry.sha && !renames.has(from));
    const from =
      same.find((candidate) => baseName(candidate.path) === baseName(to.path)) ?? same[0];
    if (from === undefined) continue;
    renames.set(from, to);
    taken.add(to);
  }
  const sources = removed.filter((from) => !renames.has(from));
  const targets = added.filter((to) => !taken.has(to));
  if (sources.length * targets.length > renameLimit * renameLimit) return renames;
  const pairs = await alikePairs(store, sources, targets);
  for (const { from, to } of pairs) {
    if (renames.has(from) || taken.has(to)) continue;
    renames.set(from, to);
    taken.add(to);
  }
  return renames;
}

interface Pair {
  readonly from: Side;
  readonly to: Side;
  readonly likeness: number;
}

async function alikePairs(
  store: ObjectStore,
  sources: readonly Side[],
  targets: readonly Side[],
): Promise<Pair[]> {
  const left = await Promise.all(sources.map((side) => weightOf(store, side)));
  const right = await Promise.all(targets.map((side) => weightOf(store, side)));
  const pairs: Pair[] = [];
  for (const a of left) {
    for (const b of right) {
      if (Math.min(a.size, b.size) < Math.max(a.size, b.size) * minimumLikeness || a.size === 0)
        continue;
      const likeness = likenessOf(a, b);
      if (likeness >= minimumLikeness) pairs.push({ from: a.side, to: b.side, likeness });
    }
  }
  const nameScore = (pair: Pair): number =>
    baseName(pair.from.path) === baseName(pair.to.path) ? 1 : 0;
  return pairs.sort(
    (a, b) =>
      b.likeness - a.likeness || nameScore(b) - nameScore(a) || (a.to.path < b.to.path ? -1 : 1),
  );
}

interface Weight {
  readonly side: Side;
  readonly size: number;
  readonly lines: ReadonlyMap<string, number>;
}

async function weightOf(store: ObjectStore, side: Side): Promise<Weight> {
  const text = ((await store.blob(side.entry.sha)) ?? Buffer.alloc(0)).toString('latin1');
  const lines = new Map<string, number>();
  for (const line of splitLines(text)) lines.set(line, (lines.get(line) ?? 0) + 1);
  return { side, size: text.length, lines };
}

function likenessOf(a: Weight, b: Weight): number {
  let copied = 0;
  for (const [line, count] of a.lines)
    copied += line.length * Math.min(count, b.lines.get(line) ?? 0);
  return copied / Math.max(a.size, b.size);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
