import { KIND_NAMES } from '../../python/syntax/kinds.ts';
import type { SyntaxTree } from '../../python/syntax/tree.ts';

/** No fields: the order of children tells their roles. */
const FIELD_NAMES: readonly string[] = [''];

const WIDE_COLUMNS = 5;

/** Where the columns of a finished tree live: memory of this many bytes, all zero. */
export type MemoryOfColumns = (bytes: number) => ArrayBuffer | SharedArrayBuffer;

const OF_THIS_THREAD: MemoryOfColumns = (bytes) => new ArrayBuffer(bytes);

/** Growable columns of the tree under construction, kept between files so that a batch allocates once. */
export class NodeBuffer {
  length = 0;
  kinds = new Uint16Array(1 << 14);
  starts = new Int32Array(1 << 14);
  ends = new Int32Array(1 << 14);
  parents = new Int32Array(1 << 14);
  nextSiblings = new Int32Array(1 << 14);
  subtreeEnds = new Int32Array(1 << 14);
  errors: number[] = [];

  clear(): void {
    this.length = 0;
    this.errors = [];
  }

  /** Appends a node without an end or a subtree yet. */
  push(kind: number, start: number, parent: number): number {
    if (this.length === this.kinds.length) this.grow();
    const node = this.length;
    this.length += 1;
    this.kinds[node] = kind;
    this.starts[node] = start;
    this.parents[node] = parent;
    this.nextSiblings[node] = -1;
    this.subtreeEnds[node] = node + 1;
    return node;
  }

  /** Copies the columns out: the buffer is reused for the next file. */
  toTree(source: string, memory: MemoryOfColumns = OF_THIS_THREAD): SyntaxTree {
    const count = this.length;
    const room = memory(count * (WIDE_COLUMNS * 4 + 2 + 1));
    const wide = (column: Int32Array, index: number): Int32Array => {
      const copy = new Int32Array(room, index * 4 * count, count);
      copy.set(column.subarray(0, count));
      return copy;
    };
    const kinds = new Uint16Array(room, WIDE_COLUMNS * 4 * count, count);
    kinds.set(this.kinds.subarray(0, count));
    return {
      source,
      kindNames: KIND_NAMES,
      kinds,
      starts: wide(this.starts, 0),
      ends: wide(this.ends, 1),
      parents: wide(this.parents, 2),
      nextSiblings: wide(this.nextSiblings, 3),
      subtreeEnds: wide(this.subtreeEnds, 4),
      // The order of children tells their roles in this grammar, so fields are not asked for: one native call less a node.
      fields: new Uint8Array(room, (WIDE_COLUMNS * 4 + 2) * count, count),
      fieldNames: FIELD_NAMES,
      errors: this.errors,
    };
  }

  private grow(): void {
    const size = this.kinds.length * 2;
    this.kinds = grown(this.kinds, new Uint16Array(size));
    this.starts = grown(this.starts, new Int32Array(size));
    this.ends = grown(this.ends, new Int32Array(size));
    this.parents = grown(this.parents, new Int32Array(size));
    this.nextSiblings = grown(this.nextSiblings, new Int32Array(size));
    this.subtreeEnds = grown(this.subtreeEnds, new Int32Array(size));
  }
}

function grown<T extends Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
