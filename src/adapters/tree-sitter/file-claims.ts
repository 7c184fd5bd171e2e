/** Who parses which file, in memory that two threads share: each file is parsed by one of them. */
export interface FileClaims {
  /** True when the file is the asker's from now on. */
  claim(index: number): boolean;
  /** Tells a thread that waits for it. */
  finish(index: number): void;
  /** Waits until the other thread has finished a file that it has claimed. False: it took too long, it may be gone. */
  awaitFinished(index: number): boolean;
}

const FREE = 0;
const CLAIMED = 1;
const FINISHED = 2;

/** Longer than a parse may take: the parser gives up by itself long before. */
const PATIENCE_MS = 20_000;

export function createClaimsMemory(files: number): SharedArrayBuffer {
  return new SharedArrayBuffer(files * Int32Array.BYTES_PER_ELEMENT);
}

export function fileClaims(memory: SharedArrayBuffer): FileClaims {
  const states = new Int32Array(memory);
  return {
    claim: (index) => Atomics.compareExchange(states, index, FREE, CLAIMED) === FREE,
    finish(index) {
      Atomics.store(states, index, FINISHED);
      Atomics.notify(states, index);
    },
    awaitFinished(index) {
      return Atomics.wait(states, index, CLAIMED, PATIENCE_MS) !== 'timed-out';
    },
  };
}
