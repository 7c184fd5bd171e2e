import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Effect } from '../../knowledge/entries.ts';
import type { CallSite, ClassModel, FunctionModel } from '../model/symbols.ts';

/** The project's own constructs that hold a transaction, recognised by what they do and never by their name. */

const ENTERS = ['__aenter__', '__enter__'];
const LEAVES = ['__aexit__', '__exit__'];
const CONTEXT_MANAGERS = new Set(['contextlib.contextmanager', 'contextlib.asynccontextmanager']);

/**
 * A unit of work: a context manager class that ends a transaction, `with SqlUnitOfWork() as uow:`. Its own methods, or those
 * of its only kind of subclass, commit or roll back a session; an abstract one declares both `commit` and `rollback`.
 */
export function isUnitOfWork(cls: ClassModel): boolean {
  const enter = firstMethod(cls, ENTERS);
  const leave = firstMethod(cls, LEAVES);
  if (enter === null || leave === null) return false;
  if (cls.method('commit') !== null && cls.method('rollback') !== null) return true;
  const begins = enter.calls.some((call) => hasEffect(call, 'transaction-begin'));
  return begins || leave.calls.some(endsTransaction);
}

function firstMethod(cls: ClassModel, names: readonly string[]): FunctionModel | null {
  for (const name of names) {
    const method = cls.method(name);
    if (method !== null) return method;
  }
  return null;
}

export function endsTransaction(call: CallSite): boolean {
  return hasEffect(call, 'transaction-commit') || hasEffect(call, 'transaction-rollback');
}

export function hasEffect(call: CallSite, effect: Effect): boolean {
  return call.fact?.effects?.includes(effect) === true;
}

/** `@contextmanager` or `@asynccontextmanager`. */
export function isContextManagerFunction(fn: FunctionModel): boolean {
  return (
    fn.facts.isGenerator &&
    fn.decorators.some(({ name }) => name !== null && CONTEXT_MANAGERS.has(name))
  );
}

/**
 * A generator that yields inside an open transaction: what it yields to runs in it. It yields inside a transaction block, or
 * commits what it yielded (`yield session` then `session.commit()`).
 */
export function yieldsInTransaction(fn: FunctionModel): boolean {
  const { flow } = fn;
  return flow.operations.some((operation) => {
    if (operation.kind !== 'yield') return false;
    if (flow.transactionsAt(operation).some(({ kind }) => kind === 'block' || kind === 'decorator'))
      return true;
    return flow.calls.some(
      (call) => hasEffect(call, 'transaction-commit') && flow.canFollow(operation, call.operation),
    );
  });
}

/** A decorator of the project whose wrapper calls the function inside a transaction. */
export function wrapsInTransaction(decorator: FunctionModel): boolean {
  const names = new Set(decorator.params.map(({ name }) => name));
  return decorator.module.functions.some((inner) => {
    if (inner.outer !== decorator && inner.outer?.outer !== decorator) return false;
    const wrapped =
      inner.outer === decorator ? names : new Set(inner.outer.params.map(({ name }) => name));
    return inner.calls.some(
      (call) =>
        wrapped.has(call.text) &&
        inner.flow.transactionsAt(call.operation).some(({ kind }) => kind === 'block'),
    );
  });
}

/** Whether a library type or callable opens a transaction by its role. */
export function isTransactionName(name: string | null, knowledge: Knowledge): boolean {
  return name !== null && knowledge.hasRole(name, 'transaction');
}
