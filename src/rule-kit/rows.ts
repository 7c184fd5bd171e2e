import { isNone } from './expressions.ts';
import { isRuledOut } from '../python/effects/decided.ts';
import { chainOf, siteIn } from '../python/effects/chains.ts';
import { statementOf, type DatabaseStatement } from '../python/effects/statement.ts';
import type { Expr } from '../python/facts/facts.ts';
import { boundNames } from '../python/flow/expression-text.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  Operation,
  OrmModel,
  Project,
} from '../python/model/index.ts';

/** Where a row that a function works on comes from. */
export interface RowSource {
  /** The call that reads it; null when it is handed in. */
  readonly call: CallSite | null;
  readonly model: OrmModel | null;
  /** Read under a lock of the row. */
  readonly locked: boolean;
  /** `fetched` here, by a `dependency` that runs before, or handed in as a `parameter` (or `self`). */
  readonly kind: 'fetched' | 'dependency' | 'parameter';
  /** The session it was read with is closed by then: what is changed in it goes nowhere, unless another session is given the row. */
  readonly detached?: boolean;
}

/** A column that is read, changed in Python and written back, with nothing between two who do it at once. */
export interface LostUpdate {
  /** The assignment, or the call that sends the new value. */
  readonly change: Operation;
  readonly source: RowSource;
  readonly model: OrmModel | null;
  /** Name of the model or table. */
  readonly owner: string;
  /** `order` of `order.stock -= 1`. */
  readonly row: string;
  readonly column: string;
  /** What brings it to the database; null when somebody else does. */
  readonly write: CallSite | null;
  /** Operator and amount where the change is one step: `- amount`. */
  readonly step: string | null;
}

export interface WithinFunction {
  readonly fn: FunctionModel;
  readonly project: Project;
}

/** The statement that a call sends to the database, null when it sends none or it is unknown. */
export function databaseStatement(call: CallSite, project: Project): DatabaseStatement | null {
  return statementOf(call, project);
}

/** The calls of a chain, innermost first, through the local names that hold its beginning. */
export function chainCalls(call: CallSite): readonly CallSite[] {
  return chainOf(call.expr, call).calls;
}

/** The local name at the beginning of `order.customer.balance`; null when it begins with anything else. */
export function rootName(expr: Expr): string | null {
  let at = expr;
  while (at.kind === 'attribute' || at.kind === 'subscript') at = at.object;
  return at.kind === 'name' ? at.id : null;
}

/** The read that a local name holds a row of, through results and query chains; null when it may be made here or is unknown. */
export function rowSource(name: string, at: Operation, within: WithinFunction): RowSource | null {
  const definitions = within.fn.flow
    .definitionsOf(name, at)
    // `coupon = None` on another way: there is no row to change then.
    .filter((definition, _index, all) => all.length === 1 || !setsNone(definition));
  if (definitions.length === 0) return handedIn(name, within);
  const sources = definitions.map((definition) => fromDefinition(definition, name, within));
  const [first] = sources;
  if (first === undefined || first === null || sources.includes(null)) return null;
  return sources.find((source) => source?.locked === true) ?? first;
}

function setsNone(definition: Operation): boolean {
  return definition.kind === 'assign' && definition.operator === null && isNone(definition.value);
}

function handedIn(name: string, { fn }: WithinFunction): RowSource | null {
  const given = { call: null, locked: false } as const;
  if (name === 'self') {
    const model = fn.class?.orm ?? null;
    return model === null ? null : { ...given, model, kind: 'parameter' };
  }
  const param = fn.params.find((candidate) => candidate.name === name);
  const model = param?.type?.class?.orm ?? null;
  if (param === undefined || model === null) return null;
  const { dependency } = param;
  if (dependency === null) return { ...given, model, kind: 'parameter' };
  return { ...given, model, kind: 'dependency', locked: locksRows(dependency) };
}

function locksRows(fn: FunctionModel): boolean {
  return fn.effects().some(({ effect }) => effect === 'row-lock');
}

function fromDefinition(
  definition: Operation,
  name: string,
  within: WithinFunction,
): RowSource | null {
  if (definition.kind !== 'assign' || definition.operator !== null) return null;
  const value = definition.value ?? iterableOf(definition, name);
  return value === null ? null : readIn(value, definition, within);
}

