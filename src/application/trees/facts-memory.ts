import type { ImportFacts } from '../../python/facts/facts.ts';
import type { FactsOutcome } from '../../python/model/source-tree.ts';

/** Facts and imports by blob, kept for as long as they fit. Shared by the trees of all reviews of one process. */
export interface FactsMemory {
  readonly facts: BoundedMap<FactsOutcome>;
  readonly imports: BoundedMap<readonly ImportFacts[]>;
}

/** A map that forgets its least recently used entries once their weights pass the limit. */
export interface BoundedMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V, weight: number): void;
}

/** `sourceBytes`: how much source text the remembered facts may stand for (facts take about ten times that). */
export function createFactsMemory(sourceBytes: number): FactsMemory {
  return { facts: createBoundedMap(sourceBytes), imports: createBoundedMap(sourceBytes * 20) };
}

export function createBoundedMap<V>(limit: number): BoundedMap<V> {
  const entries = new Map<string, { readonly value: V; readonly weight: number }>();
  let total = 0;
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight) {
      const old = entries.get(key);
      if (old !== undefined) {
        entries.delete(key);
        total -= old.weight;
      }
      entries.set(key, { value, weight });
      total += weight;
      for (const [oldest, entry] of entries) {
        if (total <= limit || oldest === key) break;
        entries.delete(oldest);
        total -= entry.weight;
      }
    },
  };
}
