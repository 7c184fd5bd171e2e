import type { Effect } from '../knowledge/entries.ts';
import { statementOf } from '../python/effects/statement.ts';
import type { Expr } from '../python/facts/facts.ts';
import { isInsideLoop } from '../python/flow/questions.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  OrmModel,
  Project,
} from '../python/model/index.ts';
import { autocommits } from './autocommit.ts';
import { isWeakName } from './commits.ts';
import { nameOf } from './expressions.ts';
import { expressionsIn } from './walk.ts';

/** A write that is stored as soon as it is made. */
export interface StoredWrite {
  /** The call of the function that makes it, itself or in what it calls. */
  readonly call: CallSite;
  /** The library call. */
  readonly leaf: CallSite;
  readonly model: OrmModel | null;
  /** Name of the model or table. */
  readonly subject: string;
  readonly kind: 'insert' | 'update' | 'delete' | 'save';
}

/** Two writes that belong together, each stored on its own. */
export interface UnprotectedWrites {
  readonly first: StoredWrite;
  readonly second: StoredWrite;
  /** Every write of the function in order. */
  readonly all: readonly StoredWrite[];
  /** Both stand in the function itself and one is made from the other. */
  readonly certain: boolean;
}

const OUTSIDE: ReadonlySet<Effect> = new Set([
  'network',
  'payment',
  'email',
  'message-send',
  'publish',
  'task-dispatch',
  'subprocess',
]);
/** Rows that nobody misses for long, or that are written again. */
const SMALL =
  /token|password_?reset|session|through|message|mail|device|login|attempt|visit|view|search|webhook|deliver|job|task|outbox|setting|preference|state|lock|import|export|draft|temp|snapshot|last_/iu;

/** The first two writes of a function that belong together and that no transaction holds together; null when there are none. */
export function unprotectedWrites(fn: FunctionModel, project: Project): UnprotectedWrites | null {
  if (fn.calls.filter(mayWrite).length < 2) return null;
  const effects = fn.effects().filter(({ spawned }) => spawned !== true);
  const all = storedWrites(effects, fn, project);
  for (const first of all) {
    if (isInsideLoop(first.call)) continue;
    for (const second of all) {
      if (first.call.index >= second.call.index || !isOnOneWay(first.call, second.call, fn))
        continue;
      const link = linkOf(first, second, project);
      if (link === null || hasOutside(first.call, second.call, { fn, effects })) continue;
      if (isCounter(second) || isAttached(first, second)) continue;
      const isDirect = [first, second].every(({ call, leaf }) => call === leaf);
      return { first, second, all, certain: isDirect && link === 'value' };
    }
  }
  return null;
}

function mayWrite({ target, fact }: CallSite): boolean {
  return target !== null || fact?.effects?.includes('database-write') === true;
}

/** Writes that are stored at once for sure, with a known table, one for each call. */
function storedWrites(
  effects: readonly EffectOccurrence[],
  fn: FunctionModel,
  project: Project,
): readonly StoredWrite[] {
  const found = new Map<CallSite, StoredWrite>();
  for (const { effect, origin, leaf, model, path } of effects) {
    if (effect !== 'database-write' || found.has(origin) || origin.runsElsewhere !== null) continue;
    if (origin.regions.some(({ kind }) => kind === 'except' || kind === 'finally')) continue;
    if (!autocommits(leaf, project.knowledge) || isHanded(leaf, project)) continue;
    if (fn.flow.transactionsAt(origin.operation).length > 0 || isHeldBelow(path)) continue;
    if (origin !== leaf && writesSeveral(origin, effects)) continue;
    const write = writeOf(leaf, model, project);
    if (write !== null) found.set(origin, { call: origin, leaf, ...write });
  }
  return [...found.values()].sort((a, b) => a.call.index - b.call.index);
}

/** A helper with several writes is a use case of its own, and is judged there. */
function writesSeveral(call: CallSite, effects: readonly EffectOccurrence[]): boolean {
  const leaves = effects.filter(
    ({ effect, origin }) => effect === 'database-write' && origin === call,
  );
  return new Set(leaves.map(({ leaf }) => leaf)).size > 1;
}

/** A connection that the object holds, or that the framework gives an entry point: who opened a transaction on it is not seen. */
function isHanded({ function: fn, receiver, expr }: CallSite, { knowledge }: Project): boolean {
  if (receiver === null || !knowledge.hasRole(receiver.name, 'connection')) return false;
  const owner = expr.callee.kind === 'attribute' ? nameOf(expr.callee.object) : null;
  if (fn === null || owner === null || owner.includes('.')) return true;
  const param = fn.params.find(({ name }) => name === owner);
  return param !== undefined && param.dependency === null && fn.entries.length > 0;
}

/** A helper that opens a transaction for more than this write is a unit of its own, and is judged there. */
function isHeldBelow(path: readonly CallSite[]): boolean {
  return path.slice(1).some((step) => {
    const open = step.function?.flow.transactionsAt(step.operation) ?? [];
    return open.some(({ kind }) => kind === 'block' || kind === 'decorator');
  });
}

function writeOf(
  leaf: CallSite,
  known: OrmModel | null,
  project: Project,
): Pick<StoredWrite, 'model' | 'subject' | 'kind'> | null {
  if (leaf.fact?.roles?.includes('idempotency-check') === true) return null;
  const statement = statementOf(leaf, project);
  if (statement === null || statement.onConflict) return null;
  const model = known ?? statement.model;
  const subject = model?.class.name ?? statement.table;
  if (subject === '' || SMALL.test(subject) || isWeakName(subject)) return null;
  const { kind } = statement;
  return kind === 'insert' || kind === 'update' || kind === 'delete' || kind === 'save'
    ? { model, subject, kind }
    : null;
}

