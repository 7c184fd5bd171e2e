/** Questions about the commit graph: merge base, what one side has that the other has not. */
import type { Commit, ObjectStore } from './object-store.ts';

export interface Divergence {
  /** The best common ancestor; undefined for unrelated histories. */
  readonly mergeBase: string | undefined;
  /** Commits of head that base does not have, newest first. */
  readonly ahead: readonly Commit[];
  /** Commits of base that head does not have, newest first. */
  readonly behind: readonly Commit[];
}

const ofBase = 1;
const ofHead = 2;
const common = ofBase | ofHead;
const stale = 4;

/** Git's "paint down to common": walk both sides by date, newest first, until only common ancestors are left. */
export async function divergence(
  store: ObjectStore,
  base: string,
  head: string,
): Promise<Divergence> {
  const paint = new Map<string, number>();
  const seen = new Map<string, Commit>();
  const queue: Commit[] = [];
  const visit = async (sha: string, colours: number): Promise<void> => {
    const before = paint.get(sha) ?? 0;
    if ((before & colours) === colours) return;
    paint.set(sha, before | colours);
    const commit = await store.commit(sha);
    if (commit === undefined) return;
    seen.set(sha, commit);
    insertByDate(queue, commit);
  };
  await visit(base, ofBase);
  await visit(head, ofHead);
  const results: string[] = [];
  while (queue.some((commit) => ((paint.get(commit.sha) ?? 0) & stale) === 0)) {
    const commit = queue.pop();
    if (commit === undefined) break;
    let colours = paint.get(commit.sha) ?? 0;
    if ((colours & (common | stale)) === common) {
      if (!results.includes(commit.sha)) results.push(commit.sha);
      colours |= stale;
    }
    for (const parent of commit.parents) await visit(parent, colours);
  }
  const bases = results.filter((sha) => ((paint.get(sha) ?? 0) & stale) === 0);
  const only = (side: number): Commit[] =>
    [...seen.values()].filter((commit) => (paint.get(commit.sha) ?? 0) === side).sort(newestFirst);
  return { mergeBase: bases[0], ahead: only(ofHead), behind: only(ofBase) };
}

function insertByDate(queue: Commit[], commit: Commit): void {
  // Newest at the end; a binary search keeps long histories cheap.
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((queue[middle]?.committer.at ?? 0) < commit.committer.at) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, commit);
}

function newestFirst(a: Commit, b: Commit): number {
  return b.committer.at - a.committer.at || (a.sha < b.sha ? -1 : 1);
}
