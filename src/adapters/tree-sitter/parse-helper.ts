import { Worker } from 'node:worker_threads';
import type { ParseHelper } from '../../application/trees/parse-helper.ts';
import { ok } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { KIND_NAMES } from '../../python/syntax/kinds.ts';
import type { ParseFailure, SyntaxTree } from '../../python/syntax/tree.ts';
import { createBrake } from './brake.ts';
import { FIELD_NAMES } from './node-buffer.ts';

/** A tree as it travels: what is the same for all of them, and what the asker has, stays. */
export type Columns = Omit<SyntaxTree, 'source' | 'kindNames' | 'fieldNames'>;

export interface ParseOrder {
  readonly id: number;
  readonly sources: readonly string[];
}

export interface ParseAnswer {
  readonly id: number;
  readonly parsed: readonly Result<Columns, ParseFailure>[];
}

interface Waiting {
  readonly sources: readonly string[];
  resolve(parsed: readonly Result<SyntaxTree, ParseFailure>[]): void;
  reject(error: Error): void;
}

/** Starts a parser on a thread of its own. */
export function startParseHelper(): ParseHelper {
  const brake = createBrake();
  const worker = new Worker(new URL('./parse-thread.ts', import.meta.url), {
    workerData: brake.memory,
  });
  const waiting = new Map<number, Waiting>();
  let gone: Error | null = null;
  let last = 0;

  /** The process may end when nobody waits for it. */
  const settle = (): void => {
    if (waiting.size > 0) worker.ref();
    else worker.unref();
  };
  const fail = (error: Error): void => {
    gone ??= error;
    for (const one of waiting.values()) one.reject(gone);
    waiting.clear();
  };
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      fail(new Error('The second parser ended.'));
      resolve();
    });
  });
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('message', ({ id, parsed }: ParseAnswer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    settle();
    asked?.resolve(wholeTrees(parsed, asked.sources));
  });
  settle();

  return {
    parse(sources) {
      if (gone !== null) return Promise.reject(gone);
      return new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { sources, resolve, reject });
        settle();
        const order: ParseOrder = { id: last, sources };
        worker.postMessage(order, []);
      });
    },
    async close() {
      await Promise.race([brake.pull(), ended]);
      await worker.terminate();
    },
  };
}

function wholeTrees(
  parsed: ParseAnswer['parsed'],
  sources: readonly string[],
): readonly Result<SyntaxTree, ParseFailure>[] {
  return parsed.map((one, index) => {
    const source = sources[index] ?? '';
    return one.ok
      ? ok({ ...one.value, source, kindNames: KIND_NAMES, fieldNames: FIELD_NAMES })
      : one;
  });
}
