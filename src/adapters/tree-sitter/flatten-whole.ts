import type Parser from 'tree-sitter';
import { kindOf } from '../../python/syntax/kinds.ts';
import { learnKind, SKIPPED, UNSEEN } from './kind-table.ts';
import type { KindTable } from './kind-table.ts';
import {
  ACROSS_LINES,
  BRACKETED,
  ON_ONE_LINE,
  OPERATIONS,
  SEPARATORS,
  WORDS,
} from './kind-traits.ts';
import type { NodeBuffer } from './node-buffer.ts';
import {
  asciiWordEnd,
  asciiWordStart,
  closes,
  dottedNameEnds,
  endsLine,
  isInterpolated,
  nextText,
  plainIntegerEnd,
  plainStringEnd,
} from './source-steps.ts';

const ATTRIBUTE = kindOf('attribute');
const BLOCK = kindOf('block');
const CALL = kindOf('call');
const COLON = kindOf(':');
const COMMENT = kindOf('comment');
const FORMAT_SPECIFIER = kindOf('format_specifier');
const IDENTIFIER = kindOf('identifier');
const INTEGER = kindOf('integer');
const MODULE = kindOf('module');
const SLICE = kindOf('slice');
const STRING = kindOf('string');
const SUBSCRIPT = kindOf('subscript');

const COMMA = 0x2c;
const DOT = 0x2e;

/** Not known, or not yet. */
const UNKNOWN = -1;

/**
 * Flattens a tree without errors. A call into the native binding costs more than all the rest of the work on a node, so
 * whatever the source tells is not asked of the cursor: a node begins where the text goes on behind its elder sibling, it ends
 * where its last child ends, and of brackets, commas and dots it is known that they are there. Every statement is compared
 * with the cursor; should the two ever disagree, `run` gives false and the plain way must be taken.
 */
export class WholeFlattener {
  private readonly table: KindTable;
  private readonly nodes: NodeBuffer;
  /** Open nodes from the root down, and for each the last child that was recorded. */
  private readonly open: number[] = [];
  private readonly lastChild: number[] = [];
  private depth = 0;
  private source = '';
  /** Where the text behind what was passed last goes on, if that is known. */
  private at = UNKNOWN;
  private agrees = true;
  /** How many open nodes may go over several lines. */
  private acrossLines = 0;

  constructor(table: KindTable, nodes: NodeBuffer) {
    this.table = table;
    this.nodes = nodes;
  }

  /** Fills the buffer; false when source and tree did not fit together. */
  run(tree: Parser.Tree, source: string): boolean {
    const cursor = tree.walk();
    this.source = source;
    this.nodes.clear();
    this.depth = 0;
    this.at = UNKNOWN;
    this.agrees = true;
    this.acrossLines = 0;
    let entering = this.enter(cursor);
    while ((entering || this.depth > 0) && this.agrees) {
      if (entering || cursor.gotoNextSibling()) entering = this.enter(cursor);
      else this.closeByCursor(cursor);
    }
    return this.agrees;
  }

  /** Records the node under the cursor. True when the cursor has gone down to its first part, which is to be entered next. */
  private enter(cursor: Parser.TreeCursor): boolean {
    const { table, nodes } = this;
    const typeId = cursor.nodeTypeId;
    let kind = table.kinds[typeId] ?? SKIPPED;
    if (kind === UNSEEN) {
      kind = learnKind(table, { typeId, name: cursor.nodeType, isNamed: cursor.nodeIsNamed });
    }
    const length = table.lengths[typeId] ?? 0;
    const known = nextText(this.source, this.at);
    const parent = this.depth === 0 ? UNKNOWN : (this.open[this.depth - 1] ?? UNKNOWN);
    const parentKind = parent < 0 ? UNKNOWN : (nodes.kinds[parent] ?? 0);
    if (kind === SKIPPED || (kind === COLON && parentKind !== SLICE)) {
      this.at = known >= 0 && length > 0 ? known + length : UNKNOWN;
      return false;
    }
    const start = this.startOf(cursor, { kind, parentKind, known });
    const node = this.push(kind, start, parent);
    if (length > 0) return this.leave(cursor, node, start + length);
    if (table.leaves[typeId] === 1)
      return this.leave(cursor, node, this.leafEnd(cursor, kind, start));
    return this.descend(cursor, node, kind);
  }

  private startOf(
    cursor: Parser.TreeCursor,
    node: { kind: number; parentKind: number; known: number },
  ): number {
    const { kind, parentKind, known } = node;
    // Some blocks begin before their first statement, and blanks count in a format specifier.
    if (known < 0 || kind === BLOCK || parentKind === FORMAT_SPECIFIER) return cursor.startIndex;
    if (parentKind !== MODULE && parentKind !== BLOCK) return known;
    const start = cursor.startIndex;
    if (start !== known) this.agrees = false;
    return start;
  }

  private leafEnd(cursor: Parser.TreeCursor, kind: number, start: number): number {
    let end = UNKNOWN;
    if (WORDS[kind] === 1) end = asciiWordEnd(this.source, start);
    else if (kind === INTEGER) end = plainIntegerEnd(this.source, start);
    return end < 0 ? cursor.endIndex : end;
  }

