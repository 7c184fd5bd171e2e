import { KIND_NAMES } from './kinds.ts';
import type { SyntaxTree } from './tree.ts';

/** A tree as it travels between threads: without its source and without what is the same for all trees. */
export type TreeColumns = Omit<SyntaxTree, 'source' | 'kindNames'>;

export function columnsOf({
  source: _source,
  kindNames: _names,
  ...columns
}: SyntaxTree): TreeColumns {
  return columns;
}

export function treeOfColumns(columns: TreeColumns, source: string): SyntaxTree {
  return { ...columns, source, kindNames: KIND_NAMES };
}
