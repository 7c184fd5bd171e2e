import { singleDefinition } from '../python/effects/chains.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel, Operation, OrmModel } from '../python/model/index.ts';
import type { Effect } from '../knowledge/entries.ts';
import { databaseStatement, rootName, rowSource, statedModel, takesRowLock } from './rows.ts';
import type { RowSource, WithinFunction } from './rows.ts';
import { membersOf, STATE, stateValue } from './transitions.ts';
import type { StateTransition } from './transitions.ts';
import { expressionsIn } from './walk.ts';

/** What must not happen twice between the test of a state and its UPDATE. */
const WORK: ReadonlySet<Effect> = new Set<Effect>([
  'payment',
  'database-write',
  'publish',
  'task-dispatch',
  'email',
]);

interface Setter {
  readonly model: OrmModel;
  readonly column: string;
  /** The argument that becomes the state. */
  readonly given: Expr;
}

/**
 * States that are tested on a row read here and set, after the work, by a method that sends `UPDATE … SET status = :status` with
 * no condition on the state: `repository.update_status(id, "paid")`.
 */
export function repositoryTransitions(within: WithinFunction): readonly StateTransition[] {
  return within.fn.calls.flatMap((call) => {
    const setter = call.deferred ? null : setterOf(call, within);
    return setter === null ? [] : (transitionBy(call, setter, within) ?? []);
  });
}

function transitionBy(
  call: CallSite,
  { model, column, given }: Setter,
  within: WithinFunction,
): StateTransition | null {
  const { fn } = within;
  const state = stateValue(given, fn);
  const tested = state === null ? null : testedBefore(call, { model, column }, within);
  if (state === null || tested === null) return null;
  if (!worksBetween(tested.test, call, fn) && !worksAfter(call, model, fn)) return null;
  return {
    change: call.operation,
    subject: `${model.class.name}.${column}`,
    column,
    state,
    owner: model.class.name,
    model,
    source: tested.source,
    states: Math.max(model.column(column)?.states.length ?? 0, membersOf(given, fn)),
    test: tested.test,
    write: call,
  };
}

/** The method takes the state as a parameter and writes it to the rows of one model, whatever state they are in. */
function setterOf(call: CallSite, within: WithinFunction): Setter | null {
  const target = calledFunction(call);
  if (target === null || call.hasSplat) return null;
  for (const { model, sites } of updatesIn(target, within)) {
    const set = sites
      .filter(({ expr }) => /\.(?:values|a?update)$/u.test(textOf(expr.callee)))
      .flatMap(({ expr }) => expr.args)
      .find(({ name }) => name !== null && STATE.test(name) && model.column(name) !== null);
    const column = set?.name ?? null;
    if (set === undefined || column === null || set.value.kind !== 'name') continue;
    if (isConditional(sites, column)) continue;
    const given = givenFor(set.value.id, call, target);
    if (given !== null) return { model, column, given };
  }
  return assigningSetter(call, target, within);
}

/** `payment = session.get(Payment, id)`, `payment.status = status`, `session.commit()`: the row is read again, and its state is not looked at. */
function assigningSetter(
  call: CallSite,
  target: FunctionModel,
  { project }: WithinFunction,
): Setter | null {
  for (const operation of target.flow.operations) {
    if (operation.kind !== 'assign' || operation.operator !== null) continue;
    const [to] = operation.targets;
    if (to?.kind !== 'attribute' || to.object.kind !== 'name' || !STATE.test(to.name)) continue;
    if (operation.value?.kind !== 'name') continue;
    const source = rowSource(to.object.id, operation, { fn: target, project });
    const model = source?.kind === 'fetched' ? source.model : null;
    const given = givenFor(operation.value.id, call, target);
    if (model === null || given === null || model.column(to.name) === null) continue;
    if (isTested(textOf(to), target)) continue;
    return { model, column: to.name, given };
  }
  return null;
}

function isTested(text: string, { flow }: FunctionModel): boolean {
  return flow.operations.some(
    (operation) =>
      operation.kind === 'test' &&
      [...expressionsIn(operation.test)].some((expr) => textOf(expr) === text),
  );
}

function calledFunction({ target }: CallSite): FunctionModel | null {
  return target !== null && 'flow' in target ? target : null;
}

interface SentUpdate {
  readonly model: OrmModel;
  /** The calls that the statement is built and sent with. */
  readonly sites: readonly CallSite[];
}

/** UPDATEs of a function that are limited to some rows; the only one that it builds, where the session is of no known type. */
function updatesIn(fn: FunctionModel, { project }: WithinFunction): readonly SentUpdate[] {
  const sent = fn.calls.flatMap((call): readonly SentUpdate[] => {
    if (call.fact?.effects === undefined) return [];
    const statement = databaseStatement(call, project);
    if (statement?.kind !== 'update' || !statement.filtered || statement.model === null) return [];
    return [{ model: statement.model, sites: [call, ...statement.chain] }];
  });
  if (sent.length > 0) return sent;
  const model = statedModel(fn, 'update-statement');
  const built = fn.calls.filter(({ fact }) => fact?.roles?.includes('update-statement') === true);
  const isSent = fn.calls.some(({ text }) => text.endsWith('.execute'));
  return model !== null && built.length === 1 && isSent && fn.calls.some(isLimit)
    ? [{ model, sites: fn.calls }]
    : [];
}

