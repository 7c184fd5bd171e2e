import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type {
  CallSite,
  ClassModel,
  EvidenceHit,
  FunctionModel,
  Operation,
  OrmModel,
} from '../python/model/index.ts';
import { locksRowBefore } from './held-locks.ts';
import { databaseStatement, isLostWithSession, rootName, rowSource } from './rows.ts';
import type { RowSource, WithinFunction } from './rows.ts';
import { expressionsIn } from './walk.ts';

/** A stored state that a function sets to a fixed value: `order.status = OrderStatus.PAID`. */
export interface StateTransition {
  /** The assignment, the call that changes the state inside the entity, or the UPDATE. */
  readonly change: Operation;
  /** `order.status`, `order.pay()`, `Order.status`. */
  readonly subject: string;
  readonly column: string;
  /** The state that it is set to. */
  readonly state: string;
  /** Name of the model or entity. */
  readonly owner: string;
  readonly model: OrmModel | null;
  /** Null for an UPDATE. */
  readonly source: RowSource | null;
  /** Number of states, 0 when it cannot be told. */
  readonly states: number;
  /** The test of the same state before it, here or inside the entity. */
  readonly test: Operation | null;
  /** What saves it afterwards, null when somebody else does. */
  readonly write: CallSite | null;
}

/** Columns that hold a state. */
export const STATE = /^(?:\w+_)?(?:status|state|stage|phase)$/iu;
const WRITES: ReadonlySet<string> = new Set(['database-write', 'flush', 'transaction-commit']);

/** Changes of stored state in a function: rows that were read or handed in, and rows changed by an UPDATE. New rows are none. */
export function stateTransitions(within: WithinFunction): readonly StateTransition[] {
  return within.fn.flow.operations.flatMap((operation) => {
    if (operation.kind === 'assign') return assigned(operation, within) ?? [];
    if (operation.kind !== 'call' || operation.call.deferred) return [];
    return byEntity(operation.call, within) ?? byUpdate(operation.call, within) ?? [];
  });
}

type AssignOperation = Extract<Operation, { readonly kind: 'assign' }>;

function assigned(operation: AssignOperation, within: WithinFunction): StateTransition | null {
  const { fn } = within;
  const [target, ...others] = operation.targets;
  if (target?.kind !== 'attribute' || others.length > 0 || operation.operator !== null) return null;
  const state = stateValue(operation.value, fn);
  if (state === null || !STATE.test(target.name)) return null;
  const root = target.object.kind === 'name' ? rootName(target.object) : null;
  const source = root === null ? null : rowSource(root, operation, within);
  if (source === null) return null;
  const cls = fn.typeOf(target.object)?.class ?? (root === 'self' ? fn.class : null);
  const model = cls?.orm ?? (source.kind === 'fetched' ? source.model : null);
  if (model === null && cls === null) return null;
  const column = model?.column(target.name) ?? null;
  if (model !== null && column === null) return null;
  if (isLostWithSession(target.object, { source, model, at: operation }, within)) return null;
  const text = textOf(target);
  return {
    change: operation,
    subject: text,
    column: target.name,
    state,
    owner: cls?.name ?? model?.class.name ?? '',
    model,
    source,
    states: Math.max(column?.states.length ?? 0, membersOf(operation.value, fn)),
    test: testBefore(operation, fn, (expr) => textOf(expr) === text),
    write: writeAfter(operation, fn),
  };
}

/** A member of an enum or a literal text; what is computed is no known transition. */
export function stateValue(value: Expr | null, fn: FunctionModel): string | null {
  if (value?.kind === 'string' && value.parts.length === 0) return value.value;
  const named = value?.kind === 'attribute' && value.name === 'value' ? value.object : value;
  return named?.kind === 'attribute' && enumOf(named, fn) !== null ? textOf(named) : null;
}

function enumOf(value: Expr, fn: FunctionModel): ClassModel | null {
  if (value.kind !== 'attribute') return null;
  const resolved = fn.resolve(value.object);
  if (resolved?.kind !== 'class') return null;
  const isEnum = resolved.class.ancestors.some((base) =>
    /^enum\.|TextChoices$|StrEnum$|IntegerChoices$/u.test(base),
  );
  return isEnum ? resolved.class : null;
}

/** Number of members of the enum that a value is one of, 0 for anything else. */
export function membersOf(value: Expr | null, fn: FunctionModel): number {
  const named = value?.kind === 'attribute' && value.name === 'value' ? value.object : value;
  const cls = named == null ? null : enumOf(named, fn);
  return (
    cls?.attributes.filter(({ origin, value: member }) => origin === 'class' && member !== null)
      .length ?? 0
  );
}

function testBefore(
  change: Operation,
  fn: FunctionModel,
  isState: (expr: Expr) => boolean,
): Operation | null {
  return (
    fn.flow.operations.find(
      (operation) =>
        operation.kind === 'test' &&
        fn.flow.canFollow(operation, change) &&
        [...expressionsIn(operation.test)].some(isState),
    ) ?? null
  );
}

function writeAfter(change: Operation, fn: FunctionModel): CallSite | null {
  const found = fn
    .effects()
    .find(
      ({ effect, origin }) =>
        WRITES.has(effect) &&
        origin.operation !== change &&
        fn.flow.canFollow(change, origin.operation),
    );
  return found?.origin ?? null;
}

