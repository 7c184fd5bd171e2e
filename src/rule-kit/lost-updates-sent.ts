import { textOf } from '../python/facts/canonical-text.ts';
import type { Argument, Expr } from '../python/facts/facts.ts';
import type { CallSite, Operation } from '../python/model/index.ts';
import { isComputedFrom, isLeftToDatabase } from './computed-from.ts';
import { chainCalls, databaseStatement, rootName, rowSource } from './rows.ts';
import type { LostUpdate, WithinFunction } from './rows.ts';
import { expressionsIn } from './walk.ts';

type CallOperation = Extract<Operation, { readonly kind: 'call' }>;

const FILTERS = /(?:^|\.)(?:where|filter|filter_by|get)$/u;

/** `update(Order).values(stock=order.stock - 1)`, `Order.objects.filter(…).update(stock=order.stock - 1)`. */
export function sentUpdate(operation: CallOperation, within: WithinFunction): LostUpdate | null {
  const { call } = operation;
  if (call.fact?.effects?.some((effect) => effect.startsWith('database-')) !== true) return null;
  const statement = databaseStatement(call, within.project);
  if (statement?.kind !== 'update' || statement.model === null) return null;
  const calls = [...chainCalls(call), ...statement.chain];
  const { model } = statement;
  for (const { name: column, value } of calls.flatMap(valuesOf)) {
    if (column === null || model.column(column) === null || isLeftToDatabase(value)) continue;
    const row = computedRow(column, value, { operation, within });
    if (row === null || calls.some((other) => isCondition(other, column))) continue;
    const source = rowSource(row, operation, within);
    if (source === null || source.kind === 'parameter') continue;
    return {
      change: operation,
      source,
      model,
      owner: model.class.name,
      row,
      column,
      write: call,
      step: null,
    };
  }
  return null;
}

/** The new values that a call of the chain names. */
function valuesOf(call: CallSite): readonly Pick<Argument, 'name' | 'value'>[] {
  if (!/(?:^|\.)(?:values|update)$/u.test(call.text)) return [];
  return call.expr.args.filter(({ name }) => name !== null);
}

/** The local row whose column of the same name the value is made from. */
function computedRow(
  column: string,
  value: Expr,
  { operation, within }: { readonly operation: Operation; readonly within: WithinFunction },
): string | null {
  let row: string | null = null;
  const isOld = (expr: Expr): boolean => {
    if (expr.kind !== 'attribute' || expr.name !== column || expr.object.kind !== 'name')
      return false;
    if (within.fn.resolve(expr.object)?.kind === 'class') return false;
    row = rootName(expr);
    return true;
  };
  return isComputedFrom(value, { flow: within.fn.flow, at: operation, isOld }) ? row : null;
}

/** `.where(Order.stock == order.stock)`: the update happens only while the value is still the one that was read. */
function isCondition(call: CallSite, column: string): boolean {
  if (!FILTERS.test(call.text)) return false;
  return call.expr.args.some(
    ({ name, value }) =>
      name?.split('__')[0] === column ||
      [...expressionsIn(value)].some(
        (expr) => expr.kind === 'attribute' && expr.name === column && textOf(expr.object) !== '',
      ),
  );
}
