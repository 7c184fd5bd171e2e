import type { LockScope, Operation, TransactionScope } from '../model/flow.ts';
import type { Flow, FlowScopes } from './function-flow.ts';
import { implicitTransactions, type ImplicitTransaction } from './implicit-transactions.ts';
import { heldLocks, type HeldLock } from './locks.ts';
import type { FlowServices } from './services.ts';
import { blockTransactions, decoratorTransactions, inheritedTransaction } from './transactions.ts';

/** Transactions and locks of a flow; each part is found when it is first asked for. */
export function scopesOf(flow: Flow, services: FlowServices): FlowScopes {
  return new Scopes(flow, services);
}

class Scopes implements FlowScopes {
  private readonly flow: Flow;
  private readonly services: FlowServices;
  private blocks: ReadonlyMap<number, TransactionScope> | null = null;
  private decorators: readonly TransactionScope[] | null = null;
  private implicit: readonly ImplicitTransaction[] | null = null;
  private inherited: TransactionScope | 'asking' | 'none' | null = null;
  private locks: readonly HeldLock[] | null = null;

  constructor(flow: Flow, services: FlowServices) {
    this.flow = flow;
    this.services = services;
  }

  get transactions(): readonly TransactionScope[] {
    return [
      ...this.ofDecorators(),
      ...this.ofBlocks().values(),
      ...this.ofSessions().map(({ scope }) => scope),
    ];
  }

  transactionsAt(operation: Operation): readonly TransactionScope[] {
    const own = this.openedAt(operation);
    const caller = this.ofCallers();
    const explicit = caller === null ? own : [caller, ...own];
    // Inside an explicit transaction the session's own is the same one.
    const open = explicit.length > 0 ? explicit : this.implicitAt(operation);
    return open.map((scope, depth) => (scope.depth === depth ? scope : { ...scope, depth }));
  }

  openedAt(operation: Operation): readonly TransactionScope[] {
    return [...this.ofDecorators(), ...this.blocksAround(operation)];
  }

  locksAt(operation: Operation): readonly LockScope[] {
    // Set before it is known: a lock manager may be written in terms of itself.
    if (this.locks === null) {
      this.locks = [];
      this.locks = heldLocks(this.flow, this.services);
    }
    return this.locks.filter((lock) => lock.holds(operation)).map(({ scope }) => scope);
  }

  private blocksAround(operation: Operation): readonly TransactionScope[] {
    const blocks = this.ofBlocks();
    return operation.regions.flatMap(({ id }) => blocks.get(id) ?? []);
  }

  private implicitAt(operation: Operation): readonly TransactionScope[] {
    return this.ofSessions()
      .filter(({ inside }) => inside.has(operation.index))
      .map(({ scope }) => scope);
  }

  private ofBlocks(): ReadonlyMap<number, TransactionScope> {
    if (this.blocks === null) {
      this.blocks = new Map();
      this.blocks = blockTransactions(this.flow, this.services);
    }
    return this.blocks;
  }

  private ofDecorators(): readonly TransactionScope[] {
    if (this.decorators === null) {
      this.decorators = [];
      this.decorators = decoratorTransactions(this.flow, this.services);
    }
    return this.decorators;
  }

  private ofSessions(): readonly ImplicitTransaction[] {
    if (this.implicit === null) {
      this.implicit = [];
      this.implicit = implicitTransactions(this.flow, this.services);
    }
    return this.implicit;
  }

  /** A function that calls itself, directly or round a cycle, is called by nobody new there. */
  private ofCallers(): TransactionScope | null {
    if (this.inherited === null) {
      this.inherited = 'asking';
      this.inherited = inheritedTransaction(this.flow, this.services) ?? 'none';
    }
    return typeof this.inherited === 'string' ? null : this.inherited;
  }
}
