import type { Block } from './graph-builder.ts';

/** Where an operation stands: a block and its place in it. A `finally` operation stands in two blocks. */
interface Place {
  readonly block: number;
  readonly at: number;
}

/** Questions about the control flow of one body, by operation index. */
export class ControlGraph {
  private readonly blocks: readonly Block[];
  private readonly places: readonly (readonly Place[])[];
  /** Operations after which control does not go on (calls that never return). */
  private readonly ends: ReadonlySet<number>;
  private readonly reach = new Map<number, ReadonlySet<number>>();
  private predecessorLists: readonly (readonly number[])[] | null = null;

  constructor(blocks: readonly Block[], count: number, ends: ReadonlySet<number>) {
    this.blocks = blocks;
    this.ends = ends;
    const places: Place[][] = Array.from({ length: count }, () => []);
    blocks.forEach((block, id) => {
      block.operations.forEach((operation, at) => places[operation]?.push({ block: id, at }));
    });
    this.places = places;
  }

  get blockCount(): number {
    return this.blocks.length;
  }

  operationsOf(block: number): readonly number[] {
    return this.blocks[block]?.operations ?? [];
  }

  normalOf(block: number): readonly number[] {
    return this.endOf(block) === null ? (this.blocks[block]?.normal ?? []) : [];
  }

  exceptionalOf(block: number): readonly number[] {
    return this.blocks[block]?.exceptional ?? [];
  }

  placesOf(operation: number): readonly Place[] {
    return this.places[operation] ?? [];
  }

  /** True when control can pass from `a` to `b`; an operation follows itself. */
  canFollow(a: number, b: number): boolean {
    if (a === b) return true;
    return this.placesOf(a).some((from) => this.placesOf(b).some((to) => this.leads(from, to)));
  }

  /** Operations on a way from `a` to `b` that passes neither of them again. */
  between(a: number, b: number): readonly number[] {
    const forward = this.sweep(a, b, 'forward');
    const backward = this.sweep(b, a, 'backward');
    return [...forward].filter((operation) => backward.has(operation)).sort((x, y) => x - y);
  }

  /** Nearest operations before `at`, on every way that leads there, that satisfy the question. */
  lastBefore(at: number, wanted: (operation: number) => boolean): readonly number[] {
    const found = new Set<number>();
    const seen = new Set<number>();
    const queue: Place[] = [...this.placesOf(at)];
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      const hit = this.lastInBlock(place, wanted);
      if (hit !== null) {
        found.add(hit);
        continue;
      }
      for (const previous of this.predecessors(place.block)) {
        if (seen.has(previous)) continue;
        seen.add(previous);
        queue.push({ block: previous, at: this.operationsOf(previous).length });
      }
    }
    return [...found].sort((x, y) => x - y);
  }

  predecessors(block: number): readonly number[] {
    this.predecessorLists ??= this.invert();
    return this.predecessorLists[block] ?? [];
  }

  private lastInBlock(place: Place, wanted: (operation: number) => boolean): number | null {
    const operations = this.operationsOf(place.block);
    for (let index = place.at - 1; index >= 0; index -= 1) {
      const operation = operations[index];
      if (operation !== undefined && wanted(operation)) return operation;
    }
    return null;
  }

  private leads(from: Place, to: Place): boolean {
    const end = this.endOf(from.block);
    const ended = end !== null && from.at <= end;
    if (from.block === to.block && from.at < to.at) return !(ended && to.at > end);
    if (end !== null && from.block !== to.block && !ended) return false;
    return this.reachedFrom(from.block).has(to.block);
  }

  private reachedFrom(block: number): ReadonlySet<number> {
    const known = this.reach.get(block);
    if (known !== undefined) return known;
    const seen = new Set<number>();
    const queue = [block];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      for (const next of this.successors(id)) {
        if (seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    this.reach.set(block, seen);
    return seen;
  }

  private successors(block: number): readonly number[] {
    return [...this.normalOf(block), ...this.exceptionalOf(block)];
  }

  private endOf(block: number): number | null {
    if (this.ends.size === 0) return null;
    const at = this.operationsOf(block).findIndex((operation) => this.ends.has(operation));
    return at < 0 ? null : at;
  }

  private invert(): number[][] {
    const lists: number[][] = this.blocks.map(() => []);
    this.blocks.forEach((_, id) => {
      for (const next of this.successors(id)) lists[next]?.push(id);
    });
    return lists;
  }

  /** Operations met on the ways from `start` until `stop` is met. */
  private sweep(
    start: number,
    stop: number,
    direction: 'forward' | 'backward',
  ): ReadonlySet<number> {
    const met = new Set<number>();
    const seen = new Set<number>();
    const queue: Place[] = this.placesOf(start).map((place) => ({
      block: place.block,
      at: direction === 'forward' ? place.at + 1 : place.at - 1,
    }));
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      if (this.walkBlock(place, stop, { direction, met })) continue;
      const next =
        direction === 'forward' ? this.successors(place.block) : this.predecessors(place.block);
      for (const block of next) {
        if (seen.has(block)) continue;
        seen.add(block);
        queue.push({
          block,
          at: direction === 'forward' ? 0 : this.operationsOf(block).length - 1,
        });
      }
    }
    met.delete(start);
    return met;
  }

  /** Collects the operations of one block from a place on; true when `stop` was met. */
  private walkBlock(
    place: Place,
    stop: number,
    sweep: { readonly direction: 'forward' | 'backward'; readonly met: Set<number> },
  ): boolean {
    const operations = this.operationsOf(place.block);
    const step = sweep.direction === 'forward' ? 1 : -1;
    for (let index = place.at; index >= 0 && index < operations.length; index += step) {
      const operation = operations[index];
      if (operation === undefined) continue;
      if (operation === stop) return true;
      sweep.met.add(operation);
    }
    return false;
  }
}
