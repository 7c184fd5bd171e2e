import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, Operation } from '../python/model/index.ts';
import { isComputedFrom } from './computed-from.ts';
import { databaseStatement, readIn, rootName } from './rows.ts';
import type { LostUpdate, RowSource, WithinFunction } from './rows.ts';

type CallOperation = Extract<Operation, { readonly kind: 'call' }>;

/** Columns that `UPDATE … SET` gives a bound value. */
const SET = /\bset\b(?<list>[\s\S]*?)(?:\bwhere\b(?<where>[\s\S]*))?$/iu;
const BOUND = /(?:^|,)\s*"?(?<column>\w+)"?\s*=\s*(?:\$\d+|%s|%\(\w+\)s|:\w+|\?)/gu;

/** `SELECT stock …` in one statement, `UPDATE … SET stock = $1` with a value that Python computed from it in another. */
export function rawLostUpdate(operation: CallOperation, within: WithinFunction): LostUpdate | null {
  const { call } = operation;
  if (call.fact?.sql === undefined) return null;
  const statement = databaseStatement(call, within.project);
  if (statement?.kind !== 'update' || statement.sql === null) return null;
  const column = boundColumn(statement.sql);
  if (column === null) return null;
  const read = computedRead(call, operation, { within, table: statement.table });
  if (read === null) return null;
  return {
    change: operation,
    source: read.source,
    model: statement.model,
    owner: statement.table,
    row: read.name,
    column,
    write: call,
    step: null,
  };
}

function boundColumn(sql: string): string | null {
  const { list = '', where = '' } = SET.exec(sql)?.groups ?? {};
  const columns = [...list.matchAll(BOUND)].flatMap(({ groups }) => groups?.['column'] ?? []);
  const isConditional = columns.some((column) => new RegExp(`\\b${column}\\b`, 'u').test(where));
  return isConditional ? null : (columns[0] ?? null);
}

interface Search {
  readonly within: WithinFunction;
  readonly table: string;
}

/** The unlocked read of the same table that one of the bound values is computed from. */
function computedRead(
  call: CallSite,
  at: Operation,
  { within, table }: Search,
): { readonly name: string; readonly source: RowSource } | null {
  let found: { readonly name: string; readonly source: RowSource } | null = null;
  const isOld = (expr: Expr, where: Operation): boolean => {
    const name = expr.kind === 'subscript' || expr.kind === 'name' ? rootName(expr) : null;
    const source = name === null ? null : readIn(expr, where, within);
    if (name === null || source?.call === null || source?.call === undefined) return false;
    if (databaseStatement(source.call, within.project)?.table !== table) return false;
    found = { name, source };
    return true;
  };
  const { flow } = within.fn;
  const isComputed = call.expr.args
    .slice(1)
    .some(({ value }) => isComputedFrom(value, { flow, at, isOld }));
  return isComputed ? found : null;
}
