import Parser from 'tree-sitter';
import python from 'tree-sitter-python';
import { err, ok } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ParseFailure, SyntaxTree } from '../../python/syntax/tree.ts';
import { Flattener } from './flatten.ts';
import { createKindTable } from './kind-table.ts';
import { releaseNativeTrees } from './memory.ts';
import { NodeBuffer } from './node-buffer.ts';
import { repaired } from './repair.ts';
import { settleErrors } from './settle-errors.ts';

export interface PythonParser {
  /** Parses decoded source. The same parser may be used for any number of files, one after the other. */
  parse(source: string): Result<SyntaxTree, ParseFailure>;
  /** To be awaited about every 32 files of a batch: frees what past parses hold outside the JavaScript heap. */
  releaseMemory(): Promise<void>;
}

export interface ParserLimits {
  /** Longest source in UTF-16 units. */
  readonly maxLength: number;
  readonly maxMilliseconds: number;
}

export const DEFAULT_PARSER_LIMITS: ParserLimits = {
  maxLength: 4_000_000,
  maxMilliseconds: 3_000,
};

/** The one place that knows tree-sitter. */
export function createPythonParser(limits: ParserLimits = DEFAULT_PARSER_LIMITS): PythonParser {
  const parser = new Parser();
  parser.setLanguage(python);
  const nodes = new NodeBuffer();
  const flattener = new Flattener(createKindTable(), nodes);

  function parseBefore(source: string, deadline: number): SyntaxTree | null {
    const tree = parseNative(parser, source, deadline);
    if (tree === null) return null;
    flattener.run(tree, source);
    return settleErrors(nodes.toTree(source));
  }

  return {
    parse(source) {
      if (source.length > limits.maxLength) return err({ kind: 'too-large' });
      const deadline = performance.now() + limits.maxMilliseconds;
      const tree = parseBefore(source, deadline);
      if (tree === null) return err({ kind: 'too-slow' });
      return ok(
        tree.errors.length === 0 ? tree : repaired(tree, (text) => parseBefore(text, deadline)),
      );
    },
    releaseMemory: releaseNativeTrees,
  };
}

function parseNative(parser: Parser, source: string, deadline: number): Parser.Tree | null {
  let late = false;
  const progressCallback = (): boolean => {
    late = performance.now() > deadline;
    return late;
  };
  const tree: Parser.Tree | null | undefined = parser.parse(source, null, { progressCallback });
  if (tree !== null && tree !== undefined && !late) return tree;
  // Without this the next parse would resume the abandoned document.
  parser.reset();
  return null;
}
