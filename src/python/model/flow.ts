import type {
  AssignStmt,
  Expr,
  ExceptHandler,
  Span,
  Stmt,
  TryStmt,
  WithStmt,
} from '../facts/facts.ts';
import type { CallSite } from './symbols.ts';

/** A block that an operation stands in, outermost first. `id` is unique in the flow: the same block has the same id. */
export type Region = Span & { readonly id: number } & (
    | {
        readonly kind: 'with';
        readonly statement: WithStmt;
        readonly context: Expr;
        readonly target: Expr | null;
        readonly isAsync: boolean;
        readonly call: CallSite | null;
      }
    | { readonly kind: 'try'; readonly statement: TryStmt }
    | { readonly kind: 'except'; readonly statement: TryStmt; readonly handler: ExceptHandler }
    | { readonly kind: 'try-else' | 'finally'; readonly statement: TryStmt }
    | {
        readonly kind: 'loop';
        readonly loop: 'for' | 'async-for' | 'while';
        readonly target: Expr | null;
        readonly header: Expr;
        readonly part: 'header' | 'body';
      }
    | {
        readonly kind: 'branch';
        readonly test: Expr | null;
        readonly arm: 'then' | 'else' | 'case';
      }
    | {
        readonly kind: 'comprehension';
        readonly target: Expr;
        readonly iterable: Expr;
        readonly generator: boolean;
        readonly isAsync: boolean;
      }
    | { readonly kind: 'lambda' }
  );

/** One step of a function in evaluation order. */
export type Operation = Span & {
  /** Position in `FunctionFlow.operations`. */
  readonly index: number;
  readonly regions: readonly Region[];
  readonly statement: Stmt;
} & (
    | { readonly kind: 'call'; readonly call: CallSite }
    | { readonly kind: 'await'; readonly value: Expr }
    | {
        readonly kind: 'assign';
        readonly targets: readonly Expr[];
        readonly value: Expr | null;
        readonly operator: string | null;
        readonly source: AssignStmt | null;
      }
    | { readonly kind: 'return'; readonly value: Expr | null }
    | { readonly kind: 'raise'; readonly value: Expr | null }
    | { readonly kind: 'yield'; readonly value: Expr | null }
    | { readonly kind: 'delete'; readonly targets: readonly Expr[] }
    | { readonly kind: 'test'; readonly test: Expr }
    /** An async context manager entered or left, an async-for step: an implicit await point. */
    | { readonly kind: 'implicit-await'; readonly of: Expr }
  );

/** A stretch during which one transaction is open. */
export interface TransactionScope extends Span {
  readonly id: string;
  /** `block`: `with session.begin()` / `atomic()` / unit of work; `decorator`; `caller`: inherited; `implicit`: from the first statement on a session until commit or rollback. */
  readonly kind: 'block' | 'decorator' | 'caller' | 'implicit';
  /** Canonical name of what opens it (`django.db.transaction.atomic`), or the unit-of-work class. */
  readonly opener: string;
  /** Canonical text of the session or connection, empty when it has none (Django). */
  readonly session: string;
  /** 0 for the outermost; a nested one is a savepoint. */
  readonly depth: number;
}

export interface LockScope extends Span {
  readonly kind: 'asyncio' | 'threading' | 'distributed' | 'advisory' | 'file' | 'project';
  readonly text: string;
}

export interface FunctionFlow {
  readonly operations: readonly Operation[];
  readonly calls: readonly CallSite[];
  /** Transactions open at an operation, outermost first; callers' included when every known caller opens one. */
  transactionsAt(operation: Operation): readonly TransactionScope[];
  /** Those of them that the function opens itself, by a block or a decorator: found without looking at its callers. */
  openedAt(operation: Operation): readonly TransactionScope[];
  locksAt(operation: Operation): readonly LockScope[];
  readonly transactions: readonly TransactionScope[];
  /** True when control can pass from a to b without leaving the function (same or later, not in exclusive arms). */
  canFollow(a: Operation, b: Operation): boolean;
  /** Await points (explicit and implicit) strictly between two operations that can follow each other. */
  awaitsBetween(a: Operation, b: Operation): readonly Operation[];
  /** Last assignments to a local name that may reach an operation. */
  definitionsOf(name: string, at: Operation): readonly Operation[];
  /** The operation whose statement or expression encloses an offset. */
  operationAt(offset: number): Operation | null;
}
