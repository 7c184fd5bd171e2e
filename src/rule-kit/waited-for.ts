import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel } from '../python/model/index.ts';
import { enclosingAll } from '../python/flow/questions.ts';
import { expressionsOfBody } from './local-names.ts';
import { expressionsIn } from './walk.ts';

const WAITS: ReadonlySet<string> = new Set(['join', 'result', 'exception']);
const KEEPS: ReadonlySet<string> = new Set(['append', 'add', 'extend', 'insert']);

/**
 * True when a function may wait for the work that a call starts: the task or thread is awaited, joined, gathered or returned,
 * or the pool that runs it is left through its `with`.
 */
export function mayWaitFor(call: CallSite, fn: FunctionModel): boolean {
  if (call.awaited || call.consumer?.awaited === true) return true;
  const { statement } = call.operation;
  if (statement.kind === 'return' || runsInOwnPool(call)) return true;
  const names = holders(call);
  return expressionsOfBody(fn).some((expr) => waitsFor(expr, names));
}

/** `with ThreadPoolExecutor() as pool: pool.submit(work)`: leaving the block waits. */
function runsInOwnPool(call: CallSite): boolean {
  const { callee } = call.expr;
  if (callee.kind !== 'attribute' || callee.object.kind !== 'name') return false;
  const { id } = callee.object;
  return enclosingAll(call, 'with').some(
    ({ target }) => target?.kind === 'name' && target.id === id,
  );
}

/** Local names that hold what the call returns: assigned, or put into a collection. */
function holders(call: CallSite): ReadonlySet<string> {
  const names = new Set<string>();
  const { statement } = call.operation;
  if (statement.kind === 'assign') {
    for (const target of statement.targets) if (target.kind === 'name') names.add(target.id);
  }
  const callee = call.consumer?.expr.callee;
  if (callee?.kind === 'attribute' && KEEPS.has(callee.name) && callee.object.kind === 'name')
    names.add(callee.object.id);
  return names;
}

function waitsFor(expr: Expr, names: ReadonlySet<string>): boolean {
  if (expr.kind === 'await') {
    return [...expressionsIn(expr.value)].some(
      (inner) => inner.kind === 'name' && names.has(inner.id),
    );
  }
  if (expr.kind !== 'attribute' || !WAITS.has(expr.name)) return false;
  return expr.object.kind === 'name' && names.has(expr.object.id);
}
