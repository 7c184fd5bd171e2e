/** Bounds of fact extraction. What lies beyond one is `unknown` in the facts and named in `ModuleFacts.limits`. */

/** Levels of nested expressions. Readers of facts may recurse this deep. */
export const MAX_EXPRESSION_DEPTH = 200;

/** Levels of nested statements, definitions and `elif` clauses; CPython itself stops at 100 indents. */
export const MAX_BLOCK_DEPTH = 120;

export const MAX_STATEMENTS = 200_000;

/** Chains of one associative operator longer than this are kept as a balanced tree instead of one level per operand. */
export const LONG_CHAIN = 32;
