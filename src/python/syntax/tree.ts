/**
 * A parsed file as flat arrays, in preorder: what the parser adapter hands to fact extraction.
 * Node ids are indices; node 0 is the module. Nothing here knows which parser made it.
 */
export interface SyntaxTree {
  readonly source: string;
  /** Grammar node names; `kinds[i]` indexes into it. Anonymous tokens that matter (operators, keywords) are included. */
  readonly kindNames: readonly string[];
  readonly kinds: Uint16Array;
  /** UTF-16 offsets into `source`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Id of the parent, -1 for the root. */
  readonly parents: Int32Array;
  /** Id of the next sibling, -1 when none. The first child of n is n + 1 when `subtreeEnds[n] > n + 1`. */
  readonly nextSiblings: Int32Array;
  /** Exclusive end of the subtree of n in preorder. */
  readonly subtreeEnds: Int32Array;
  /** Field of the node in its parent: index into `fieldNames`, 0 for none. */
  readonly fields: Uint8Array;
  readonly fieldNames: readonly string[];
  /** Ids of error and missing nodes. */
  readonly errors: readonly number[];
}

/** Why a file could not be parsed at all. */
export type ParseFailure = { readonly kind: 'too-slow' } | { readonly kind: 'too-large' };