function givenFor(name: string, call: CallSite, target: FunctionModel): Expr | null {
  const params = target.params.filter((param) => !['self', 'cls'].includes(param.name));
  const position = params.findIndex((param) => param.name === name);
  return position < 0 ? null : call.argument(name, position);
}

function isLimit({ expr }: CallSite): boolean {
  return /\.(?:where|filter|filter_by|exclude)$/u.test(textOf(expr.callee));
}

/** The UPDATE is limited by the state: the database decides who was first. */
function isConditional(sites: readonly CallSite[], column: string): boolean {
  return sites
    .filter(isLimit)
    .flatMap(({ expr }) => expr.args)
    .some(
      ({ name, value }) =>
        name?.startsWith(column) === true ||
        [...expressionsIn(value)].some((expr) => expr.kind === 'attribute' && expr.name === column),
    );
}

interface Tested {
  readonly test: Operation;
  readonly source: RowSource;
}

/** A test of the column on a row of the model that was read here, by what the UPDATE finds it by. */
function testedBefore(
  call: CallSite,
  { model, column }: Pick<Setter, 'model' | 'column'>,
  within: WithinFunction,
): Tested | null {
  const { fn } = within;
  for (const test of fn.flow.operations) {
    if (test.kind !== 'test' || !fn.flow.canFollow(test, call.operation)) continue;
    for (const expr of expressionsIn(test.test)) {
      const owner = ownerRead(expr, column);
      const row = owner === null ? null : rootName(owner);
      if (row === null) continue;
      const source = rowSource(row, test, within) ?? statedSource(row, test, fn);
      if (source?.kind !== 'fetched' || source.model !== model) continue;
      if (isSameRow(call, row, source)) return { test, source };
    }
  }
  return null;
}

/** `payment` of `payment.status`, `payment["status"]` and `payment.get("status")`. */
function ownerRead(expr: Expr, column: string): Expr | null {
  const isColumn = (key: Expr | undefined): boolean =>
    key?.kind === 'string' && key.value === column;
  if (expr.kind === 'attribute') return expr.name === column ? expr.object : null;
  if (expr.kind === 'subscript') return isColumn(expr.index[0]) ? expr.object : null;
  if (expr.kind !== 'call' || expr.callee.kind !== 'attribute' || expr.callee.name !== 'get')
    return null;
  return isColumn(expr.args[0]?.value) ? expr.callee.object : null;
}

/** A row from a function that selects one model, where the session is of no known type. */
function statedSource(row: string, at: Operation, fn: FunctionModel): RowSource | null {
  const value = singleDefinition(fn.flow, row, at)?.value ?? null;
  const read = value?.kind === 'await' ? value.value : value;
  const call = fn.calls.find(({ expr }) => expr === read) ?? null;
  const target = call === null ? null : calledFunction(call);
  const model = target === null ? null : statedModel(target, 'select');
  if (call === null || model === null) return null;
  return { call, model, locked: takesRowLock(call), kind: 'fetched' };
}

function isSameRow(call: CallSite, row: string, source: RowSource): boolean {
  const keys = new Set(source.call?.expr.args.map(({ value }) => textOf(value)) ?? []);
  return call.expr.args.some(
    ({ value }) =>
      [...expressionsIn(value)].some((part) => rootName(part) === row) ||
      (value.kind === 'name' && keys.has(value.id)),
  );
}

function worksBetween(test: Operation, update: CallSite, fn: FunctionModel): boolean {
  const isBetween = (call: CallSite): boolean =>
    call !== update &&
    fn.flow.canFollow(test, call.operation) &&
    fn.flow.canFollow(call.operation, update.operation);
  const effects = fn.effects().filter(({ origin }) => isBetween(origin));
  return effects.some(({ effect }) => WORK.has(effect)) || fn.calls.filter(isBetween).some(updates);
}

/** The state is set first, and others rows are written because of it: whoever passed the test does it too. */
function worksAfter(update: CallSite, model: OrmModel, fn: FunctionModel): boolean {
  return fn
    .effects()
    .some(
      ({ effect, origin, model: written }) =>
        origin !== update &&
        fn.flow.canFollow(update.operation, origin.operation) &&
        (effect === 'payment' ||
          (effect === 'database-write' && written !== null && written !== model)),
    );
}

function updates(call: CallSite): boolean {
  const target = calledFunction(call);
  return target !== null && statedModel(target, 'update-statement') !== null;
}
