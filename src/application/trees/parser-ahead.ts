import type { Result } from '../../domain/result.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';
import type { TreeColumns } from '../../python/syntax/columns.ts';
import type { ParseFailure } from '../../python/syntax/tree.ts';

/** Port: a second parser that goes through the files of a tree while this thread judges the first of them. */
export interface ParserAhead {
  /**
   * What it has made of a file; waits when it is at it. Null: it has not come to the file, or is gone. Then whoever asks
   * parses the file, and the parser ahead passes it over.
   */
  take(file: TreeFile): Result<TreeColumns, ParseFailure> | null;
  /** Ends it; what it still parses is given up. */
  close(): Promise<void>;
}
