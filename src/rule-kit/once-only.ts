import { chainOf, ownerOf, singleDefinition } from '../python/effects/chains.ts';
import { statementOf } from '../python/effects/statement.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { CallExpr, Expr } from '../python/facts/facts.ts';
import type {
  CallSite,
  FunctionModel,
  Operation,
  OrmModel,
  Placed,
  Project,
} from '../python/model/index.ts';
import { placeAt } from './expressions.ts';
import { passedColumn } from './lost-updates-passed.ts';
import { reachedFunctions } from './reached.ts';
import { expressionsIn } from './walk.ts';
import { lastWord } from './words.ts';

type Step = '+' | '-';

/** Something that must happen once: done again, it leaves another row, another amount or another payment. */
export interface OnceOnlyEffect {
  readonly kind: 'insert' | 'increment' | 'payment';
  /** Where it stands, in the function asked about or one that it reaches. */
  readonly place: Placed;
  readonly function: FunctionModel;
  readonly operation: Operation;
  /** The calls that lead to it, empty when it stands in the function itself. */
  readonly path: readonly CallSite[];
  readonly model: OrmModel | null;
  /** What is added or changed: `Payment`, `wallet.balance`, `stripe.Charge.create`. */
  readonly subject: string;
  /** What an increment does to the column; null for what is no increment. */
  readonly step: Step | null;
  /** False when the table is known by its name alone. */
  readonly known: boolean;
}

/** Effects of a function and what it reaches that a second run repeats. Rows that a unique value protects are none. */
export function onceOnlyEffects(fn: FunctionModel, project: Project): readonly OnceOnlyEffect[] {
  return reachedFunctions(fn, project).flatMap(({ function: reached, path }) =>
    ownEffects(reached, project).map((effect) => ({ ...effect, path })),
  );
}

type Own = Omit<OnceOnlyEffect, 'path'>;

function ownEffects(fn: FunctionModel, project: Project): readonly Own[] {
  return fn.flow.operations.flatMap((operation) => {
    if (operation.kind === 'assign') return incremented(operation, fn) ?? [];
    if (operation.kind !== 'call') return [];
    const { call } = operation;
    if (call.deferred) return [];
    const own = paid(call, fn) ?? inserted(call, fn, project) ?? updated(call, fn, project);
    return own ?? passedOn(operation, fn, project) ?? [];
  });
}

/** `set_balance(user_id, get_balance(user_id) + amount)`: an amount that is added by way of two helpers. */
function passedOn(
  operation: Extract<Operation, { readonly kind: 'call' }>,
  fn: FunctionModel,
  project: Project,
): Own | null {
  const passed = passedColumn(operation, { fn, project });
  if (passed === null) return null;
  const { value, setter } = passed;
  const step = value.kind === 'binary' ? value.operator : null;
  if (step !== '+' && step !== '-') return null;
  const { model, table, column } = setter;
  const subject = `${model?.class.name ?? table}.${column}`;
  return { ...at(operation.call, fn), kind: 'increment', model, subject, step, known: true };
}

/** `wallet.balance += amount`, `wallet.balance = wallet.balance + amount` on a row of the database. */
function incremented(
  operation: Extract<Operation, { readonly kind: 'assign' }>,
  fn: FunctionModel,
): Own | null {
  const [target, ...others] = operation.targets;
  if (target?.kind !== 'attribute' || others.length > 0 || operation.value === null) return null;
  const step = assignedStep(operation.operator, operation.value, textOf(target));
  if (step === null) return null;
  const model = fn.typeOf(target.object)?.class?.orm ?? null;
  const column = model?.column(target.name) ?? null;
  if (model === null || column === null) return null;
  const place = placeAt(fn, { start: operation.start, end: operation.end });
  const subject = textOf(target);
  return { kind: 'increment', place, function: fn, operation, model, subject, step, known: true };
}

