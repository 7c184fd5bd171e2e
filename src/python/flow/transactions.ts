import type { Span } from '../facts/facts.ts';
import type { Operation, TransactionScope } from '../model/flow.ts';
import type { ClassModel, DecoratorModel, FunctionModel, TypeRef } from '../model/symbols.ts';
import { chainText, receiverOf } from './expression-text.ts';
import type { Flow } from './function-flow.ts';
import type { RegionOf } from './questions.ts';
import { isFunction, isModule, type FlowServices } from './services.ts';
import {
  hasEffect,
  isContextManagerFunction,
  isTransactionName,
  isUnitOfWork,
  wrapsInTransaction,
  yieldsInTransaction,
} from './transaction-shapes.ts';

/** A transaction that a `with` block holds open, by the id of its region. */
export function blockTransactions(
  flow: Flow,
  services: FlowServices,
): ReadonlyMap<number, TransactionScope> {
  const found = new Map<number, TransactionScope>();
  for (const operation of flow.operations) {
    for (const region of operation.regions) {
      if (region.kind !== 'with' || found.has(region.id)) continue;
      const opener = openerOf(flow, region, services);
      if (opener === null) continue;
      found.set(region.id, {
        ...scope(region, { kind: 'block', opener, session: sessionText(region) }),
        depth: operation.regions.filter(({ id }) => found.has(id)).length,
      });
    }
  }
  return found;
}

function scope(
  span: Span,
  of: Pick<TransactionScope, 'kind' | 'opener' | 'session'>,
): TransactionScope {
  return {
    ...of,
    id: `${of.kind}:${span.start}:${of.session}`,
    start: span.start,
    end: span.end,
    depth: 0,
  };
}

/** What `with …` opens, null when it opens no transaction. */
function openerOf(flow: Flow, region: RegionOf<'with'>, services: FlowServices): string | null {
  const { call, context } = region;
  if (call !== null) {
    if (isTransactionName(call.name, services.knowledge) || hasEffect(call, 'transaction-begin'))
      return call.name;
    const { target } = call;
    if (target !== null && isFunction(target) && isContextManagerFunction(target)) {
      return target !== flow.owner && yieldsInTransaction(target) ? target.qualifiedName : null;
    }
    if (target !== null && !isFunction(target)) return ownUnitOfWork(target, flow);
  }
  return typedOpener(flow, flow.owner.typeOf(context), services);
}

function typedOpener(flow: Flow, type: TypeRef | null, { knowledge }: FlowServices): string | null {
  if (type === null || type.isClass) return null;
  if (type.class !== null) return ownUnitOfWork(type.class, flow);
  if (isTransactionName(type.name, knowledge)) return type.name;
  const isDriver =
    knowledge.hasRole(type.name, 'connection') && !knowledge.kindsOf(type.name).includes('orm');
  const commits =
    knowledge.callable(`${type.name}.commit`)?.effects?.includes('transaction-commit') === true;
  const isAsync = knowledge.callable(`${type.name}.commit`)?.async === true;
  return isDriver && commits && !isAsync ? type.name : null;
}

/** The methods of a unit of work do not open it. */
function ownUnitOfWork(cls: ClassModel, flow: Flow): string | null {
  const inside = !isModule(flow.owner) && flow.owner.class === cls;
  return !inside && isUnitOfWork(cls) ? cls.qualifiedName : null;
}

function sessionText({ target, context, call }: RegionOf<'with'>): string {
  if (target !== null) return chainText(target);
  if (call === null) return chainText(context);
  const receiver = receiverOf(call.expr.callee);
  return receiver === null || call.receiver === null ? '' : chainText(receiver);
}

