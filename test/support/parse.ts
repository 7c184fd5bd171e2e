import { createPythonParser } from '../../src/adapters/tree-sitter/index.ts';
import { extractFacts } from '../../src/python/facts/extract.ts';
import type { ModuleFacts } from '../../src/python/facts/facts.ts';
import type { SyntaxTree } from '../../src/python/syntax/tree.ts';

const parser = createPythonParser();

/** Parses Python source for a test. */
export function treeOf(source: string): SyntaxTree {
  const parsed = parser.parse(source);
  if (!parsed.ok) throw new Error(`The parser gave up: ${parsed.error.kind}`);
  return parsed.value;
}

/** The facts of Python source for a test. */
export function factsOf(source: string): ModuleFacts {
  return extractFacts(treeOf(source));
}