/** `order.pay()` on a row read here, where the entity tests its own state and sets it. */
function byEntity(call: CallSite, within: WithinFunction): StateTransition | null {
  const { fn } = within;
  const { target, expr } = call;
  if (target === null || !('flow' in target) || target.class === null) return null;
  if (expr.callee.kind !== 'attribute' || expr.callee.object.kind !== 'name') return null;
  const source = rowSource(expr.callee.object.id, call.operation, within);
  if (source === null || source.kind === 'parameter') return null;
  const set = target.flow.operations.find((operation) => setsOwnState(operation, target));
  const [column] = set?.kind === 'assign' ? set.targets : [];
  if (set?.kind !== 'assign' || column?.kind !== 'attribute') return null;
  const text = textOf(column);
  const test = testBefore(set, target, (part) => textOf(part) === text);
  return {
    change: call.operation,
    subject: `${call.text}()`,
    column: column.name,
    state: stateValue(set.value, target) ?? '',
    owner: target.class.name,
    model: target.class.orm,
    source,
    states: membersOf(set.value, target),
    test,
    write: writeAfter(call.operation, fn),
  };
}

function setsOwnState(operation: Operation, method: FunctionModel): boolean {
  if (operation.kind !== 'assign' || operation.operator !== null) return false;
  const [target] = operation.targets;
  return (
    target?.kind === 'attribute' &&
    STATE.test(target.name) &&
    target.object.kind === 'name' &&
    target.object.id === 'self' &&
    stateValue(operation.value, method) !== null
  );
}

/** `update(Order).where(Order.id == id).values(status=…)`, `Order.objects.filter(pk=…).update(status=…)`. */
function byUpdate(call: CallSite, { fn, project }: WithinFunction): StateTransition | null {
  if (call.fact?.effects === undefined) return null;
  const statement = databaseStatement(call, project);
  if (statement?.kind !== 'update' || !statement.filtered || statement.model === null) return null;
  const { model, chain } = statement;
  for (const { expr } of [call, ...chain]) {
    for (const { name, value } of expr.args) {
      if (name === null || !STATE.test(name) || model.column(name) === null) continue;
      if (!/\.(?:values|a?update)$/u.test(textOf(expr.callee))) continue;
      const state = stateValue(value, fn);
      if (state === null) continue;
      return {
        change: call.operation,
        subject: `${model.class.name}.${name}`,
        column: name,
        state,
        owner: model.class.name,
        model,
        source: null,
        states: Math.max(model.column(name)?.states.length ?? 0, membersOf(value, fn)),
        test: null,
        write: call,
      };
    }
  }
  return null;
}

/** Something keeps two runs apart: a locked row, a lock held here or by a caller, a version column. */
export function isExclusive(transition: StateTransition, { fn, project }: WithinFunction): boolean {
  const { change, model, source } = transition;
  if (source?.locked === true || (model?.versionColumn ?? null) !== null) return true;
  if (isHeld(fn, change)) return true;
  return project.callersOf(fn).calls.some(({ function: caller, operation }) => {
    return caller !== null && isHeld(caller, operation);
  });
}

/** A lock is held when it comes to the operation: around it, taken before, or claimed under a key. */
function isHeld(fn: FunctionModel, at: Operation): boolean {
  return fn.flow.locksAt(at).length > 0 || locksRowBefore(fn, at) || claimsBefore(fn, at);
}

/** `if not await redis.set(key, 1, nx=True): return`: of two that run at once, one goes on. */
function claimsBefore(fn: FunctionModel, at: Operation): boolean {
  return fn.calls.some(
    (call) =>
      call.operation.index < at.index &&
      fn.flow.canFollow(call.operation, at) &&
      isClaim(call) &&
      fn.flow.operations.some(
        ({ kind, index, regions }) =>
          (kind === 'return' || kind === 'raise') &&
          call.operation.index < index &&
          index < at.index &&
          regions.some((region) => region.kind === 'branch'),
      ),
  );
}

function isClaim({ text, expr, name }: CallSite): boolean {
  if (/(?:^|\.)setnx$/u.test(text)) return true;
  const nx = expr.args.find((arg) => arg.name === 'nx')?.value;
  return /(?:^|\.)set$/u.test(name ?? text) && nx?.kind === 'constant' && nx.value === 'True';
}

/** A function called before it, or a caller, decides whether the state may change. */
export function isGuardedElsewhere(
  changes: readonly StateTransition[],
  { fn, project }: WithinFunction,
): boolean {
  const asks = (call: CallSite): boolean => ASKS.test(call.text) && !WHO.test(call.text);
  const isBefore = (call: CallSite): boolean =>
    changes.some(({ change }) => fn.flow.canFollow(call.operation, change));
  if (fn.calls.some((call) => asks(call) && isBefore(call))) return true;
  if (fn.decorators.some(({ expr }) => /transition/iu.test(textOf(expr)))) return true;
  const hits = project.evidence(fn, 'state-guard', 2).found;
  const isAskedBefore = ({ function: asked }: EvidenceHit): boolean => {
    const ways = fn.calls.filter((call) => leadsTo(call, asked));
    return asked === fn || ways.length === 0 || ways.some(isBefore);
  };
  if (hits.some(isAskedBefore)) return true;
  return project
    .callersOf(fn)
    .calls.some(
      ({ function: caller }) =>
        caller !== null &&
        (project.evidence(caller, 'state-guard', 1).found.length > 0 || caller.calls.some(asks)),
    );
}

function leadsTo({ target }: CallSite, fn: FunctionModel): boolean {
  if (target === null || !('flow' in target)) return false;
  return target === fn || target.calls.some((call) => call.target === fn);
}

/** Questions about who asks say nothing of the state. */
const WHO =
  /(?:^|_|\.)(?:is|check|require|ensure|verify|validate|assert|can)_(?:\w*_)?(?:admins?|owner|staff|superuser|permissions?|auth\w*|access|role|roles|login|token|subscribed|banned|member)(?:_\w+)?$/iu;
const ASKS =
  /(?:^|[._])(?:can|ensure|assert|check|validate|require|verify|guard|allow|allowed|is)_\w+$|transition|\.(?:fire|trigger)$/iu;