  private descend(cursor: Parser.TreeCursor, node: number, kind: number): boolean {
    const { source } = this;
    const start = this.nodes.starts[node] ?? 0;
    if (kind === STRING && !isInterpolated(source, start)) {
      const end = plainStringEnd(source, start);
      return this.leave(cursor, node, end < 0 ? cursor.endIndex : end);
    }
    if (kind === ATTRIBUTE) {
      const end = cursor.endIndex;
      const ends = dottedNameEnds(source, start, end);
      if (ends !== null) return this.leaveDotted(cursor, node, ends);
      this.nodes.ends[node] = end;
    }
    const first = BRACKETED[kind] === 1 ? nextText(source, start + 1) : UNKNOWN;
    if (first >= 0 && closes(source, first)) return this.leave(cursor, node, first + 1);
    if (!cursor.gotoFirstChild()) {
      this.nodes.starts[node] = cursor.startIndex;
      return this.leave(cursor, node, cursor.endIndex);
    }
    this.open[this.depth] = node;
    this.lastChild[this.depth] = UNKNOWN;
    this.depth += 1;
    this.acrossLines += ACROSS_LINES[kind] ?? 0;
    this.at = kind === MODULE || kind === BLOCK ? UNKNOWN : start;
    if (first >= 0) {
      cursor.gotoNextSibling();
      this.at = first;
    }
    return true;
  }

  /** The node under the cursor is complete, and with it whatever the source shows to end here. Always false. */
  private leave(cursor: Parser.TreeCursor, from: number, fromEnd: number): false {
    const { nodes } = this;
    let node = from;
    let end = fromEnd;
    for (;;) {
      nodes.ends[node] = end;
      nodes.subtreeEnds[node] = nodes.length;
      this.at = end;
      if (this.depth === 0) return false;
      const parent = this.open[this.depth - 1] ?? 0;
      end = this.parentEnd(cursor, parent, node);
      if (end < 0) return false;
      this.ascend(cursor, parent);
      node = parent;
    }
  }

  /** The end of the parent if the node was its last part. Otherwise the cursor stands before the next part. */
  private parentEnd(cursor: Parser.TreeCursor, parent: number, node: number): number {
    const kind = this.nodes.kinds[parent] ?? 0;
    const isFirst = node === parent + 1;
    if (kind === CALL) return isFirst || this.nodes.kinds[node] === COMMENT ? UNKNOWN : this.at;
    if (kind === ATTRIBUTE) return isFirst ? this.pushName(parent) : UNKNOWN;
    if (ON_ONE_LINE[kind] === 1 && this.acrossLines === 0 && endsLine(this.source, this.at))
      return this.at;
    const next = nextText(this.source, this.at);
    if (next < 0) return UNKNOWN;
    const code = this.source.charCodeAt(next);
    if (isFirst && code === SEPARATORS[kind]) {
      cursor.gotoNextSibling();
      this.at = next + 1;
      return UNKNOWN;
    }
    if (OPERATIONS[kind] === 1)
      return code === COMMA || closes(this.source, next) ? this.at : UNKNOWN;
    if (BRACKETED[kind] !== 1 && (kind !== SUBSCRIPT || isFirst)) return UNKNOWN;
    if (closes(this.source, next)) return next + 1;
    if (code !== COMMA) return UNKNOWN;
    cursor.gotoNextSibling();
    this.at = next + 1;
    const after = nextText(this.source, next + 1);
    return after >= 0 && closes(this.source, after) ? after + 1 : UNKNOWN;
  }

  /** `.name` behind the object of an attribute, unless a comment or a joined line stands between. */
  private pushName(attribute: number): number {
    const { source, nodes } = this;
    const end = nodes.ends[attribute] ?? 0;
    const dot = nextText(source, this.at);
    const start = asciiWordStart(source, end);
    if (dot < 0 || start < 0 || source.charCodeAt(dot) !== DOT) return UNKNOWN;
    if (nextText(source, dot + 1) !== start) return UNKNOWN;
    const name = this.push(IDENTIFIER, start, attribute);
    nodes.ends[name] = end;
    return end;
  }

  /** `a.b.c` in one go: the attributes from the outermost to the innermost, then the names. */
  private leaveDotted(cursor: Parser.TreeCursor, outer: number, ends: readonly number[]): false {
    const { nodes } = this;
    const start = nodes.starts[outer] ?? 0;
    const count = ends.length;
    const firstName = outer + count - 1;
    for (let i = 1; i < count - 1; i += 1) nodes.push(ATTRIBUTE, start, outer + i - 1);
    for (let i = 0; i < count; i += 1) {
      const nameStart = i === 0 ? start : (ends[i - 1] ?? 0) + 1;
      nodes.push(IDENTIFIER, nameStart, i === 0 ? firstName - 1 : firstName - i);
      nodes.ends[firstName + i] = ends[i] ?? 0;
    }
    for (let i = 1; i < count; i += 1) {
      const attribute = firstName - i;
      nodes.ends[attribute] = ends[i] ?? 0;
      nodes.subtreeEnds[attribute] = firstName + i + 1;
      nodes.nextSiblings[attribute + 1] = firstName + i;
    }
    return this.leave(cursor, outer, ends[count - 1] ?? 0);
  }

  /** There was no further sibling. */
  private closeByCursor(cursor: Parser.TreeCursor): void {
    const node = this.open[this.depth - 1] ?? 0;
    this.ascend(cursor, node);
    this.leave(cursor, node, cursor.endIndex);
  }

  private ascend(cursor: Parser.TreeCursor, parent: number): void {
    cursor.gotoParent();
    this.depth -= 1;
    this.acrossLines -= ACROSS_LINES[this.nodes.kinds[parent] ?? 0] ?? 0;
  }

  private push(kind: number, start: number, parent: number): number {
    const node = this.nodes.push(kind, start, parent);
    if (this.depth > 0) {
      const previous = this.lastChild[this.depth - 1] ?? UNKNOWN;
      if (previous >= 0) this.nodes.nextSiblings[previous] = node;
      this.lastChild[this.depth - 1] = node;
    }
    return node;
  }
}