function isOnOneWay(first: CallSite, second: CallSite, { flow }: FunctionModel): boolean {
  if (!flow.canFollow(first.operation, second.operation)) return false;
  const arms = (call: CallSite): readonly number[] =>
    call.regions.filter(({ kind }) => kind === 'branch').map(({ id }) => id);
  const [one, other] = [arms(first), arms(second)];
  return one.every((id) => other.includes(id)) || other.every((id) => one.includes(id));
}

/** Why two writes belong together: one is made from the other's row, their tables refer to each other, or rows are replaced. */
function linkOf(
  first: StoredWrite,
  second: StoredWrite,
  project: Project,
): 'value' | 'reference' | null {
  if (first.subject === second.subject) {
    const isReplaced = first.kind === 'delete' && second.kind === 'insert';
    return isReplaced || areTwoRows(first, second) ? 'value' : null;
  }
  if (usesRowOf(first, second)) return 'value';
  const { model: a } = first;
  const { model: b } = second;
  if (a === null || b === null) return sharesKey(first, second) ? 'reference' : null;
  return refersTo(a, b, project) || refersTo(b, a, project) ? 'reference' : null;
}

const COUNTED =
  /^(?:\w+_)?(?:views?|hits?|clicks?|visits?|downloads?|plays?|impressions?|likes?|dislikes?)(?:_count)?$/u;

/** `update(views=media.views)`: a number that nobody misses one of. */
function isCounter({ kind, leaf }: StoredWrite): boolean {
  const { args } = leaf.expr;
  return (
    kind === 'update' &&
    args.length > 0 &&
    args.every(({ name }) => name !== null && COUNTED.test(name))
  );
}

const MONEY = /pay|order|invoice|charge|transaction|transfer|refund|subscri/iu;

/**
 * `request.invite = Invite.objects.create(…)`, `request.save()`: alone, the first is a row that nothing points to, and trying again
 * makes another.
 */
function isAttached(first: StoredWrite, second: StoredWrite): boolean {
  const { statement } = first.call.operation;
  const { callee } = second.call.expr;
  if (MONEY.test(first.subject)) return false;
  if (first.kind !== 'insert' || second.kind !== 'save' || statement.kind !== 'assign')
    return false;
  const row = callee.kind === 'attribute' ? nameOf(callee.object) : null;
  const [target] = statement.targets;
  return row !== null && target?.kind === 'attribute' && nameOf(target.object) === row;
}

/** `source.save()` and `target.save()`: two rows of one table that change together. */
function areTwoRows(first: StoredWrite, second: StoredWrite): boolean {
  const names = [first, second].map(({ call, leaf, kind }) =>
    kind === 'save' && call === leaf && call.expr.callee.kind === 'attribute'
      ? nameOf(call.expr.callee.object)
      : null,
  );
  const [one, other] = names;
  const isRow = (name: string | null | undefined): boolean => name != null && name !== 'self';
  return isRow(one) && isRow(other) && one !== other;
}

/** The row that the first write makes or saves stands in the arguments of the second. */
function usesRowOf(first: StoredWrite, second: StoredWrite): boolean {
  const names = new Set<string>();
  const { statement } = first.call.operation;
  if (statement.kind === 'assign')
    for (const target of statement.targets) if (target.kind === 'name') names.add(target.id);
  const { callee } = first.call.expr;
  if (first.kind === 'save' && callee.kind === 'attribute') {
    const row = nameOf(callee.object);
    if (row !== null && row !== 'self') names.add(row);
  }
  return second.call.expr.args.some(({ value }) => mentions(value, names));
}

function mentions(value: Expr, names: ReadonlySet<string>): boolean {
  return [...expressionsIn(value)].some((expr) => expr.kind === 'name' && names.has(expr.id));
}

/** Plain SQL: both statements are given the same key (`order_id`). */
function sharesKey(first: StoredWrite, second: StoredWrite): boolean {
  const keys = (call: CallSite): ReadonlySet<string> =>
    new Set(
      call.expr.args
        .slice(1)
        .flatMap(({ value }) => [...expressionsIn(value)])
        .flatMap((expr) =>
          expr.kind === 'name' && /(?:^|_)id$|_key$/u.test(expr.id) ? [expr.id] : [],
        ),
    );
  const given = keys(second.leaf);
  return [...keys(first.leaf)].some((key) => given.has(key));
}

function refersTo(from: OrmModel, to: OrmModel, project: Project): boolean {
  const isTarget = (name: string | null): boolean =>
    name !== null && (name === to.class.name || project.ormModel(name)?.class === to.class);
  return (
    from.columns.some(({ references }) => isTarget(references)) ||
    from.relationships.some(({ target, many }) => !many && isTarget(target))
  );
}

interface Within {
  readonly fn: FunctionModel;
  readonly effects: readonly EffectOccurrence[];
}

/** Something outside happens in between: what is stored before it is stored on purpose. */
function hasOutside(first: CallSite, second: CallSite, { fn, effects }: Within): boolean {
  return effects.some(
    ({ effect, origin }) =>
      OUTSIDE.has(effect) &&
      first.index <= origin.index &&
      origin.index <= second.index &&
      fn.flow.canFollow(first.operation, origin.operation),
  );
}
