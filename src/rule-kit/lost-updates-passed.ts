import { siteIn } from '../python/effects/chains.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel, Operation, OrmModel } from '../python/model/index.ts';
import { isComputedFrom } from './computed-from.ts';
import { databaseStatement, rootName, rowSource } from './rows.ts';
import type { LostUpdate, RowSource, WithinFunction } from './rows.ts';

type CallOperation = Extract<Operation, { readonly kind: 'call' }>;

/** What a function writes: a column of a table, with the value of one of its parameters. */
interface Setter {
  readonly model: OrmModel | null;
  readonly table: string;
  readonly column: string;
  /** Name of the parameter. */
  readonly given: string;
}

/** `set_balance(user_id, balance - price)`: a helper writes what the caller computed from what another helper read. */
export function passedUpdate(operation: CallOperation, within: WithinFunction): LostUpdate | null {
  const passed = passedColumn(operation, within);
  if (passed === null || !mayInterleave(passed.read, operation, within.fn)) return null;
  const { model, table, column } = passed.setter;
  return {
    change: operation,
    source: { call: passed.read, model, locked: false, kind: 'fetched' },
    model,
    owner: model?.class.name ?? table,
    row: passed.read.text,
    column,
    write: operation.call,
    step: null,
  };
}

/** A column that a helper writes with a value that the caller computed from what another helper read of it. */
export interface PassedColumn {
  readonly setter: Setter;
  readonly value: Expr;
  readonly read: CallSite;
}

/** The column that a call to a helper changes from its old value; null when it changes none that way. */
export function passedColumn(
  operation: CallOperation,
  within: WithinFunction,
): PassedColumn | null {
  const { call } = operation;
  const target = functionCalled(call);
  if (target === null || call.hasSplat || call.deferred || call.runsElsewhere !== null) return null;
  if (call.expr.args.length === 0) return null;
  for (const setter of settersOf(target, within)) {
    const value = argumentFor(setter.given, call, target);
    const read = value === null ? null : readFor(value, { operation, setter, within });
    if (value !== null && read !== null) return { setter, value, read };
  }
  return null;
}

function functionCalled({ target }: CallSite): FunctionModel | null {
  return target !== null && 'flow' in target ? target : null;
}

function argumentFor(name: string, call: CallSite, target: FunctionModel): Expr | null {
  const params = target.params.filter((param) => param.name !== 'self' && param.name !== 'cls');
  const position = params.findIndex((param) => param.name === name);
  return position < 0 ? null : call.argument(name, position);
}

const known = new WeakMap<FunctionModel, readonly Setter[]>();

/** Many calls lead to one helper. */
function settersOf(fn: FunctionModel, within: WithinFunction): readonly Setter[] {
  const setters = known.get(fn) ?? settersIn(fn, within);
  known.set(fn, setters);
  return setters;
}

/** The UPDATEs of a function whose new value is a parameter as it is. What looks at the old value first is another matter. */
function settersIn(fn: FunctionModel, within: WithinFunction): readonly Setter[] {
  const names = new Set(fn.params.map(({ name }) => name));
  const isGiven = (value: Expr | null | undefined): value is Expr & { kind: 'name' } =>
    value?.kind === 'name' && names.has(value.id) && isUntouched(value.id, fn);
  const sent = fn.calls.flatMap((call): readonly Setter[] => {
    if (call.fact?.effects?.some((effect) => effect.startsWith('database-')) !== true) return [];
    const statement = databaseStatement(call, within.project);
    if (statement?.kind !== 'update' || !statement.filtered) return [];
    const { model, table, sql, chain } = statement;
    if (sql !== null) {
      const bound = boundValue(sql, call);
      return bound !== null && isGiven(bound.value)
        ? [{ model, table, column: bound.column, given: bound.value.id }]
        : [];
    }
    return [call, ...chain]
      .filter(({ text }) => /(?:^|\.)(?:values|a?update)$/u.test(text))
      .flatMap(({ expr }) => expr.args)
      .flatMap(({ name, value }) =>
        name !== null && model?.column(name) != null && isGiven(value)
          ? [{ model, table, column: name, given: value.id }]
          : [],
      );
  });
  return [...sent, ...assignedIn(fn, within, isGiven)];
}

/** `user.balance = balance` on a row that the function reads itself. */
function assignedIn(
  fn: FunctionModel,
  { project }: WithinFunction,
  isGiven: (value: Expr | null | undefined) => value is Expr & { kind: 'name' },
): readonly Setter[] {
  return fn.flow.operations.flatMap((operation): readonly Setter[] => {
    if (operation.kind !== 'assign' || operation.operator !== null) return [];
    const [to] = operation.targets;
    if (to?.kind !== 'attribute' || to.object.kind !== 'name' || !isGiven(operation.value))
      return [];
    const source = rowSource(to.object.id, operation, { fn, project });
    const model = source?.kind === 'fetched' && !source.locked ? source.model : null;
    if (model?.column(to.name) == null) return [];
    return [{ model, table: '', column: to.name, given: operation.value.id }];
  });
}

