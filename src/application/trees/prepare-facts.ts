import type { SourceTree, TreeFile } from '../../python/model/source-tree.ts';
import type { SourceParser } from './source-parser.ts';

/** How many files are parsed between two chances for the parser to free native memory. */
const FILES_PER_BATCH = 32;

export interface Preparing {
  readonly parser: SourceParser;
  readonly onProgress?: (done: number) => void;
}

/** Builds the facts of many files ahead of a synchronous run, pausing so that native memory stays flat. */
export async function prepareFacts(
  tree: SourceTree,
  files: readonly TreeFile[],
  { parser, onProgress }: Preparing,
): Promise<void> {
  for (let from = 0; from < files.length; from += FILES_PER_BATCH) {
    const batch = files.slice(from, from + FILES_PER_BATCH);
    for (const file of batch) tree.factsOf(file);
    if (batch.length === FILES_PER_BATCH) onProgress?.(from + batch.length);
    await parser.releaseMemory();
  }
}
