import type { CallSite, FunctionModel, Operation } from '../python/model/index.ts';
import { nameOf } from './expressions.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import { rootName } from './rows.ts';

const SQL_LOCK = /\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b/iu;

/** Calls of the function itself that take row locks. What only builds a query is looked at where the query runs. */
export function rowLocksIn(fn: FunctionModel): readonly CallSite[] {
  if (!fn.calls.some(mayLock)) return [];
  const locks = fn
    .effects(0)
    .filter(({ effect, spawned }) => effect === 'row-lock' && spawned !== true);
  return [...new Set(locks.map(({ leaf }) => leaf))];
}

function mayLock({ fact, expr, text }: CallSite): boolean {
  if (fact?.roles?.includes('row-lock-call') === true || text.endsWith('for_update')) return true;
  return expr.args.some(
    ({ name, value }) =>
      name === 'with_for_update' || (value.kind === 'string' && SQL_LOCK.test(value.value)),
  );
}

/** A transaction is open at the lock by a block, a decorator or a caller. */
export function isInBlock(lock: CallSite, { flow }: FunctionModel): boolean {
  return flow.transactionsAt(lock.operation).some(({ kind }) => kind !== 'implicit');
}

/** A lock that a commit ends before the row is changed. */
export interface ReleasedLock {
  readonly commit: CallSite;
  readonly change: Operation;
  readonly text: string;
}

/** A commit between the read under the lock and the change of the row that was read, in this order on the page. */
export function lockReleasedBefore(lock: CallSite, fn: FunctionModel): ReleasedLock | null {
  const { statement } = lock.operation;
  const [target] = statement.kind === 'assign' ? statement.targets : [];
  const row = target?.kind === 'name' ? target.id : null;
  if (row === null || isInBlock(lock, fn)) return null;
  const { flow } = fn;
  const commits = fn.calls.filter(
    (call) =>
      call.fact?.effects?.includes('transaction-commit') === true &&
      sessionText(call) === sessionText(lock) &&
      isBetween(lock.operation, call.operation, fn),
  );
  for (const commit of commits) {
    const change = flow.operations.find(
      (operation) =>
        operation.kind === 'assign' &&
        operation.targets.some((to) => to.kind === 'attribute' && rootName(to) === row) &&
        isBetween(commit.operation, operation, fn) &&
        flow.definitionsOf(row, operation).every(({ statement: by }) => by === statement) &&
        !fn.calls.some((other) => relocks(other, commit, operation, row)),
    );
    const [to] = change?.kind === 'assign' ? change.targets : [];
    if (change !== undefined && to !== undefined) return { commit, change, text: textOf(to) };
  }
  return null;
}

function isBetween(a: Operation, b: Operation, { flow }: FunctionModel): boolean {
  return a.index < b.index && flow.canFollow(a, b);
}

/** Locks the same row again: `session.refresh(order, with_for_update=True)`. */
function relocks(call: CallSite, commit: CallSite, change: Operation, row: string): boolean {
  const { index } = call.operation;
  if (index <= commit.operation.index || index >= change.index) return false;
  return (
    mayLock(call) || call.expr.args.some(({ value }) => value.kind === 'name' && value.id === row)
  );
}

/** What a statement is sent on: `session` of `session.query(Order).first()`. */
export function sessionText({ expr }: CallSite): string {
  let at = expr.callee;
  while (at.kind === 'attribute' && at.object.kind === 'call') at = at.object.callee;
  return at.kind === 'attribute' ? (nameOf(at.object) ?? '') : '';
}