function isUntouched(name: string, { flow }: FunctionModel): boolean {
  return !flow.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      operation.targets.some((target) => target.kind === 'name' && target.id === name),
  );
}

const SET = /\bset\b(?<list>[\s\S]*?)(?:\bwhere\b(?<where>[\s\S]*))?$/iu;
const BOUND =
  /(?:^|,)\s*["`]?(?<column>\w+)["`]?\s*=\s*(?<mark>\?|%s|\$(?<index>\d+)|%\((?<key>\w+)\)s|:(?<name>\w+))\s*(?=,|$)/iu;

/** The first column that gets a bound value, and the expression that is bound to it. */
function boundValue(
  sql: string,
  call: CallSite,
): { readonly column: string; readonly value: Expr } | null {
  const { list = '', where = '' } = SET.exec(sql.trim())?.groups ?? {};
  const found = BOUND.exec(list.trim())?.groups;
  const column = found?.['column'];
  if (column === undefined || new RegExp(`\\b${column}\\b`, 'iu').test(where)) return null;
  const given = call.expr.args.filter(({ name }) => name === null).slice(1);
  const [first] = given;
  const key = found?.['key'] ?? found?.['name'];
  if (key !== undefined) {
    const entries = first?.value.kind === 'dict' ? first.value.entries : [];
    const entry = entries.find((one) => one.key?.kind === 'string' && one.key.value === key);
    return entry === undefined ? null : { column, value: entry.value };
  }
  const index = found?.['index'] === undefined ? 0 : Number(found['index']) - 1;
  const listed = first?.value.kind === 'tuple' || first?.value.kind === 'list';
  const items =
    listed && 'items' in first.value ? first.value.items : given.map(({ value }) => value);
  const isFirst =
    found?.['index'] !== undefined || !/[?]|%s/u.test(list.slice(0, list.indexOf(column)));
  const value = items[index];
  return value === undefined || !isFirst ? null : { column, value };
}

interface Wanted {
  readonly operation: Operation;
  readonly setter: Setter;
  readonly within: WithinFunction;
}

/** The call that read the old value: of the same table, without a lock, and the column is what it reads. */
function readFor(value: Expr, { operation, setter, within }: Wanted): CallSite | null {
  let read: CallSite | null = null;
  const { flow } = within.fn;
  const isOld = (expr: Expr): boolean => {
    if (expr.kind !== 'call' && !isPart(expr, setter.column)) return false;
    const call = expr.kind === 'call' ? siteIn(flow, expr) : callBehind(expr, operation, within);
    if (call === null || !readsColumn(call, { setter, within }, expr.kind !== 'call')) return false;
    read = call;
    return true;
  };
  return isComputedFrom(value, { flow, at: operation, isOld }) ? read : null;
}

/** `user["balance"]`, `user.balance`: the column is named. */
function isPart(expr: Expr, column: string): boolean {
  if (expr.kind === 'attribute') return expr.name === column;
  const [key] = expr.kind === 'subscript' ? expr.index : [];
  return key?.kind === 'string' && key.value === column;
}

function callBehind(expr: Expr, at: Operation, within: WithinFunction): CallSite | null {
  const row = rootName(expr);
  const source: RowSource | null = row === null ? null : rowSource(row, at, within);
  return source?.kind === 'fetched' && !source.locked ? source.call : null;
}

/** A helper whose SELECT is about the same rows; one that hands out a value alone must ask for the column by name. */
function readsColumn(
  call: CallSite,
  { setter, within }: Pick<Wanted, 'setter' | 'within'>,
  isRow: boolean,
): boolean {
  const effects = within.fn.effects().filter(({ origin }) => origin === call);
  if (effects.some(({ effect }) => effect === 'row-lock')) return false;
  return effects.some(({ effect, leaf, model }) => {
    if (effect !== 'database-read') return false;
    if (setter.model !== null && model !== null && model !== setter.model) return false;
    const statement = databaseStatement(leaf, within.project);
    if (statement?.sql == null) return setter.model !== null && model === setter.model && isRow;
    if (setter.table === '' || statement.table !== setter.table) return false;
    const list = /^\s*select\b([\s\S]*?)\bfrom\b/iu.exec(statement.sql)?.[1] ?? '';
    const isNamed = new RegExp(`\\b${setter.column}\\b`, 'iu').test(list);
    return isNamed ? isRow || !list.includes(',') : isRow && list.trim() === '*';
  });
}

/** Others run in between: at an `await` of an asynchronous function, in the threads of a plain one. */
function mayInterleave(read: CallSite, write: Operation, fn: FunctionModel): boolean {
  if (!fn.isAsync) return true;
  if (read.awaited) return true;
  return fn.flow.awaitsBetween(read.operation, write).length > 0;
}
