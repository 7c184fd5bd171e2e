import { KIND_NAMES, kindOf } from '../../python/syntax/kinds.ts';
import type { SyntaxTree } from '../../python/syntax/tree.ts';

const ERROR = kindOf('ERROR');
const MODULE = kindOf('module');

/** Kinds that stand whole in a module or a block. */
const WHOLE = KIND_NAMES.map((name) => /_statement$|_definition$|^comment$/.test(name));

/**
 * Finds the small errors in large ones. When the parser gives up on much of a file, one error holds it all, though most
 * statements in it are whole. Then what counts as an error are the parts that are not.
 */
export function settleErrors(tree: SyntaxTree): SyntaxTree {
  if (tree.errors.length === 0) return tree;
  const errors: number[] = [];
  for (const [at, node] of tree.errors.entries()) {
    if (tree.kinds[node] !== ERROR || !holdsStatements(tree, node)) errors.push(node);
    // Errors come in preorder, so one inside a node is the next after it.
    else if ((tree.errors[at + 1] ?? tree.kinds.length) >= (tree.subtreeEnds[node] ?? 0)) {
      errors.push(strayChild(tree, node));
    }
  }
  if (tree.kinds[0] === ERROR) tree.kinds[0] = MODULE;
  return { ...tree, errors };
}

function holdsStatements(tree: SyntaxTree, node: number): boolean {
  const child = firstChild(tree, node);
  return child > 0 && WHOLE[tree.kinds[child] ?? 0] === true;
}

/** Marks the first child that is no statement as the error; without one it is the node itself. */
function strayChild(tree: SyntaxTree, node: number): number {
  for (let child = firstChild(tree, node); child > 0; child = tree.nextSiblings[child] ?? -1) {
    if (WHOLE[tree.kinds[child] ?? 0] === true) continue;
    tree.kinds[child] = ERROR;
    return child;
  }
  return node;
}

function firstChild(tree: SyntaxTree, node: number): number {
  return (tree.subtreeEnds[node] ?? 0) > node + 1 ? node + 1 : -1;
}
