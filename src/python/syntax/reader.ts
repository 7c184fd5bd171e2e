import { kindOf } from './kinds.ts';
import type { SyntaxTree } from './tree.ts';

const COMMENT = kindOf('comment');
const FIRST_TOKEN = kindOf('async');

/** No such node. */
export const NONE = -1;

/** Reads a SyntaxTree by node id. Comments are never given as children. */
export class TreeReader {
  readonly tree: SyntaxTree;
  readonly source: string;
  /** Facts must not keep the source alive, so names are copied out of it, each once per file. */
  private readonly copies = new Map<string, string>();

  constructor(tree: SyntaxTree) {
    this.tree = tree;
    this.source = tree.source;
  }

  kind(node: number): number {
    return this.tree.kinds[node] ?? 0;
  }

  start(node: number): number {
    return this.tree.starts[node] ?? 0;
  }

  end(node: number): number {
    return this.tree.ends[node] ?? 0;
  }

  /** The first child, tokens included. */
  first(node: number): number {
    const child = (this.tree.subtreeEnds[node] ?? 0) > node + 1 ? node + 1 : NONE;
    return child >= 0 && this.kind(child) === COMMENT ? this.next(child) : child;
  }

  /** The next sibling, tokens included. */
  next(node: number): number {
    const { nextSiblings, kinds } = this.tree;
    let sibling = nextSiblings[node] ?? NONE;
    while (sibling >= 0 && kinds[sibling] === COMMENT) sibling = nextSiblings[sibling] ?? NONE;
    return sibling;
  }

  /** The first child that is not a token. */
  firstNode(node: number): number {
    return this.notToken(this.first(node));
  }

  /** The next sibling that is not a token. */
  nextNode(node: number): number {
    return this.notToken(this.next(node));
  }

  /** The first child of a kind. */
  childOfKind(node: number, kind: number): number {
    let child = this.first(node);
    while (child >= 0 && this.kind(child) !== kind) child = this.next(child);
    return child;
  }

  /** All children that are not tokens. */
  nodes(node: number): number[] {
    const children: number[] = [];
    for (let child = this.firstNode(node); child >= 0; child = this.nextNode(child))
      children.push(child);
    return children;
  }

  text(node: number): string {
    return this.copyOf(this.start(node), this.end(node));
  }

  /** A piece of the source that does not hold on to the source; equal pieces of a file are one string. */
  copyOf(start: number, end: number): string {
    const slice = this.source.slice(start, end);
    const known = this.copies.get(slice);
    if (known !== undefined) return known;
    // Engines copy short slices anyway; longer ones point into the whole text.
    const copy = slice.length < 13 ? slice : detached(slice);
    this.copies.set(copy, copy);
    return copy;
  }

  private notToken(from: number): number {
    let node = from;
    while (node >= 0 && this.kind(node) >= FIRST_TOKEN) node = this.next(node);
    return node;
  }
}

const CHUNK = 4096;

/** The same text in memory of its own. */
export function detached(text: string): string {
  let copy = '';
  for (let at = 0; at < text.length; at += CHUNK) {
    const units: number[] = [];
    const end = Math.min(at + CHUNK, text.length);
    for (let i = at; i < end; i += 1) units.push(text.charCodeAt(i));
    copy += String.fromCharCode(...units);
  }
  return copy;
}
