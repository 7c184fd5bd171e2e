import type { TreeFile } from '../../python/model/source-tree.ts';

/** The raw contents of one tree: what an adapter (directory, git revision, GitHub) hands in. */
export interface TreeContents {
  /** Every file of the tree, sorted by path (code points). */
  readonly files: readonly TreeFile[];
  /** Bytes of a file, or null when they are not at hand. */
  read(file: TreeFile): Uint8Array | null;
}
