import { KIND_NAMES, kindOf } from '../../python/syntax/kinds.ts';
import type { SyntaxTree } from '../../python/syntax/tree.ts';

const ERROR = kindOf('ERROR');
const MODULE = kindOf('module');

/** Kinds that stand whole in a module. */
const WHOLE = KIND_NAMES.map((name) => /_statement$|_definition$|^comment$/.test(name));

/**
 * When the parser gives up on a file as a whole, its root is an error, though most statements below may be whole. Then the
 * root becomes a module again and the error is what does not belong into one.
 */
export function settleRoot(tree: SyntaxTree): SyntaxTree {
  if (tree.kinds[0] !== ERROR) return tree;
  tree.kinds[0] = MODULE;
  const inner = tree.errors.filter((node) => node !== 0);
  if (inner.length > 0) return { ...tree, errors: inner };
  const stray = firstStray(tree);
  if (stray > 0) tree.kinds[stray] = ERROR;
  return { ...tree, errors: [stray] };
}

/** The first child of the root that is no statement, or the root itself. */
function firstStray(tree: SyntaxTree): number {
  let child = (tree.subtreeEnds[0] ?? 0) > 1 ? 1 : -1;
  while (child > 0) {
    if (WHOLE[tree.kinds[child] ?? 0] !== true) return child;
    child = tree.nextSiblings[child] ?? -1;
  }
  return 0;
}
