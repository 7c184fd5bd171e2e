import type Parser from 'tree-sitter';
import { kindOf } from '../../python/syntax/kinds.ts';
import { learnKind, SKIPPED, UNSEEN } from './kind-table.ts';
import type { KindTable } from './kind-table.ts';
import type { NodeBuffer } from './node-buffer.ts';

const ERROR = kindOf('ERROR');
const STRING = kindOf('string');
const COLON = kindOf(':');
const SLICE = kindOf('slice');

/**
 * Flattens a tree with errors in one pass of a cursor, believing nothing but the cursor: in broken source a node may have any
 * children. It is the plain form of what `WholeFlattener` does faster, and gives the same arrays for whole files.
 */
export class BrokenFlattener {
  /** Open nodes from the root down, and for each the last child that was recorded. */
  private readonly open: number[] = [];
  private readonly lastChild: number[] = [];
  private source = '';
  private hasErrors = false;

  private readonly table: KindTable;
  private readonly nodes: NodeBuffer;

  constructor(table: KindTable, nodes: NodeBuffer) {
    this.table = table;
    this.nodes = nodes;
  }

  /** Fills the buffer with the tree under the cursor. */
  run(tree: Parser.Tree, source: string): void {
    const cursor = tree.walk();
    this.source = source;
    this.hasErrors = tree.rootNode.hasError;
    this.nodes.clear();
    this.open.length = 0;
    this.lastChild.length = 0;
    let depth = 0;
    for (;;) {
      if (this.enter(cursor, depth) && cursor.gotoFirstChild()) {
        depth += 1;
        continue;
      }
      while (depth > 0 && !cursor.gotoNextSibling()) {
        cursor.gotoParent();
        depth -= 1;
        this.close(depth);
      }
      if (depth === 0) break;
    }
    this.close(0);
  }

  /** Records the node under the cursor; true when its children are wanted. */
  private enter(cursor: Parser.TreeCursor, depth: number): boolean {
    const { table, nodes } = this;
    const typeId = cursor.nodeTypeId;
    let kind = table.kinds[typeId] ?? SKIPPED;
    if (kind === UNSEEN) {
      kind = learnKind(table, { typeId, name: cursor.nodeType, isNamed: cursor.nodeIsNamed });
    }
    if (kind === SKIPPED) return this.noteMissing(cursor, depth);
    const parent = depth === 0 ? -1 : (this.open[depth - 1] ?? -1);
    if (kind === COLON && nodes.kinds[parent] !== SLICE) return false;
    const node = nodes.push(kind, cursor.startIndex, parent);
    nodes.ends[node] = cursor.endIndex;
    this.link(node, depth);
    if (this.hasErrors && (kind === ERROR || cursor.nodeIsMissing)) nodes.errors.push(node);
    if (table.leaves[typeId] === 1) return false;
    if (kind === STRING && !this.hasErrors && !this.isInterpolated(node)) return false;
    this.open[depth] = node;
    this.lastChild[depth] = -1;
    return true;
  }

  /** A missing bracket or keyword is an error worth a line, though the token itself is of no interest. */
  private noteMissing(cursor: Parser.TreeCursor, depth: number): false {
    if (!this.hasErrors || depth === 0 || !cursor.nodeIsMissing) return false;
    const parent = this.open[depth - 1] ?? -1;
    const node = this.nodes.push(ERROR, cursor.startIndex, parent);
    this.nodes.ends[node] = cursor.endIndex;
    this.link(node, depth);
    this.nodes.errors.push(node);
    return false;
  }

  private link(node: number, depth: number): void {
    if (depth === 0) return;
    const previous = this.lastChild[depth - 1] ?? -1;
    if (previous >= 0) this.nodes.nextSiblings[previous] = node;
    this.lastChild[depth - 1] = node;
  }

  private close(depth: number): void {
    const node = this.open[depth];
    if (node !== undefined) this.nodes.subtreeEnds[node] = this.nodes.length;
  }

  /** Only f- and t-strings have children that are expressions. */
  private isInterpolated(node: number): boolean {
    let at = this.nodes.starts[node] ?? 0;
    for (;;) {
      const letter = this.source.charCodeAt(at) | 0x20;
      if (letter === 0x66 || letter === 0x74) return true;
      if (letter < 0x61 || letter > 0x7a) return false;
      at += 1;
    }
  }
}
