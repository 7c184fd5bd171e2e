import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel, Operation, OrmModel } from '../python/model/index.ts';
import { isCalledUnderLock, locksRowBefore } from './held-locks.ts';
import { isComputedFrom, isLeftToDatabase, isText } from './computed-from.ts';
import { sentUpdate } from './lost-updates-sent.ts';
import { passedUpdate } from './lost-updates-passed.ts';
import { rawLostUpdate } from './lost-updates-sql.ts';
import { isLostWithSession, rootName, rowSource, statedModel } from './rows.ts';
import type { LostUpdate, RowSource, WithinFunction } from './rows.ts';
import { expressionsIn } from './walk.ts';

const WRITES: ReadonlySet<string> = new Set(['database-write', 'flush', 'transaction-commit']);
const FLUSHES: ReadonlySet<string> = new Set(['flush', 'transaction-commit']);

/** Lost updates of a function, each row and column once. Silent where a lock, a version column or a condition stands against them. */
export function lostUpdates(within: WithinFunction): readonly LostUpdate[] {
  const found = new Map<string, LostUpdate>();
  for (const operation of within.fn.flow.operations) {
    const update = updateAt(operation, within);
    if (update === null || isProtected(update, within)) continue;
    const key = `${update.row}.${update.column}`;
    if (!found.has(key)) found.set(key, update);
  }
  return [...found.values()];
}

function updateAt(operation: Operation, within: WithinFunction): LostUpdate | null {
  if (operation.kind === 'assign') return assigned(operation, within);
  if (operation.kind !== 'call') return null;
  return (
    sentUpdate(operation, within) ??
    rawLostUpdate(operation, within) ??
    passedUpdate(operation, within)
  );
}

type AssignOperation = Extract<Operation, { readonly kind: 'assign' }>;

/** `order.stock -= n`, `order.stock = max(order.stock, n)` on a row that was read. */
function assigned(operation: AssignOperation, within: WithinFunction): LostUpdate | null {
  const [target, ...others] = operation.targets;
  if (target?.kind !== 'attribute' || others.length > 0 || operation.value === null) return null;
  if (!isChangedFromItself(operation, target, within.fn)) return null;
  if (isOverwrittenBefore(operation, textOf(target), within.fn)) return null;
  const root = rootName(target.object);
  const source = root === null ? null : rowSource(root, operation, within);
  if (source === null) return null;
  const ofRow = target.object.kind === 'name' ? source.model : null;
  const model = within.fn.typeOf(target.object)?.class?.orm ?? ofRow;
  if (model === null || model.column(target.name) === null) return null;
  if (isLostWithSession(target.object, { source, model, at: operation }, within)) return null;
  const write = writeAfter(operation, { row: target.object, model }, within.fn);
  if (write === null && !isFlushedLater(model, source)) return null;
  return {
    change: operation,
    source,
    model,
    owner: model.class.name,
    row: textOf(target.object),
    column: target.name,
    write,
    step: stepOf(operation, textOf(target)),
  };
}

function isChangedFromItself(
  { operator, value, ...operation }: AssignOperation,
  target: Expr,
  { flow }: FunctionModel,
): boolean {
  if (value === null || isLeftToDatabase(value) || isText(value)) return false;
  if (operator !== null) return true;
  const text = textOf(target);
  const at = flow.operations[operation.index];
  if (at === undefined) return false;
  const isOld = (expr: Expr): boolean => expr.kind === 'attribute' && textOf(expr) === text;
  return isComputedFrom(value, { flow, at, isOld });
}

/** A value that this function put there itself is not one it read. */
function isOverwrittenBefore(
  operation: AssignOperation,
  text: string,
  { flow }: FunctionModel,
): boolean {
  return flow.operations.some(
    (other) =>
      other.kind === 'assign' &&
      other.operator === null &&
      other.index !== operation.index &&
      other.targets.some((target) => textOf(target) === text) &&
      flow.canFollow(other, operation),
  );
}

function stepOf({ operator, value }: AssignOperation, text: string): string | null {
  if (value === null || isCollection(value)) return null;
  if (operator !== null) return `${operator.replace('=', '')} ${textOf(value)}`;
  if (value.kind !== 'binary' || textOf(value.left) !== text || isCollection(value.right))
    return null;
  return `${value.operator} ${textOf(value.right)}`;
}

/** A list in a column grows by no arithmetic of the database. */
function isCollection({ kind }: Expr): boolean {
  return kind === 'list' || kind === 'set' || kind === 'dict' || kind === 'comprehension';
}

interface Written {
  readonly row: Expr;
  readonly model: OrmModel;
}

/** The first call afterwards that saves this row, or that flushes or commits the session it belongs to. */
/** The next write below the change; in a loop, where there is none, one of the next round. */
function writeAfter(change: Operation, written: Written, fn: FunctionModel): CallSite | null {
  const after = fn.calls.filter(
    (call) =>
      call.runsElsewhere === null &&
      fn.flow.canFollow(change, call.operation) &&
      writesRow(call, written),
  );
  return after.find((call) => call.operation.index >= change.index) ?? after[0] ?? null;
}

function writesRow(call: CallSite, { row, model }: Written): boolean {
  const effects = effectsOf(call);
  if (!effects.some((effect) => WRITES.has(effect)) && !updates(call, model)) return false;
  if (hasSession(model) && effects.some((effect) => FLUSHES.has(effect))) return true;
  const text = textOf(row);
  const isReceiver =
    call.expr.callee.kind === 'attribute' && textOf(call.expr.callee.object) === text;
  const isHanded = call.expr.args.some(({ value }) =>
    [...expressionsIn(value)].some((expr) => textOf(expr) === text),
  );
  return isReceiver || isHanded;
}

/** A function of the project that builds an `update` of the model and has it run. */
function updates({ target }: CallSite, model: OrmModel): boolean {
  return target !== null && 'flow' in target && statedModel(target, 'update-statement') === model;
}

function effectsOf(call: CallSite): readonly string[] {
  const { target } = call;
  if (target !== null && 'flow' in target) return target.effects(2).map(({ effect }) => effect);
  return call.fact?.effects ?? [];
}

/** The session knows what changed and writes it when whoever owns it commits. */
function hasSession({ kind }: OrmModel): boolean {
  return kind === 'sqlalchemy' || kind === 'sqlmodel' || kind === 'pony';
}

function isFlushedLater(model: OrmModel, { kind }: RowSource): boolean {
  return hasSession(model) && kind !== 'parameter';
}

/** A lock of the row, a lock held around, a version column; here or in a caller. */
function isProtected(update: LostUpdate, { fn, project }: WithinFunction): boolean {
  const { change, source, model } = update;
  if (source.locked || (model?.versionColumn ?? null) !== null) return true;
  if (fn.flow.locksAt(change).length > 0) return true;
  return locksRowBefore(fn, change) || isCalledUnderLock(fn, project);
}
