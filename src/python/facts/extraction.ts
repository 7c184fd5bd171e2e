import { lineAt, lineStartsOf } from '../syntax/lines.ts';
import { TreeReader } from '../syntax/reader.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type {
  ClassFacts,
  Expr,
  FunctionFacts,
  ImportFacts,
  LimitHit,
  Owner,
  Stmt,
  UnknownExpr,
} from './facts.ts';
import { MAX_EXPRESSION_DEPTH, MAX_STATEMENTS } from './limits.ts';

/** Reads one node; `depth` counts the levels above it. */
export type ExpressionReader = (x: Extraction, node: number, depth: number) => Expr;
export type StatementReader = (x: Extraction, node: number, depth: number) => Stmt;

/** What reads each kind, by kind index. Handed in, so that the readers can call each other through the extraction. */
export interface Readers {
  readonly expressions: readonly ExpressionReader[];
  readonly block: (x: Extraction, node: number, depth: number) => readonly Stmt[];
}

/** Where the reader stands: what an import or a definition found now belongs to. */
export interface Scope {
  readonly owner: Owner;
  /** `Outer.method.` */
  readonly prefix: string;
  readonly typeOnly: boolean;
  readonly deferred: boolean;
  readonly guarded: boolean;
}

const MODULE_SCOPE: Scope = {
  owner: { kind: 'module' },
  prefix: '',
  typeOnly: false,
  deferred: false,
  guarded: false,
};

/** The state of one extraction: the tree being read and the facts found so far. */
export class Extraction extends TreeReader {
  readonly lineStarts: readonly number[];
  readonly functions: FunctionFacts[] = [];
  readonly classes: ClassFacts[] = [];
  readonly imports: ImportFacts[] = [];
  /** In files with errors, misplaced statements have to be told from real ones. */
  readonly broken: boolean;
  scope: Scope = MODULE_SCOPE;
  /** Set by a `yield` of the function being read; lambdas keep theirs. */
  yields = false;
  private readonly limitLines = new Map<LimitHit['limit'], number>();
  private functionCount = 0;
  private classCount = 0;
  private statementCount = 0;
  private readonly readers: Readers;

  constructor(tree: SyntaxTree, readers: Readers) {
    super(tree);
    this.readers = readers;
    this.lineStarts = lineStartsOf(tree.source);
    this.broken = tree.errors.length > 0;
  }

  /** Reads an expression at a depth; beyond the limit it is unknown. */
  expression(node: number, depth: number): Expr {
    if (depth > MAX_EXPRESSION_DEPTH) {
      this.hit('expression-depth', node);
      return this.unknown(node, 'too-deep');
    }
    const reader = this.readers.expressions[this.kind(node)];
    return reader === undefined ? this.unknown(node, 'unsupported') : reader(this, node, depth);
  }

  /** Reads an expression that may be absent. */
  optional(node: number, depth: number): Expr | null {
    return node < 0 ? null : this.expression(node, depth);
  }

  /** The statements of a block, one level below `depth`. */
  block(node: number, depth: number): readonly Stmt[] {
    return node < 0 ? [] : this.readers.block(this, node, depth + 1);
  }

  /** Stands for a part that the broken source lacks. */
  missing(parent: number): UnknownExpr {
    const end = this.end(parent);
    return { kind: 'unknown', start: end, end, reason: 'syntax-error' };
  }

  /** The index of the next definition; its facts are stored there when its body was read. */
  nextFunction(): number {
    this.functionCount += 1;
    return this.functionCount - 1;
  }

  nextClass(): number {
    this.classCount += 1;
    return this.classCount - 1;
  }

  /** Counts a statement; false once there are too many. */
  countStatement(node: number): boolean {
    this.statementCount += 1;
    if (this.statementCount <= MAX_STATEMENTS) return true;
    this.hit('statement-count', node);
    return false;
  }

  /** Notes a limit; the first place is kept. */
  hit(limit: LimitHit['limit'], node: number): void {
    if (!this.limitLines.has(limit))
      this.limitLines.set(limit, lineAt(this.lineStarts, this.start(node)));
  }

  limits(): LimitHit[] {
    return [...this.limitLines].map(([limit, line]) => ({ limit, line }));
  }

  unknown(node: number, reason: UnknownExpr['reason']): UnknownExpr {
    return { kind: 'unknown', start: this.start(node), end: this.end(node), reason };
  }
}
