import type { Result } from '../../domain/result.ts';
import type { ParseFailure, SyntaxTree } from '../../python/syntax/tree.ts';

/** Port: turns decoded Python into a flat syntax tree. Implemented by the tree-sitter adapter. */
export interface SourceParser {
  parse(source: string): Result<SyntaxTree, ParseFailure>;
  /** Lets the parser free what it holds outside the heap; call between batches of files. */
  releaseMemory(): Promise<void>;
}