/** Transactions that decorators of the function, or of its class, put around its whole body. */
export function decoratorTransactions(
  flow: Flow,
  services: FlowServices,
): readonly TransactionScope[] {
  const { owner } = flow;
  if (isModule(owner)) return [];
  const openers = owner.decorators.flatMap(
    (decorator) => decoratorOpener(decorator, services) ?? [],
  );
  const ofClass = (owner.class?.decorators ?? []).flatMap(
    (decorator) => methodOpener(decorator, owner, services) ?? [],
  );
  return [...openers, ...ofClass].map((opener, depth) => ({
    ...scope(owner.facts, { kind: 'decorator', opener, session: '' }),
    id: `decorator:${owner.facts.start}:${depth}`,
    depth,
  }));
}

function decoratorOpener(decorator: DecoratorModel, { knowledge }: FlowServices): string | null {
  if (isTransactionName(decorator.name, knowledge)) return decorator.name;
  if (decorator.fact?.effects?.includes('transaction-begin') === true) return decorator.name;
  const { target } = decorator;
  return target !== null && isFunction(target) && wrapsInTransaction(target)
    ? target.qualifiedName
    : methodDecoratorArgument(decorator, knowledge);
}

/** `@method_decorator(transaction.atomic)` on a method. */
function methodDecoratorArgument(
  decorator: DecoratorModel,
  knowledge: FlowServices['knowledge'],
): string | null {
  if (decorator.name !== 'django.utils.decorators.method_decorator') return null;
  const first = decorator.args[0]?.value;
  const resolved = first === undefined ? null : decorator.module.resolve(first);
  return resolved?.kind === 'external' && isTransactionName(resolved.name, knowledge)
    ? resolved.name
    : null;
}

/** `@method_decorator(transaction.atomic, name='post')` on the class; `dispatch` holds for every method. */
function methodOpener(
  decorator: DecoratorModel,
  method: FunctionModel,
  { knowledge }: FlowServices,
): string | null {
  const opener = methodDecoratorArgument(decorator, knowledge);
  if (opener === null) return null;
  const name = decorator.args.find((argument) => argument.name === 'name')?.value;
  if (name?.kind !== 'string') return null;
  return name.value === method.name || (name.value === 'dispatch' && method.entries.length > 0)
    ? opener
    : null;
}

/**
 * The transaction that whoever calls the function holds open: every known caller does, or a dependency that yields inside
 * one, or the framework around each request.
 */
export function inheritedTransaction(flow: Flow, services: FlowServices): TransactionScope | null {
  const { owner } = flow;
  if (isModule(owner)) return null;
  const opener =
    services.requestTransaction(owner) ?? dependencyOpener(owner) ?? callersOpener(owner, services);
  return opener === null ? null : scope(owner.facts, { kind: 'caller', opener, session: '' });
}

function dependencyOpener(fn: FunctionModel): string | null {
  for (const { dependency } of fn.params) {
    if (dependency === null || !dependency.facts.isGenerator || dependency === fn) continue;
    if (yieldsInBlock(dependency)) return dependency.qualifiedName;
  }
  return null;
}

function yieldsInBlock(fn: FunctionModel): boolean {
  return fn.flow.operations.some(
    (operation) =>
      operation.kind === 'yield' &&
      fn.flow.openedAt(operation).some(({ kind }) => kind === 'block'),
  );
}

function callersOpener(fn: FunctionModel, services: FlowServices): string | null {
  if (fn.entries.length > 0) return null;
  const { calls, complete } = services.callersOf(fn);
  if (!complete || calls.length === 0) return null;
  let opener: string | null = null;
  for (const call of calls) {
    if (call.runsElsewhere !== null) return null;
    const open = transactionsAround(call.operation, call);
    if (open.length === 0) return null;
    opener ??= open[0]?.opener ?? null;
  }
  return opener;
}

function transactionsAround(
  operation: Operation,
  call: { readonly function: FunctionModel | null; readonly module: FunctionModel['module'] },
): readonly TransactionScope[] {
  const flow = call.function === null ? call.module.topLevel : call.function.flow;
  return flow.transactionsAt(operation).filter(({ kind }) => kind !== 'implicit');
}