function assignedStep(operator: string | null, value: Expr, text: string): Step | null {
  if (operator === '+=') return '+';
  if (operator === '-=') return '-';
  return operator === null ? stepFrom(value, (side) => unwrapped(side) === text) : null;
}

/** The sign of an addition or subtraction one side of which is what is changed. */
function stepFrom(value: Expr, isSelf: (side: Expr) => boolean): Step | null {
  if (value.kind !== 'binary' || (value.operator !== '+' && value.operator !== '-')) return null;
  return isSelf(value.left) || isSelf(value.right) ? value.operator : null;
}

/** `(wallet.balance or 0)` stands for `wallet.balance`. */
function unwrapped(expr: Expr): string {
  return textOf(expr.kind === 'boolean' ? expr.left : expr);
}

function paid(call: CallSite, fn: FunctionModel): Own | null {
  const payment = call.fact?.payment;
  if (payment === undefined || payment.operation === 'invoice' || payment.operation === 'other')
    return null;
  if (call.fact?.effects?.includes('payment') !== true || call.hasSplat) return null;
  const key = payment.idempotency;
  if (key !== undefined && call.argument(key, payment.position) !== null) return null;
  const subject = call.text;
  return { ...at(call, fn), kind: 'payment', model: null, subject, step: null, known: true };
}

function at(call: CallSite, fn: FunctionModel): Pick<Own, 'place' | 'function' | 'operation'> {
  return { place: call, function: fn, operation: call.operation };
}

function inserted(call: CallSite, fn: FunctionModel, project: Project): Own | null {
  // What a cursor executes may read or write: the statement says which.
  const isWrite = call.fact?.effects?.includes('database-write') === true;
  if (call.fact === null || (!isWrite && call.fact.sql === undefined)) return null;
  if (call.fact.roles?.includes('idempotency-check') === true) return null;
  const statement = statementOf(call, project);
  if (statement === null || statement.onConflict) return null;
  if (statement.kind !== 'insert' && statement.kind !== 'save') return null;
  const row = { ...at(call, fn), kind: 'insert', step: null } as const;
  if (statement.sql !== null) {
    const { table, model } = statement;
    return table === '' || (model !== null && hasUnique(model))
      ? null
      : { ...row, model, subject: table, known: model !== null };
  }
  const { model } = statement;
  if (model === null || model.class.hasUnknownBase) return null;
  const values = rowValues(call, statement.kind);
  if (values === null || isUniqueRow(model, values, fn)) return null;
  return { ...row, model, subject: model.class.name, known: true };
}

/** The call that carries the values of a new row; null when it is not shown to be a new one. */
function rowValues(call: CallSite, kind: 'insert' | 'save'): CallExpr | null {
  const method = lastWord(call.text);
  if (/^(?:a?create)$/u.test(method)) return call.expr;
  if (kind === 'insert' && /^(?:execute|execute_async|scalars?|insert)$/u.test(method)) {
    const statement = call.expr.args[0]?.value;
    const { calls } = chainOf(statement ?? call.expr, call);
    return calls.find(({ text }) => text.endsWith('.values'))?.expr ?? null;
  }
  const row =
    method === 'add'
      ? (call.argument('instance', 0) ?? null)
      : /^a?save$/u.test(method) && call.expr.callee.kind === 'attribute'
        ? call.expr.callee.object
        : null;
  return row === null ? null : construction(row, call);
}

/** `Payment(…)`, or the local name that was just given it. */
function construction(row: Expr, call: CallSite): CallExpr | null {
  const flow = (call.function ?? { flow: call.module.topLevel }).flow;
  const value =
    row.kind === 'name' ? (singleDefinition(flow, row.id, call.operation)?.value ?? null) : row;
  if (value?.kind !== 'call') return null;
  return ownerOf(call).resolve(value.callee)?.kind === 'class' ? value : null;
}

