import type { TreeContents } from '../../application/trees/tree-contents.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';

/** Contents of files one behind the other, in memory that two threads share. */
export interface PackedSources {
  readonly bytes: SharedArrayBuffer;
  /** Where each file begins, and behind the last one the end. A file that could not be read takes no room. */
  readonly starts: readonly number[];
}

export function packSources(
  files: readonly TreeFile[],
  contents: Pick<TreeContents, 'read'>,
): PackedSources {
  const all = files.map((file) => contents.read(file));
  const starts = [0];
  for (const one of all) starts.push((starts.at(-1) ?? 0) + (one?.length ?? 0));
  const bytes = new SharedArrayBuffer(starts.at(-1) ?? 0);
  const target = new Uint8Array(bytes);
  for (const [index, content] of all.entries()) {
    if (content !== null) target.set(content, starts[index]);
  }
  return { bytes, starts };
}

/** A copy: text is not decoded from memory that is shared. */
export function sourceAt({ bytes, starts }: PackedSources, index: number): Uint8Array {
  const start = starts[index] ?? 0;
  const length = (starts[index + 1] ?? start) - start;
  // Set, not sliced: that goes byte by byte where memory is shared.
  const copy = new Uint8Array(length);
  copy.set(new Uint8Array(bytes, start, length));
  return copy;
}
