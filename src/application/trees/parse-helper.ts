import type { Result } from '../../domain/result.ts';
import type { ParseFailure, SyntaxTree } from '../../python/syntax/tree.ts';

/** Port: a second parser that works while this thread does something else. Implemented by the tree-sitter adapter. */
export interface ParseHelper {
  /** Parses sources, answers in their order. Fails when the helper is gone. */
  parse(sources: readonly string[]): Promise<readonly Result<SyntaxTree, ParseFailure>[]>;
  /** Ends it; what it still parses is given up. */
  close(): Promise<void>;
}
