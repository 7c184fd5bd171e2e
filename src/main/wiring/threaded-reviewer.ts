import { parentPort, Worker, workerData } from 'node:worker_threads';
import { openBlobReader } from '../../adapters/store/blob-cache.ts';
import {
  createBrake,
  pedalOf,
  type Brake,
  type BrakePedal,
} from '../../adapters/tree-sitter/index.ts';
import type { Reviewer, ReviewRequest } from '../../application/reviewer.ts';
import type { TreeContents } from '../../application/trees/tree-contents.ts';
import type { Review } from '../../domain/review.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';

/**
 * Reviews on a thread of their own. A review computes for seconds without a pause; on the thread that serves webhooks and tells the
 * queue that its jobs are alive, webhooks would wait and the jobs would be taken for a dead worker's and done twice.
 *
 * Contents do not travel: the thread reads them from the file of the blob cache.
 */
export interface ThreadedReviewer extends Reviewer {
  /** Starts the thread. Fails when its rules or its knowledge are broken. */
  start(): Promise<void>;
  /** Ends the thread; a review that runs is given up. */
  close(): Promise<void>;
}

interface ThreadData {
  /** File of the blob cache. */
  readonly blobs: string;
  /** Memory of the parser's brake. */
  readonly brake: SharedArrayBuffer;
}

/** A thread, and what stops its parser. */
interface ReviewThread {
  readonly worker: Worker;
  readonly brake: Brake;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<unknown>;
}

/** A request as it travels: trees by their files alone. */
type Order = Pick<ReviewRequest, 'config' | 'today' | 'skipped' | 'under'> & {
  readonly head: readonly TreeFile[];
  readonly base: readonly TreeFile[] | null;
};

type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reviewed'; readonly review: Review }
  | { readonly kind: 'failed'; readonly error: unknown };

/** `script` is the module of the thread; it calls `serveReviews`. */
export function createThreadedReviewer(options: {
  readonly script: URL;
  readonly blobs: string;
}): ThreadedReviewer {
  let thread: Promise<ReviewThread> | null = null;
  /** Reviews wait for each other: there is one thread, and ending a hung one must harm no other. */
  let last: Promise<unknown> = Promise.resolve();

  function running(): Promise<ReviewThread> {
    if (thread !== null) return thread;
    const starting = startThread(options.script, options.blobs).then((started) => {
      started.worker.once('exit', () => {
        if (thread === starting) thread = null;
      });
      return started;
    });
    thread = starting;
    return starting;
  }

  async function end(): Promise<void> {
    const ending = thread;
    thread = null;
    await ending?.then(endThread, () => undefined);
  }

  async function reviewNext(request: ReviewRequest): Promise<Review> {
    request.signal?.throwIfAborted();
    try {
      return await reviewOn((await running()).worker, request);
    } catch (error) {
      // It may hang, or be gone: the next review gets another.
      await end();
      throw error;
    }
  }

  return {
    async start() {
      await running();
    },
    review(request) {
      const turn = last.then(() => reviewNext(request));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: end,
  };
}

async function startThread(script: URL, blobs: string): Promise<ReviewThread> {
  const brake = createBrake();
  const data: ThreadData = { blobs, brake: brake.memory };
  const worker = new Worker(script, { workerData: data });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  // Told to whoever waits for an answer; a thread that fails while nobody does must not end the process.
  worker.on('error', () => undefined);
  const answer = await answerOf(worker);
  if (answer.kind === 'ready') {
    // The process ends when everything else has: nothing is owed to a thread without a review.
    worker.unref();
    return { worker, brake, ended };
  }
  await endThread({ worker, brake, ended });
  throw answer.kind === 'failed' ? answer.error : new Error('The review thread did not start.');
}

/** Ended in the middle of a parse, a thread would take the process with it. */
async function endThread({ worker, brake, ended }: ReviewThread): Promise<void> {
  await Promise.race([brake.pull(), ended]);
  await worker.terminate();
}

async function reviewOn(worker: Worker, request: ReviewRequest): Promise<Review> {
  const { head, base, config, today, skipped, under, signal } = request;
  const order: Order = {
    head: head.files,
    base: base?.files ?? null,
    config,
    today,
    ...(skipped === undefined ? {} : { skipped }),
    ...(under === undefined ? {} : { under }),
  };
  const answered = answerOf(worker, signal);
  worker.ref();
  worker.postMessage(order, []);
  try {
    const answer = await answered;
    if (answer.kind === 'reviewed') return answer.review;
    throw answer.kind === 'failed' ? answer.error : new Error('The review thread lost its order.');
  } finally {
    worker.unref();
  }
}

/** The thread's next word. Fails when the thread ends before, or when nobody waits for it any more. */
function answerOf(worker: Worker, signal?: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      finish();
    };
    const onMessage = (answer: Answer): void => settle(() => resolve(answer));
    const onError = (error: unknown): void => settle(() => reject(error));
    const onExit = (): void => settle(() => reject(new Error('The review thread ended.')));
    const onAbort = (): void => settle(() => reject(signal?.reason));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort);
  });
}

/** For the thread's parser. */
export function pedalOfThread(): BrakePedal {
  return pedalOf((workerData as ThreadData).brake);
}

/** The thread's side: answers one order after the other. */
export function serveReviews(reviewer: Reviewer): void {
  if (parentPort === null) throw new Error('Reviews are served on a thread only.');
  const port = parentPort;
  // The thread is started by the function above and by nobody else.
  const blobs = openBlobReader((workerData as ThreadData).blobs);
  const contentsOf = (files: readonly TreeFile[]): TreeContents => ({
    files,
    read: (file) => blobs.get(file.blob),
  });
  const say = (answer: Answer): void => port.postMessage(answer);
  port.on('message', ({ head, base, ...request }: Order) => {
    reviewer
      .review({
        ...request,
        head: contentsOf(head),
        base: base === null ? null : contentsOf(base),
      })
      .then(
        (review) => say({ kind: 'reviewed', review }),
        (error: unknown) => say({ kind: 'failed', error }),
      );
  });
  say({ kind: 'ready' });
}
