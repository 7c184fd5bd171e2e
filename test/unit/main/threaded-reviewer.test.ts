import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BlobCache } from '../../../src/adapters/store/blob-cache.ts';
import { openBlobCache } from '../../../src/adapters/store/blob-cache.ts';
import type { ReviewRequest } from '../../../src/application/reviewer.ts';
import { defaultConfig } from '../../../src/engine/config.ts';
import type { ThreadedReviewer } from '../../../src/main/wiring/threaded-reviewer.ts';
import { createThreadedReviewer } from '../../../src/main/wiring/threaded-reviewer.ts';

let blobs: BlobCache;
let reviewer: ThreadedReviewer;

beforeEach(() => {
  blobs = openBlobCache({ folder: null, maxBytes: 1_000_000 });
  reviewer = reviewerOn(new URL('./obedient-thread.ts', import.meta.url));
});

afterEach(async () => {
  await reviewer.close();
  blobs.close();
});

function reviewerOn(script: URL): ThreadedReviewer {
  return createThreadedReviewer({ script, blobs: blobs.file });
}

function request(today: string, changes: Partial<ReviewRequest> = {}): ReviewRequest {
  const files = [{ path: 'app/pay.py', blob: 'pay', size: 6 }];
  const head = { files, read: () => null };
  return { head, base: null, config: defaultConfig, today, ...changes };
}

describe('reviews on a thread of their own', () => {
  it('read contents from the cache, what is put later too', async () => {
    await reviewer.start();
    blobs.put('pay', Buffer.from('x = 1\n'));
    expect((await reviewer.review(request('2026-01-01'))).digest).toBe('x = 1\n');
  });

  it('leave the thread of the service free, and wait for each other', async () => {
    blobs.put('pay', Buffer.from('x = 1\n'));
    const ended: string[] = [];
    const computing = reviewer.review(request('wait')).then(() => ended.push('computing'));
    const waiting = reviewer.review(request('2026-01-01')).then(() => ended.push('waiting'));
    await reviewer.start();
    expect(ended).toEqual([]);
    // It computes without a pause and ends all the same: what it waits for is done here.
    blobs.put('go', new Uint8Array());
    await Promise.all([computing, waiting]);
    expect(ended).toEqual(['computing', 'waiting']);
  });

  it('fail as the engine fails, and go on', async () => {
    await expect(reviewer.review(request('fail'))).rejects.toThrow('this rule is broken');
    await expect(reviewer.review(request('die'))).rejects.toThrow('the thread is dead');
    expect((await reviewer.review(request('2026-01-01'))).digest).toBe('');
  });

  it('are given up when nobody waits for them, even if they never pause', async () => {
    const left = new AbortController();
    const hung = reviewer.review(request('wait', { signal: left.signal }));
    const next = reviewer.review(request('2026-01-01'));
    await reviewer.start();
    left.abort(new Error('taken away'));
    await expect(hung).rejects.toThrow('taken away');
    expect((await next).digest).toBe('');
    await expect(reviewer.review(request('2026-01-01', { signal: left.signal }))).rejects.toThrow(
      'taken away',
    );
  });

  it('are given up in the middle of a parse, and the process lives on', async () => {
    const parsing = reviewerOn(new URL('./parsing-thread.ts', import.meta.url));
    for (let round = 0; round < 3; round++) {
      const left = new AbortController();
      await parsing.start();
      const endless = parsing.review(request('parse', { signal: left.signal }));
      await delay(60);
      left.abort(new Error('taken away'));
      await expect(endless).rejects.toThrow('taken away');
    }
    expect((await parsing.review(request('2026-01-01'))).findings).toEqual([]);
    const last = parsing.review(request('parse'));
    await delay(60);
    // The thread may still get a word out before it ends.
    const told = expect(last).rejects.toThrow(/Parsing was stopped|The review thread ended/u);
    await Promise.all([parsing.close(), told]);
  });

  it('refuse to start when the installation is broken', async () => {
    const broken = reviewerOn(new URL('./broken-thread.ts', import.meta.url));
    await expect(broken.start()).rejects.toThrow('Broken rules: none');
    await broken.close();
  });
});
