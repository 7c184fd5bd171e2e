import type { SyntaxTree } from '../syntax/tree.ts';
import { readComments } from './comments.ts';
import { exportsOf } from './exports.ts';
import { EXPRESSION_READERS } from './expression-readers.ts';
import { Extraction } from './extraction.ts';
import type { ModuleFacts, Span } from './facts.ts';
import { docstringOf } from './read-definitions.ts';
import { isTypeDefault } from './read-types.ts';
import { readBlock } from './statement-readers.ts';

const READERS = { expressions: EXPRESSION_READERS, block: readBlock };

/** Turns a parsed file into facts. Never throws on any source; what cannot be read is `unknown` in the facts. */
export function extractFacts(tree: SyntaxTree): ModuleFacts {
  const x = new Extraction(tree, READERS);
  const body = readBlock(x, 0, 0);
  return {
    lineStarts: x.lineStarts,
    imports: x.imports,
    functions: x.functions,
    classes: x.classes,
    body,
    docstring: docstringOf(body),
    comments: readComments(x),
    exports: exportsOf(body),
    syntaxErrors: syntaxErrorsOf(tree),
    limits: x.limits(),
  };
}

/** Places of errors, outermost only, in source order. */
function syntaxErrorsOf(tree: SyntaxTree): Span[] {
  const spans: Span[] = [];
  let subtreeEnd = 0;
  for (const node of tree.errors) {
    if (node < subtreeEnd || isTypeDefault(tree, node)) continue;
    subtreeEnd = tree.subtreeEnds[node] ?? 0;
    spans.push({ start: tree.starts[node] ?? 0, end: tree.ends[node] ?? 0 });
  }
  return spans;
}