const RANDOM = /(?:uuid\d?|token_\w+|secrets?\.\w+|urandom|ulid|nanoid|random\w*|now|utcnow)\(/iu;

/** A unique value comes with the row: the database refuses it the second time. Splats may carry one. */
function isUniqueRow(model: OrmModel, values: CallExpr, fn: FunctionModel): boolean {
  if (values.args.some(({ splat, name }) => splat !== '' || name === null)) return true;
  const given = new Map(values.args.map(({ name, value }) => [name ?? '', value]));
  const isFixed = (column: string): boolean => {
    const value =
      given.get(column) ?? given.get(`${column}_id`) ?? given.get(column.replace(/_id$/u, ''));
    return value !== undefined && !isRandom(value, fn);
  };
  if (model.columns.some(({ name, unique, primaryKey }) => (unique || primaryKey) && isFixed(name)))
    return true;
  return model.constraints.some(
    ({ kind, columns }) => kind === 'unique' && columns.length > 0 && columns.every(isFixed),
  );
}

function isRandom(value: Expr, fn: FunctionModel): boolean {
  if ([...expressionsIn(value)].some((expr) => expr.kind === 'call' && RANDOM.test(textOf(expr))))
    return true;
  if (value.kind !== 'name') return false;
  return fn.flow.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      operation.value !== null &&
      operation.targets.some((target) => target.kind === 'name' && target.id === value.id) &&
      RANDOM.test(textOf(operation.value)),
  );
}

function hasUnique(model: OrmModel): boolean {
  return (
    model.columns.some(({ unique }) => unique) ||
    model.constraints.some(({ kind }) => kind === 'unique')
  );
}

const SQL_STEP = /\b(\w+)\s*=\s*(?:\w+\.)?\1\s*([+-])/giu;

/** A column that is changed by something, and the way it goes. */
type ColumnStep = readonly [column: string, step: Step];

/** `UPDATE … SET balance = balance + n`, as text or built. What is added counts before what is taken. */
function updated(call: CallSite, fn: FunctionModel, project: Project): Own | null {
  const effects = call.fact?.effects ?? [];
  if (!effects.includes('database-write') && !effects.includes('database-read')) return null;
  const statement = statementOf(call, project);
  if (statement?.kind !== 'update') return null;
  const steps =
    statement.sql === null ? builtSteps([call, ...statement.chain]) : sqlSteps(statement.sql);
  const first = steps.find(([, step]) => step === '+') ?? steps[0];
  if (first === undefined) return null;
  const [column, step] = first;
  const { model } = statement;
  const owner = model?.class.name ?? statement.table;
  const subject = owner === '' ? column : `${owner}.${column}`;
  return { ...at(call, fn), kind: 'increment', model, subject, step, known: true };
}

function sqlSteps(sql: string): readonly ColumnStep[] {
  return [...sql.matchAll(SQL_STEP)].map(([, column = '', sign]) => [
    column,
    sign === '-' ? '-' : '+',
  ]);
}

/** The columns of `.values(balance=Wallet.balance + n)`, `.update(balance=F('balance') + n)`. */
function builtSteps(chain: readonly CallSite[]): readonly ColumnStep[] {
  return chain
    .flatMap(({ expr }) => expr.args)
    .flatMap(({ name, value }) => [
      ...columnStep(name, value),
      ...(value.kind === 'dict'
        ? value.entries.flatMap((entry) => columnStep(keyName(entry.key), entry.value))
        : []),
    ]);
}

function columnStep(column: string | null, value: Expr | null): readonly ColumnStep[] {
  if (column === null || value === null) return [];
  const step = stepFrom(value, (side) => isColumn(side, column));
  return step === null ? [] : [[column, step]];
}

function keyName(key: Expr | null): string | null {
  if (key?.kind === 'string') return key.value;
  return key?.kind === 'attribute' ? key.name : null;
}

function isColumn(side: Expr, column: string): boolean {
  if (side.kind === 'attribute') return side.name === column;
  const [first] = side.kind === 'call' ? side.args : [];
  return first?.value.kind === 'string' && first.value.value === column;
}
