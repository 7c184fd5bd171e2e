import Parser from 'tree-sitter';
import python from 'tree-sitter-python';
import { err, ok } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ParseFailure, SyntaxTree } from '../../python/syntax/tree.ts';
import type { BrakePedal } from './brake.ts';
import { BrokenFlattener } from './flatten-broken.ts';
import { WholeFlattener } from './flatten-whole.ts';
import { createKindTable } from './kind-table.ts';
import { withoutLongRuns } from './long-runs.ts';
import { releaseNativeTrees } from './memory.ts';
import { NodeBuffer, type MemoryOfColumns } from './node-buffer.ts';
import { repaired } from './repair.ts';
import { settleErrors } from './settle-errors.ts';

export interface PythonParser {
  /** Parses decoded source. The same parser may be used for any number of files, one after the other. */
  parse(source: string): Result<SyntaxTree, ParseFailure>;
  /** To be awaited about every 32 files of a batch: frees what past parses hold outside the JavaScript heap, if there were any. */
  releaseMemory(): Promise<void>;
}

export interface ParserLimits {
  /** Longest source in UTF-16 units. */
  readonly maxLength: number;
  /**
   * How often the parser may report progress, all attempts at one file together. Counted and not timed, so that the same
   * file has the same outcome on a busy machine; ordinary code takes 6 reports a kilobyte, hostile code up to 60.
   */
  readonly maxProgress: number;
}

const DEFAULT_PARSER_LIMITS: ParserLimits = {
  maxLength: 4_000_000,
  maxProgress: 200_000,
};

export interface ParserOptions {
  readonly limits?: ParserLimits;
  /** For a parser on a thread that may be ended. */
  readonly pedal?: BrakePedal;
  /** Trees are made in memory that other threads may read without a copy. */
  readonly isShared?: boolean;
}

/** Nobody ends the main thread. */
const NO_BRAKE: BrakePedal = { isPulled: () => false, whileParsing: (work) => work() };

/** The one place that knows tree-sitter. */
export function createPythonParser(options: ParserOptions = {}): PythonParser {
  const { limits = DEFAULT_PARSER_LIMITS, pedal = NO_BRAKE, isShared = false } = options;
  const memory: MemoryOfColumns = (bytes) =>
    isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const parser = new Parser();
  parser.setLanguage(python);
  const nodes = new NodeBuffer();
  const table = createKindTable();
  const whole = new WholeFlattener(table, nodes);
  const broken = new BrokenFlattener(table, nodes);
  let holdsTrees = false;

  function parseWithin(source: string, budget: Budget): SyntaxTree | null {
    const tree = parseNative(parser, source, budget);
    if (pedal.isPulled()) throw new Error('Parsing was stopped.');
    if (tree === null) return null;
    if (tree.rootNode.hasError || !whole.run(tree, source)) broken.run(tree, source);
    return settleErrors(nodes.toTree(source, memory));
  }

  return {
    parse(source) {
      if (source.length > limits.maxLength) return err({ kind: 'too-large' });
      return pedal.whileParsing(() => parsed(source));
    },
    async releaseMemory() {
      if (!holdsTrees) return;
      holdsTrees = false;
      await releaseNativeTrees();
    },
  };

  function parsed(source: string): Result<SyntaxTree, ParseFailure> {
    const budget: Budget = { left: limits.maxProgress, isStopped: () => pedal.isPulled() };
    const text = withoutLongRuns(source);
    holdsTrees = true;
    const tree = text === null ? null : parseWithin(text, budget);
    if (tree === null) return err({ kind: 'too-slow' });
    const settled =
      tree.errors.length === 0 ? tree : repaired(tree, (other) => parseWithin(other, budget));
    return ok({ ...settled, source });
  }
}

interface Budget {
  left: number;
  isStopped(): boolean;
}

function parseNative(parser: Parser, source: string, budget: Budget): Parser.Tree | null {
  const progressCallback = (): boolean => {
    budget.left -= 1;
    return budget.left < 0 || budget.isStopped();
  };
  const tree: Parser.Tree | null | undefined = parser.parse(source, null, { progressCallback });
  if (tree !== null && tree !== undefined && budget.left >= 0 && !budget.isStopped()) return tree;
  // Without this the next parse would resume the abandoned document.
  parser.reset();
  return null;
}
