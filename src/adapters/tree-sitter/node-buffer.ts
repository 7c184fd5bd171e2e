import { KIND_NAMES } from '../../python/syntax/kinds.ts';
import type { SyntaxTree } from '../../python/syntax/tree.ts';

/** No fields: the order of children tells their roles. */
export const FIELD_NAMES: readonly string[] = [''];

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
  toTree(source: string): SyntaxTree {
    const count = this.length;
    return {
      source,
      kindNames: KIND_NAMES,
      kinds: this.kinds.slice(0, count),
      starts: this.starts.slice(0, count),
      ends: this.ends.slice(0, count),
      parents: this.parents.slice(0, count),
      nextSiblings: this.nextSiblings.slice(0, count),
      subtreeEnds: this.subtreeEnds.slice(0, count),
      // The order of children tells their roles in this grammar, so fields are not asked for: one native call less a node.
      fields: new Uint8Array(count),
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
