import { chainOf, singleDefinition, siteIn } from '../python/effects/chains.ts';
import { statementOf } from '../python/effects/statement.ts';
import type { CallExpr, Expr, IfStmt } from '../python/facts/facts.ts';
import { triesAround } from '../python/flow/questions.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  Operation,
  OrmModel,
} from '../python/model/index.ts';
import { isNone } from './expressions.ts';
import { isCalledUnderLock, locksRowBefore } from './held-locks.ts';
import { readIn, type WithinFunction } from './rows.ts';
import { expressionsIn, statementsIn } from './walk.ts';

/** A row that is looked for, and made when it was not found, with nothing between two who do it at once. */
export interface CheckThenInsert {
  readonly read: CallSite;
  readonly insert: CallSite;
  readonly model: OrmModel;
  /** Columns that are looked up, empty when they cannot be read. */
  readonly lookup: readonly string[];
}

/** Silent where an insert may fail and is caught, is an upsert, or where a lock is held. */
export function checksThenInserts(within: WithinFunction): readonly CheckThenInsert[] {
  const { fn } = within;
  const found: CheckThenInsert[] = [];
  for (const statement of statementsIn(fn.body)) {
    if (statement.kind !== 'if') continue;
    const at = fn.flow.operations.find((op) => op.kind === 'test' && op.test === statement.test);
    const check = at === undefined ? null : checked(statement.test, at, within);
    if (at === undefined || check === null || check.locked) continue;
    const { model, read } = check;
    const insert = insertions(model, within).find(
      ({ origin }) =>
        isWhenAbsent(origin, statement, check.whenFound) && fn.flow.canFollow(at, origin.operation),
    );
    if (insert === undefined || isGuarded(insert, fn)) continue;
    found.push({ read, insert: insert.origin, model, lookup: lookupOf(read, model) });
  }
  return found.length > 0 && isCalledUnderLock(fn, within.project) ? [] : found;
}

interface Check {
  readonly read: CallSite;
  readonly model: OrmModel;
  readonly locked: boolean;
  /** True when the test holds for a row that was found. */
  readonly whenFound: boolean;
}

/** `existing`, `not existing`, `existing is None`, `Model.objects.filter(…).exists()`. */
function checked(test: Expr, at: Operation, within: WithinFunction): Check | null {
  let whenFound = true;
  let subject = test;
  if (subject.kind === 'unary' && subject.operator === 'not') {
    whenFound = false;
    subject = subject.operand;
  } else if (subject.kind === 'compare') {
    const [left, right] = subject.operands;
    if (subject.operands.length !== 2 || left === undefined || !isNone(right ?? null)) return null;
    whenFound = subject.operators[0] === 'is not' || subject.operators[0] === '!=';
    subject = left;
  }
  if (subject.kind === 'named') subject = subject.value;
  if (subject.kind !== 'name' && subject.kind !== 'call' && subject.kind !== 'await') return null;
  const source = readIn(subject, at, within);
  if (source?.call === null || source === null || source.model === null) return null;
  return { read: source.call, model: source.model, locked: source.locked, whenFound };
}

/** In the arm for a row that was not found, or after an arm for a found one that leaves. */
function isWhenAbsent(insert: CallSite, statement: IfStmt, whenFound: boolean): boolean {
  const inside = (body: IfStmt['body']): boolean =>
    body.some(({ start, end }) => start <= insert.span.start && insert.span.end <= end);
  if (inside(statement.body)) return !whenFound;
  if (inside(statement.orelse)) return whenFound;
  const last = statement.body.at(-1)?.kind;
  return whenFound && (last === 'return' || last === 'raise' || last === 'continue');
}

/** Calls that make a row of the model and send it, here or in a function of the project. */
function insertions(model: OrmModel, { fn, project }: WithinFunction): readonly EffectOccurrence[] {
  const isInsert = ({ effect, leaf, model: written, path }: EffectOccurrence): boolean => {
    if (effect !== 'database-write' || written !== model) return false;
    // What gets or creates looks again, and is judged where it does.
    if (path.length > 1 && path.some(({ text }) => /_or_(?:create|insert|add)/u.test(text)))
      return false;
    const statement = statementOf(leaf, project);
    return statement?.kind === 'insert' && !statement.onConflict && !/_or_/u.test(leaf.text);
  };
  return fn
    .effects()
    .filter((occurrence) => isInsert(occurrence) && makesRow(occurrence, model, fn));
}

/** `create(…)` makes a row; `add(order)` does when the order was made here or in the function that adds it. */
function makesRow(
  { origin, leaf, path }: EffectOccurrence,
  model: OrmModel,
  fn: FunctionModel,
): boolean {
  if (!/\.add(?:_all)?$/u.test(leaf.text)) return true;
  const makes = (call: CallSite): boolean =>
    call.target !== null && !('flow' in call.target) && call.target.orm === model;
  const functions = path.flatMap(({ target }) =>
    target !== null && 'flow' in target ? [target] : [],
  );
  if (functions.some((target) => target.calls.some(makes))) return true;
  return origin.expr.args.some(({ value }) => {
    const made =
      value.kind === 'name' ? singleDefinition(fn.flow, value.id, origin.operation)?.value : value;
    const site = made?.kind === 'call' ? siteOf(made, fn) : null;
    return site !== null && makes(site);
  });
}

function siteOf(expr: CallExpr, fn: FunctionModel): CallSite | null {
  return siteIn(fn.flow, expr);
}

