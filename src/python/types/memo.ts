/** A memoised answer, or the depth at which it is being computed. */
export type Cell<V> =
  | { readonly done: true; readonly value: V | null }
  | { readonly done: false; readonly depth: number };

/** Deeper questions than this answer unknown; real code stays far below. */
const MAX_DEPTH = 160;
/** Answers thrown away in one outermost question before everything still open answers unknown. */
const MAX_REPEATS = 600;

/**
 * Memoised questions that may depend on each other in circles. A question met again while it is open answers null; what was
 * concluded from that null is kept only by the question that closes the circle, so the order of asking does not matter.
 */
export class Memo {
  private depth = 0;
  /** Smallest depth that an open question was met at since the innermost question began. */
  private cut = Number.POSITIVE_INFINITY;
  private repeats = 0;

  ask<K, V>(cells: Map<K, Cell<V>>, key: K, compute: () => V | null): V | null {
    const known = cells.get(key);
    if (known?.done) return known.value;
    if (known) {
      this.cut = Math.min(this.cut, known.depth);
      return null;
    }
    if (this.depth === 0) this.repeats = 0;
    if (this.depth >= MAX_DEPTH || this.repeats > MAX_REPEATS) {
      this.cut = 0;
      return null;
    }
    return this.compute(cells, key, compute);
  }

  private compute<K, V>(cells: Map<K, Cell<V>>, key: K, compute: () => V | null): V | null {
    const { depth, cut } = this;
    cells.set(key, { done: false, depth });
    this.depth += 1;
    this.cut = Number.POSITIVE_INFINITY;
    let kept = false;
    try {
      const value = compute();
      if (this.cut >= depth) {
        cells.set(key, { done: true, value });
        kept = true;
        this.cut = cut;
      } else {
        this.cut = Math.min(this.cut, cut);
        this.repeats += 1;
      }
      return value;
    } finally {
      this.depth = depth;
      if (!kept) cells.delete(key);
    }
  }
}
