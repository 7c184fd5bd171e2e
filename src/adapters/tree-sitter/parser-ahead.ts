import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { ParserAhead } from '../../application/trees/parser-ahead.ts';
import type { TreeContents } from '../../application/trees/tree-contents.ts';
import type { Result } from '../../domain/result.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';
import type { TreeColumns } from '../../python/syntax/columns.ts';
import type { ParseFailure } from '../../python/syntax/tree.ts';
import { createBrake } from './brake.ts';
import { createClaimsMemory, fileClaims } from './file-claims.ts';
import { packSources, type PackedSources } from './packed-sources.ts';

/** What the thread is started with. */
export interface ThreadOrder {
  readonly sources: PackedSources;
  readonly claims: SharedArrayBuffer;
  readonly brake: SharedArrayBuffer;
  /** Where the trees go: `ParsedFile`, each before its claim is finished. */
  readonly port: MessagePort;
}

/** Number of the file in the order. */
export type ParsedFile = readonly [number, Result<TreeColumns, ParseFailure>];

/**
 * Starts a parser on a thread of its own, over these files in their order. `onFailure` is told when it dies of an error;
 * nothing is lost then but time.
 */
export function startParserAhead(
  files: readonly TreeFile[],
  contents: Pick<TreeContents, 'read'>,
  onFailure: (error: unknown) => void,
): ParserAhead {
  const indices = new Map(files.map((file, index) => [file.path, index]));
  const memory = createClaimsMemory(files.length);
  const claims = fileClaims(memory);
  const sources = packSources(files, contents);
  const thread = startThread({ sources, claims: memory }, onFailure);
  return {
    take(file) {
      const index = indices.get(file.path);
      if (index === undefined || claims.claim(index)) return null;
      const one = thread.parsed(index);
      if (one !== null || thread.isGone()) return one;
      if (!claims.awaitFinished(index)) thread.giveUp();
      return thread.parsed(index);
    },
    close: thread.close,
  };
}

interface ParsingThread {
  /** What has arrived of a file, given out once. */
  parsed(index: number): ParsedFile[1] | null;
  isGone(): boolean;
  /** It is waited for no more. */
  giveUp(): void;
  readonly close: () => Promise<void>;
}

function startThread(
  work: Pick<ThreadOrder, 'sources' | 'claims'>,
  onFailure: (error: unknown) => void,
): ParsingThread {
  const brake = createBrake();
  const { port1: inbox, port2: port } = new MessageChannel();
  const worker = new Worker(new URL('./parse-thread.ts', import.meta.url), {
    workerData: { ...work, brake: brake.memory, port } satisfies ThreadOrder,
    transferList: [port],
  });
  const arrived = new Map<number, ParsedFile[1]>();
  let isGone = false;
  let isClosing = false;
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      isGone = true;
      resolve();
    });
  });
  worker.on('error', (error) => {
    if (!isClosing) onFailure(error);
  });
  return {
    parsed(index) {
      if (!arrived.has(index)) receiveAll(inbox, arrived);
      const one = arrived.get(index) ?? null;
      arrived.delete(index);
      return one;
    },
    isGone: () => isGone,
    giveUp() {
      isGone = true;
    },
    async close() {
      isClosing = true;
      inbox.close();
      await Promise.race([brake.pull(), ended]);
      await worker.terminate();
    },
  };
}

/** Read by hand: whoever asks computes without a pause, so that no event would tell of a message. */
function receiveAll(inbox: MessagePort, arrived: Map<number, ParsedFile[1]>): void {
  let next = receiveMessageOnPort(inbox);
  for (; next !== undefined; next = receiveMessageOnPort(inbox)) {
    const [index, one] = next.message as ParsedFile;
    arrived.set(index, one);
  }
}