/** A caught violation, here or where the row is made; a lock, a row locked before. */
function isGuarded({ origin, path }: EffectOccurrence, fn: FunctionModel): boolean {
  const { operation } = origin;
  if (fn.flow.locksAt(operation).length > 0 || locksRowBefore(fn, operation)) return true;
  return path.some((step) => isCaught(step));
}

function isCaught(insert: CallSite): boolean {
  const flow = insert.function?.flow;
  if (flow === undefined) return false;
  const later = flow.calls.filter(
    (call) =>
      call === insert ||
      (flow.canFollow(insert.operation, call.operation) &&
        /\.(?:a?commit|flush)$/u.test(call.text)),
  );
  return later.some((call) => triesAround(call).some(({ handlers }) => handlers.length > 0));
}

/** Columns in the filters of the read, also of the one inside a function of the project; none when one of them is not known. */
function lookupOf(read: CallSite, model: OrmModel): readonly string[] {
  if (isLimitedUnseen(read)) return [];
  const names = filtersOf(read).flatMap((call) =>
    call.expr.args.flatMap(({ name, value, splat }) => {
      // `**filters` may hold any column.
      if (splat !== '') return [''];
      return name === null ? columnsIn(value) : [columnOf(name)];
    }),
  );
  const known = names.map((name) =>
    model.column(name) === null && model.column(`${name}_id`) !== null ? `${name}_id` : name,
  );
  const all = [...new Set(known)];
  if (PEOPLE.test(model.class.name) && all.every((name) => NAMES.test(name))) return [];
  return all.every((name) => model.column(name) !== null) && !isBuiltInParts(read) ? all : [];
}

const BUILDS =
  /(?:^|\.)(?:select|query|where|filter|filter_by|exclude|get|aget|get_or_none|exists|aexists|first|afirst|last|one|one_or_none|scalar\w*|scalars|execute|all|order_by|limit|options|distinct|only|defer|using|select_related|prefetch_related|select_from|join|values\w*|count|unwrap|fetch\w*)$/u;

/** `Order.objects.open().filter(…)`: a method of the project's own manager limits the rows by what is not seen here. */
function isLimitedUnseen(read: CallSite): boolean {
  return chainOf(read.expr, read).calls.some(
    (call) => call !== read && call.fact === null && !BUILDS.test(call.text),
  );
}

function filtersOf(read: CallSite): readonly CallSite[] {
  const { target } = read;
  const own = [
    ...chainOf(read.expr, read).calls,
    ...read.expr.args.flatMap(({ value }) => chainOf(value, read).calls),
  ];
  const calls = target !== null && 'flow' in target ? target.calls : own;
  return calls.filter(({ text }) =>
    /(?:^|\.)(?:where|filter|filter_by|get|aget|get_or_none|exists)$/u.test(text),
  );
}

/** Two people may bear one name: no constraint keeps it unique. */
const PEOPLE =
  /(?:Author|Contact|Contributor|Creator|Customer|Employee|Guest|Member|Patient|Person|Speaker|Student|User)s?$/u;
const NAMES = /^(?:(?:display|family|first|full|given|last|middle)_?)?(?:sur)?name$/u;

/** A query that grows on several ways: which filters it has is not known. */
function isBuiltInParts(read: CallSite): boolean {
  const { function: fn } = read;
  const { root } = chainOf(read.expr, read);
  if (fn === null || root.kind !== 'name') return false;
  return fn.flow.definitionsOf(root.id, read.operation).length > 1;
}

/** A column that is compared for equality; what is looked up otherwise is no column that a constraint could cover. */
function columnOf(keyword: string): string {
  return keyword.replace(/__(?:i?exact|isnull)$/u, '');
}

const OTHERWISE = /^(?:in_|not_in|notin_|like|ilike|between|contains|startswith|any)$/u;

/** `User.email == email`; with another comparison beside it the name of none. */
function columnsIn(value: Expr): readonly string[] {
  const isOther = [...expressionsIn(value)].some(
    (expr) =>
      (expr.kind === 'compare' &&
        (expr.operators[0] !== '==' || comparedColumn(expr.operands[0]) === null)) ||
      (expr.kind === 'call' &&
        expr.callee.kind === 'attribute' &&
        OTHERWISE.test(expr.callee.name)),
  );
  if (isOther) return [''];
  return [...expressionsIn(value)].flatMap((expr) =>
    expr.kind === 'compare' ? (comparedColumn(expr.operands[0]) ?? []) : [],
  );
}

/** `User.email`, `func.lower(User.email)`. */
function comparedColumn(side: Expr | undefined): string | null {
  const of = side?.kind === 'call' && side.args.length === 1 ? side.args[0]?.value : side;
  return of?.kind === 'attribute' ? of.name : null;
}

const WRITTEN: ReadonlySet<Expr['kind']> = new Set(['string', 'number', 'constant']);

/** Looked up by values that stand in the code: a default row, made once in the life of an installation. */
export function isDefaultRow({ read }: CheckThenInsert): boolean {
  const given = filtersOf(read).flatMap(({ expr }) => expr.args);
  return (
    given.length > 0 &&
    given.every(({ name, value }) =>
      name === null
        ? value.kind === 'compare' && value.operands.slice(1).every(({ kind }) => WRITTEN.has(kind))
        : WRITTEN.has(value.kind),
    )
  );
}