/** What a `for` takes its name from. */
function iterableOf(definition: Operation, name: string): Expr | null {
  for (const region of [...definition.regions].reverse()) {
    if (region.kind !== 'loop' || region.target === null) continue;
    return boundNames(region.target).includes(name) ? region.header : null;
  }
  return null;
}

const MAX_STEPS = 10;

/** The database read at the bottom of an expression. */
export function readIn(value: Expr, at: Operation, within: WithinFunction): RowSource | null {
  const { flow } = within.fn;
  let expr = value;
  let operation = at;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (expr.kind === 'await') expr = expr.value;
    else if (expr.kind === 'subscript' || expr.kind === 'attribute') expr = expr.object;
    else if (expr.kind === 'name') {
      const [only, ...others] = flow.definitionsOf(expr.id, operation);
      if (only?.kind !== 'assign' || others.length > 0 || only.value === null) return null;
      operation = only;
      expr = only.value;
    } else break;
  }
  const site = expr.kind === 'call' ? siteIn(flow, expr) : null;
  if (site === null) return null;
  for (const call of [...chainOf(site.expr, site).calls].reverse()) {
    const source = readBy(call, within);
    if (source !== null) return source;
  }
  return null;
}

/** What a call reads, here or in what it calls; a lazy query reads where it is iterated. */
function readBy(call: CallSite, { fn }: WithinFunction): RowSource | null {
  const effects = fn.effects().filter(({ origin }) => origin === call);
  const read = effects.find(({ effect }) => effect === 'database-read');
  if (read === undefined) return null;
  const locked = effects.some(({ effect }) => effect === 'row-lock');
  const { target } = call;
  const stated = target !== null && 'flow' in target ? statedModel(target, 'select') : null;
  return {
    call,
    model: read.model ?? stated,
    locked,
    kind: 'fetched',
    detached: effects.every((one) => one.effect !== 'database-read' || isReadAndClosed(one)),
  };
}

/** `async with new_session() as session: return await session.scalar(…)`: the row outlives its session. */
function isReadAndClosed({ path }: EffectOccurrence): boolean {
  return path.slice(1).some((step) =>
    step.regions.some(({ kind, ...region }) => {
      if (kind !== 'with' || !('target' in region) || region.target?.kind !== 'name') return false;
      const session = region.target.id;
      return (
        rootName(step.expr.callee) === session ||
        step.expr.args.some(({ value }) => value.kind === 'name' && value.id === session)
      );
    }),
  );
}

/** What was read with a session that is closed is stored only when another one is given the row. */
export function isLostWithSession(
  row: Expr,
  { source, model, at }: ChangedRow,
  { fn }: WithinFunction,
): boolean {
  if (source.detached !== true || (model?.kind !== 'sqlalchemy' && model?.kind !== 'sqlmodel'))
    return false;
  const text = textOf(row);
  return !fn.calls.some(
    (call) =>
      /(?:^|\.)(?:add|add_all|merge|\w*save\w*|\w*update\w*)$/u.test(call.text) &&
      fn.flow.canFollow(at, call.operation) &&
      call.expr.args.some(({ value }) => textOf(value) === text),
  );
}

interface ChangedRow {
  readonly source: RowSource;
  readonly model: OrmModel | null;
  readonly at: Operation;
}

/** The model that a function names in a statement it builds (`select(Order)`), whoever runs it. */
export function statedModel(
  fn: FunctionModel,
  role: 'select' | 'update-statement',
): OrmModel | null {
  for (const call of fn.calls) {
    const [first] = call.expr.args;
    if (first === undefined || call.fact?.roles?.includes(role) !== true) continue;
    const resolved = fn.resolve(first.value);
    if (resolved?.kind === 'class' && resolved.class.orm !== null) return resolved.class.orm;
  }
  return null;
}

/** The call locks rows, or starts a query that does: `select_for_update()`, or a function of the project that returns one. */
export function takesRowLock(call: CallSite): boolean {
  const isLock = ({ fact }: CallSite): boolean => fact?.roles?.includes('row-lock-call') === true;
  const { target } = call;
  if (isLock(call)) return true;
  if (target === null || !('flow' in target)) return false;
  return target.calls.some((inner) => isLock(inner) && !isRuledOut(call, target, inner));
}
