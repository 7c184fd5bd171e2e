/** The changed files of a comparison with their patches, cut where GitHub cuts them. */
import type { Hunk } from './diff.ts';
import { diffTexts, patchText } from './diff.ts';
import type { ObjectStore } from './object-store.ts';
import type { FileChange } from './tree-diff.ts';
import { changedFiles } from './tree-diff.ts';

export interface FileDiff {
  readonly change: FileChange;
  readonly additions: number;
  readonly deletions: number;
  /** Empty for binary files, pure renames and diffs beyond every limit: no line of them takes a comment. */
  readonly hunks: readonly Hunk[];
  /** Absent where GitHub leaves it out, although lines may still take comments. */
  readonly patch: string | undefined;
}

/** GitHub's published limits of a diff; and the size above which the files API was seen to leave the patch out. */
const linesPerFile = 20_000;
const bytesPerFile = 500_000;
const servedChangesPerFile = 2_000;
const servedLinesPerDiff = 20_000;
const servedBytesPerDiff = 1_000_000;

export class FileDiffs {
  readonly #store: ObjectStore;
  readonly #cache = new Map<string, Promise<readonly FileDiff[]>>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Differences between the trees of two commits, in the order of their paths; `base` undefined compares with the empty tree. */
  between(base: string | undefined, head: string): Promise<readonly FileDiff[]> {
    const key = `${base ?? ''}..${head}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const computed = this.#compute(base, head);
    this.#cache.set(key, computed);
    return computed;
  }

  async #compute(base: string | undefined, head: string): Promise<readonly FileDiff[]> {
    const baseTree = base === undefined ? undefined : (await this.#store.commit(base))?.tree;
    const headTree = (await this.#store.commit(head))?.tree ?? '';
    const diffs: FileDiff[] = [];
    let lines = 0;
    let bytes = 0;
    for (const change of await changedFiles(this.#store, baseTree, headTree)) {
      const diff = await this.#diffOf(change);
      lines += diff.additions + diff.deletions;
      bytes += diff.patch?.length ?? 0;
      const served = lines <= servedLinesPerDiff && bytes <= servedBytesPerDiff;
      diffs.push(served ? diff : { ...diff, patch: undefined });
    }
    return diffs;
  }

  async #diffOf(change: FileChange): Promise<FileDiff> {
    const base = await this.#content(change.baseSha);
    const head = await this.#content(change.headSha);
    const none = { change, additions: 0, deletions: 0, hunks: [], patch: undefined };
    if (base === undefined || head === undefined || change.baseSha === change.headSha) return none;
    const diff = diffTexts(base.toString('utf8'), head.toString('utf8'));
    const counted = { change, additions: diff.additions, deletions: diff.deletions };
    const shown = diff.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
    const patch = patchText(diff);
    if (diff.hunks.length === 0 || shown > linesPerFile || patch.length > bytesPerFile)
      return { ...counted, hunks: [], patch: undefined };
    const served = diff.additions + diff.deletions <= servedChangesPerFile;
    return { ...counted, hunks: diff.hunks, patch: served ? patch : undefined };
  }

  /** The text of a side; undefined when it is binary or its object is missing (a submodule's commit always is). */
  async #content(sha: string | undefined): Promise<Buffer | undefined> {
    if (sha === undefined) return Buffer.alloc(0);
    const blob = await this.#store.blob(sha);
    return blob === undefined || isBinary(blob) ? undefined : blob;
  }
}

/** Git's own test: a NUL among the first 8000 bytes. */
export function isBinary(content: Buffer): boolean {
  return content.subarray(0, 8_000).includes(0);
}
