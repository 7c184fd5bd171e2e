import { setTimeout as delay } from 'node:timers/promises';

/**
 * Stops a parser that works on another thread. A thread that is ended while the native parser runs takes the whole process with
 * it (the parser cannot report progress any more), so that it has to be out of there first.
 */
export interface Brake {
  /** Shared with the thread. */
  readonly memory: SharedArrayBuffer;
  /** Lets no parse begin and ends the one that runs. Resolves when there is none; never when the thread died in one. */
  pull(): Promise<void>;
}

/** The thread's side of a brake, for its parser. */
export interface BrakePedal {
  /** True as soon as it is pulled. */
  isPulled(): boolean;
  /** Does the work between the two with the parser at work; fails when the brake is pulled. */
  whileParsing<T>(work: () => T): T;
}

const PULLED = 0;
const PARSING = 1;
const LOOK_MS = 5;

export function createBrake(): Brake {
  const memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const state = new Int32Array(memory);
  return {
    memory,
    async pull() {
      Atomics.store(state, PULLED, 1);
      // Not kept alive by this: a process that ends may end.
      while (Atomics.load(state, PARSING) > 0) await delay(LOOK_MS, undefined, { ref: false });
    },
  };
}

export function pedalOf(memory: SharedArrayBuffer): BrakePedal {
  const state = new Int32Array(memory);
  const isPulled = (): boolean => Atomics.load(state, PULLED) === 1;
  return {
    isPulled,
    whileParsing(work) {
      // First this, then the look: one of the two sides sees the other.
      Atomics.add(state, PARSING, 1);
      try {
        if (isPulled()) throw new Error('Parsing was stopped.');
        return work();
      } finally {
        Atomics.sub(state, PARSING, 1);
      }
    },
  };
}
