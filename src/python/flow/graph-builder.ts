/**
 * Builds the control-flow graph of one body while its operations are emitted: basic blocks that hold operation indices, edges
 * of normal control and edges taken when something in a block raises. A `finally` body stands twice, once for the way on and
 * once for the way out (return, raise, break), so that what follows a `try` is not reached from a `return` inside it.
 */
export interface Block {
  readonly operations: number[];
  readonly normal: number[];
  readonly exceptional: number[];
}

type Jump = 'leave' | 'break' | 'continue';

interface LoopFrame {
  readonly kind: 'loop';
  readonly head: number;
  readonly after: number;
  broken: boolean;
}
interface FinallyFrame {
  readonly kind: 'finally';
  readonly pending: { readonly from: number; readonly jump: Jump }[];
}

/** Blocks of a `finally` body above which it is shared between the way on and the way out. */
const CLONE_LIMIT = 64;

export class GraphBuilder {
  readonly blocks: Block[] = [];
  /** Block that takes the next operation, null after a jump. */
  current: number | null;
  private readonly frames: (LoopFrame | FinallyFrame)[] = [];

  constructor() {
    this.current = this.newBlock();
  }

  newBlock(): number {
    this.blocks.push({ operations: [], normal: [], exceptional: [] });
    return this.blocks.length - 1;
  }

  add(operation: number): void {
    this.current ??= this.newBlock();
    this.blocks[this.current]?.operations.push(operation);
  }

  edge(from: number | null, to: number): void {
    if (from === null) return;
    const block = this.blocks[from];
    if (block !== undefined && !block.normal.includes(to)) block.normal.push(to);
  }

  /** Starts a block that `from` leads to and makes it current. */
  branchFrom(from: number | null): number {
    const block = this.newBlock();
    this.edge(from, block);
    this.current = block;
    return block;
  }

  /** Starts a block that the given ends lead to; there is none when all of them have jumped away. */
  join(ends: readonly (number | null)[]): void {
    if (ends.every((end) => end === null)) {
      this.current = null;
      return;
    }
    const block = this.newBlock();
    for (const end of ends) this.edge(end, block);
    this.current = block;
  }

  /** Every block in a range may raise to `target`. */
  raising(first: number, end: number, target: number): void {
    for (let id = first; id < end; id += 1) {
      const block = this.blocks[id];
      if (block !== undefined && !block.exceptional.includes(target))
        block.exceptional.push(target);
    }
  }

  openLoop(head: number, after: number): LoopFrame {
    const frame: LoopFrame = { kind: 'loop', head, after, broken: false };
    this.frames.push(frame);
    return frame;
  }

  openFinally(): FinallyFrame {
    const frame: FinallyFrame = { kind: 'finally', pending: [] };
    this.frames.push(frame);
    return frame;
  }

  closeFrame(): void {
    this.frames.pop();
  }

  /** Control leaves the current block by a statement. */
  jump(kind: Jump): void {
    if (this.current !== null) this.jumpFrom(this.current, kind);
    this.current = null;
  }

  /** After a `finally` body in blocks [first, end) was emitted: its second copy for those that leave through it. */
  cloneFinally(
    frame: FinallyFrame,
    range: { readonly first: number; readonly end: number; readonly protectedFrom: number },
  ): void {
    const exit = this.current;
    const shared = range.end - range.first > CLONE_LIMIT;
    const offset = shared ? 0 : this.copyBlocks(range.first, range.end);
    const entry = range.first + offset;
    this.raising(range.protectedFrom, range.first, entry);
    for (const { from } of frame.pending) this.edge(from, entry);
    if (exit === null) return;
    for (const kind of new Set(frame.pending.map(({ jump }) => jump)))
      this.jumpFrom(exit + offset, kind);
  }

  private copyBlocks(first: number, end: number): number {
    const offset = this.blocks.length - first;
    const moved = (target: number): number =>
      target >= first && target < end ? target + offset : target;
    for (let id = first; id < end; id += 1) {
      const block = this.blocks[id];
      if (block === undefined) continue;
      this.blocks.push({
        operations: [...block.operations],
        normal: block.normal.map(moved),
        exceptional: block.exceptional.map(moved),
      });
    }
    return offset;
  }

  private jumpFrom(from: number, kind: Jump): void {
    for (let index = this.frames.length - 1; index >= 0; index -= 1) {
      const frame = this.frames[index];
      if (frame === undefined) continue;
      if (frame.kind === 'finally') {
        frame.pending.push({ from, jump: kind });
        return;
      }
      if (kind === 'leave') continue;
      if (kind === 'break') frame.broken = true;
      this.edge(from, kind === 'break' ? frame.after : frame.head);
      return;
    }
  }
}
