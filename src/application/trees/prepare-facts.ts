import type { TreeFile } from '../../python/model/source-tree.ts';
import type { ParseHelper } from './parse-helper.ts';
import type { SourceParser } from './source-parser.ts';
import type { PreparableTree } from './source-tree.ts';

/** How many files are parsed between two chances for the parser to free native memory. */
const FILES_PER_BATCH = 32;

export interface Preparing {
  readonly parser: SourceParser;
  /** Takes batches from the end of the list while this thread begins at its start. */
  readonly helper?: ParseHelper | undefined;
  readonly onProgress?: (done: number) => void;
}

/** Builds the facts of many files ahead of a synchronous run, pausing so that native memory stays flat. */
export async function prepareFacts(
  tree: PreparableTree,
  files: readonly TreeFile[],
  { parser, helper, onProgress }: Preparing,
): Promise<void> {
  const open = { from: 0, to: files.length };
  let done = 0;
  const finish = (batch: readonly TreeFile[]): void => {
    done += batch.length;
    if (batch.length === FILES_PER_BATCH) onProgress?.(done);
  };
  const front = (): readonly TreeFile[] => {
    const batch = files.slice(open.from, Math.min(open.from + FILES_PER_BATCH, open.to));
    open.from += batch.length;
    return batch;
  };
  const back = (): readonly TreeFile[] => {
    const batch = files.slice(Math.max(open.from, open.to - FILES_PER_BATCH), open.to);
    open.to -= batch.length;
    return batch;
  };
  const beside = helper === undefined ? null : helped(tree, helper, { next: back, finish });
  for (let batch = front(); batch.length > 0; batch = front()) {
    for (const file of batch) tree.factsOf(file);
    finish(batch);
    await parser.releaseMemory();
  }
  await beside;
  await parser.releaseMemory();
}

interface Batches {
  next(): readonly TreeFile[];
  finish(batch: readonly TreeFile[]): void;
}

/** One batch is on its way while the facts of the one before are built. */
async function helped(tree: PreparableTree, helper: ParseHelper, batches: Batches): Promise<void> {
  const send = (): { batch: readonly TreeFile[]; taken: Promise<void> } => {
    const batch = batches.next();
    return { batch, taken: take(tree, helper, batch) };
  };
  let { batch, taken } = send();
  while (batch.length > 0) {
    const following = send();
    await taken;
    batches.finish(batch);
    ({ batch, taken } = following);
  }
}

/** A helper that is gone costs time and nothing else: the facts are built when they are asked for. */
async function take(
  tree: PreparableTree,
  helper: ParseHelper,
  batch: readonly TreeFile[],
): Promise<void> {
  const unparsed = batch.flatMap((file) => {
    const source = tree.unparsed(file);
    return source === null ? [] : [{ file, source }];
  });
  if (unparsed.length === 0) return;
  const parsed = await helper.parse(unparsed.map(({ source }) => source)).catch(() => null);
  if (parsed === null) {
    for (const { file } of unparsed) tree.factsOf(file);
    return;
  }
  for (const [index, { file }] of unparsed.entries()) {
    const one = parsed[index];
    if (one !== undefined) tree.takeParsed(file, one);
  }
}
