import type { CallExpr, Expr } from '../facts/facts.ts';
import type { FunctionFlow, LockScope, Operation, TransactionScope } from '../model/flow.ts';
import type { CallSite } from '../model/symbols.ts';
import type { FlowOwner } from '../symbols/services.ts';
import type { Emitter } from './emitter.ts';
import { boundNames } from './expression-text.ts';
import { ControlGraph } from './graph.ts';

/** Transactions and locks of one flow, found on demand. */
export interface FlowScopes {
  readonly transactions: readonly TransactionScope[];
  transactionsAt(operation: Operation): readonly TransactionScope[];
  openedAt(operation: Operation): readonly TransactionScope[];
  locksAt(operation: Operation): readonly LockScope[];
}

/** What a flow asks of its makers when it is first questioned. */
export interface FlowQuestions {
  scopesOf(flow: Flow): FlowScopes;
  /** True for a call after which control does not go on. */
  neverReturns(call: CallSite): boolean;
}

/** The operations of one body, in evaluation order, with the control flow between them. */
export class Flow implements FunctionFlow {
  readonly owner: FlowOwner;
  readonly operations: readonly Operation[];
  readonly calls: readonly CallSite[];
  private readonly emitter: Emitter;
  private readonly questions: FlowQuestions;
  private byCall: ReadonlyMap<CallExpr, Operation> | null = null;
  private controlGraph: ControlGraph | null = null;
  private foundScopes: FlowScopes | null = null;

  constructor(owner: FlowOwner, emitter: Emitter, questions: FlowQuestions) {
    this.owner = owner;
    this.emitter = emitter;
    this.questions = questions;
    this.operations = emitter.operations;
    this.calls = emitter.calls;
  }

  get transactions(): readonly TransactionScope[] {
    return this.scopes.transactions;
  }

  transactionsAt(operation: Operation): readonly TransactionScope[] {
    return this.scopes.transactionsAt(operation);
  }

  openedAt(operation: Operation): readonly TransactionScope[] {
    return this.scopes.openedAt(operation);
  }

  locksAt(operation: Operation): readonly LockScope[] {
    return this.scopes.locksAt(operation);
  }

  canFollow(a: Operation, b: Operation): boolean {
    return this.graph.canFollow(a.index, b.index);
  }

  awaitsBetween(a: Operation, b: Operation): readonly Operation[] {
    return this.graph
      .between(a.index, b.index)
      .flatMap((index) => this.operations[index] ?? [])
      .filter(({ kind }) => kind === 'await' || kind === 'implicit-await');
  }

  definitionsOf(name: string, at: Operation): readonly Operation[] {
    const defines = (index: number): boolean => {
      const operation = this.operations[index];
      return (
        operation?.kind === 'assign' &&
        operation.targets.some((target) => boundNames(target).includes(name))
      );
    };
    return this.graph
      .lastBefore(at.index, defines)
      .flatMap((index) => this.operations[index] ?? []);
  }

  operationAt(offset: number): Operation | null {
    let best: Operation | null = null;
    for (const operation of this.operations) {
      if (operation.start > offset || operation.end <= offset) continue;
      if (best === null || operation.end - operation.start < best.end - best.start)
        best = operation;
    }
    return best;
  }

  /** The operation of a call of this body. */
  operationOf(expr: CallExpr): Operation | null {
    this.byCall ??= new Map(
      this.operations.flatMap((operation): [CallExpr, Operation][] =>
        operation.kind === 'call' ? [[operation.call.expr, operation]] : [],
      ),
    );
    return this.byCall.get(expr) ?? null;
  }

  get graph(): ControlGraph {
    if (this.controlGraph === null) {
      const { blocks } = this.emitter.graph;
      // Set before the ends are known: asking what a call resolves to may come back here.
      this.controlGraph = new ControlGraph(blocks, this.operations.length, new Set());
      const ends = this.endingCalls();
      if (ends.size > 0) this.controlGraph = new ControlGraph(blocks, this.operations.length, ends);
    }
    return this.controlGraph;
  }

  private get scopes(): FlowScopes {
    this.foundScopes ??= this.questions.scopesOf(this);
    return this.foundScopes;
  }

  /** Calls that stand as a statement of their own and never come back. */
  private endingCalls(): ReadonlySet<number> {
    const ends = new Set<number>();
    for (const operation of this.operations) {
      if (operation.kind !== 'call' || operation.statement.kind !== 'expression') continue;
      if (!isStatementValue(operation.statement.value, operation.call.expr)) continue;
      if (this.questions.neverReturns(operation.call)) ends.add(operation.index);
    }
    return ends;
  }
}

function isStatementValue(value: Expr, call: CallExpr): boolean {
  return value === call || (value.kind === 'await' && value.value === call);
}
