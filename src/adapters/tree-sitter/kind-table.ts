import { kindIndex, kindOf } from '../../python/syntax/kinds.ts';

/** Kinds whose children say nothing that the source text between start and end does not say. */
const LEAVES: ReadonlySet<string> = new Set([
  'comment',
  'identifier',
  'integer',
  'float',
  'none',
  'true',
  'false',
  'ellipsis',
  'pass_statement',
  'break_statement',
  'continue_statement',
  'wildcard_import',
  'import_prefix',
  'keyword_separator',
  'positional_separator',
]);

const FIRST_TOKEN = kindOf('async');

export const SKIPPED = -1;
export const UNSEEN = -2;

/** Everything that flattening must know of a grammar node type, by its type id: one array read each. */
export interface KindTable {
  /** Index into KIND_NAMES, `SKIPPED` for types that are left out, `UNSEEN` until the type was met once. */
  readonly kinds: Int16Array;
  /** 1 for types that are never descended into. */
  readonly leaves: Uint8Array;
  /** How long the text of a token is; 0 where it is not always the same. */
  readonly lengths: Uint8Array;
}

export function createKindTable(): KindTable {
  return {
    kinds: new Int16Array(0x1_00_00).fill(UNSEEN),
    leaves: new Uint8Array(0x1_00_00),
    lengths: new Uint8Array(0x1_00_00),
  };
}

/** What the cursor tells of a type when it is met for the first time. */
export interface NodeType {
  readonly typeId: number;
  readonly name: string;
  readonly isNamed: boolean;
}

/** Ids of anonymous tokens are not listed by the binding, so the table is filled by name as types are met. */
export function learnKind(table: KindTable, { typeId, name, isNamed }: NodeType): number {
  const index = kindIndex(name);
  // The keyword `yield` and the node `yield` share a name: only one of them is meant by a kind.
  const kind = index === 0 || isNamed !== index < FIRST_TOKEN ? SKIPPED : index;
  table.kinds[typeId] = kind;
  table.leaves[typeId] = kind === SKIPPED || kind >= FIRST_TOKEN || LEAVES.has(name) ? 1 : 0;
  // `not in` and `is not` may have anything between their words.
  table.lengths[typeId] = isNamed || name.includes(' ') ? 0 : name.length;
  return kind;
}
