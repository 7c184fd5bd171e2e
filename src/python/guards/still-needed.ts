import { hasTimeout } from '../evidence/holding.ts';
import { expressionsOf, walkExpressions, walkStatements } from '../facts/expressions.ts';
import type { Effect } from '../../knowledge/entries.ts';
import type { Guard, GuardKind } from '../model/guards.ts';
import type { Project } from '../model/project.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { buildsOwn } from './reuse-guards.ts';

export interface HeadPlace {
  readonly project: Project;
  readonly function: FunctionModel | null;
}

const OUTSIDE: readonly Effect[] = [
  'network',
  'database-read',
  'database-write',
  'publish',
  'email',
  'message-send',
  'payment',
  'task-dispatch',
  'cache-read',
  'cache-write',
];
const WRITES: readonly Effect[] = ['database-write', 'flush', 'transaction-commit'];
const CONSEQUENCES: readonly Effect[] = [
  ...WRITES,
  'payment',
  'email',
  'message-send',
  'publish',
  'task-dispatch',
];

type Question = (fn: FunctionModel, guard: Guard) => boolean;

const isOutside: Question = (fn) => has(fn, OUTSIDE);
const isRepeated: Question = (fn) => isRetried(fn) && has(fn, OUTSIDE);
const isWriting: Question = (fn) => has(fn, WRITES);
const hasConsequences: Question = (fn) => has(fn, CONSEQUENCES);
const isEntered: Question = (fn) => fn.entries.length > 0;
const isNamed: Question = (fn, { subject }) => mentions(fn, subject.split('.').at(-1) ?? '');
/** Itself or through one call: what was moved into steps of their own may have its lock there. */
const isReadAndWritten: Question = (fn) =>
  [['database-read'] as const, WRITES].every((wanted) =>
    fn
      .effects()
      .some(({ effect, path }) => path.length <= 2 && wanted.some((one) => one === effect)),
  );
const isLooping: Question = (fn) =>
  fn.flow.operations.some(({ regions }) =>
    regions.some((region) => region.kind === 'loop' && region.loop === 'while'),
  );

/** Whether a function still needs a guard it held; kinds that are not here go by the name of their subject. */
const QUESTIONS: Readonly<Partial<Record<GuardKind, Question>>> = {
  // `**options` may carry what is no longer written out.
  timeout: (fn, { subject }) =>
    fn.calls.some((call) => call.name === subject && !call.hasSplat && !hasTimeout(call)),
  'context-manager': (fn, { subject }) =>
    fn.calls.some((call) => call.name === subject && !isEnteredByWith(call)),
  'idempotency-key': (fn, { subject }) =>
    fn.calls.some(({ name, hasSplat }) => name === subject && !hasSplat),
  'client-reuse': buildsOwn,
  'pool-reuse': buildsOwn,
  retry: isOutside,
  breaker: isOutside,
  'retry-limit': isRepeated,
  backoff: isRepeated,
  transaction: isWriting,
  rollback: isWriting,
  lock: (fn) => has(fn, WRITES) || writesShared(fn),
  // Another row that is locked now may stand for the one that was: a parent for its children.
  'row-lock': (fn, guard) => isReadAndWritten(fn, guard) && !fn.calls.some(locksRow),
  'exclusive-claim': isReadAndWritten,
  'signature-check': (fn, guard) => isEntered(fn, guard) || hasConsequences(fn, guard),
  'idempotency-check': hasConsequences,
  'status-guard': hasConsequences,
  'auth-dependency': isEntered,
  'rate-limit': isEntered,
  'lock-ttl': (fn) => fn.flow.operations.some((operation) => fn.flow.locksAt(operation).length > 0),
  'exception-guard': isLooping,
  'cancellation-handling': isLooping,
};

/** True when head still does what a guard of base protected; a guard that went together with its operation is no loss. */
export function isStillNeeded(guard: Guard, { project, function: fn }: HeadPlace): boolean {
  if (fn === null) return isColumnLeft(guard, project);
  return (QUESTIONS[guard.kind] ?? isNamed)(fn, guard);
}

/** `select_for_update()`, a function of the project that locks, or one that is told to (`for_update=True`). */
function locksRow(call: CallSite): boolean {
  const isLock = ({ fact }: CallSite): boolean => fact?.roles?.includes('row-lock-call') === true;
  const { target } = call;
  if (isLock(call) || (target !== null && 'flow' in target && target.calls.some(isLock)))
    return true;
  return call.expr.args.some(
    ({ name, value }) =>
      name !== null &&
      name.endsWith('for_update') &&
      !(value.kind === 'constant' && (value.value === 'False' || value.value === 'None')),
  );
}

function isEnteredByWith(call: CallSite): boolean {
  const { statement } = call.operation;
  return statement.kind === 'with' && statement.items.some(({ context }) => context === call.expr);
}

function has(fn: FunctionModel, effects: readonly Effect[]): boolean {
  return fn.effects(2).some(({ effect }) => effects.includes(effect));
}

function isRetried(fn: FunctionModel): boolean {
  return fn.decorators.some(({ fact }) => fact?.roles?.includes('retry') === true);
}

/** Assigns an attribute, an item or a global name: what a lock was for. */
function writesShared(fn: FunctionModel): boolean {
  return fn.flow.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      operation.targets.some(({ kind }) => kind === 'attribute' || kind === 'subscript'),
  );
}

function mentions(fn: FunctionModel, word: string): boolean {
  if (word === '') return false;
  let found = false;
  walkStatements(fn.body, (statement) => {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expr) => {
        found ||=
          (expr.kind === 'name' && expr.id === word) ||
          (expr.kind === 'attribute' && expr.name === word);
      });
    }
    return found ? false : undefined;
  });
  return found;
}

/** `Order.number+shop`: the model and every column are still there. */
function isColumnLeft(guard: Guard, project: Project): boolean {
  const dot = guard.subject.indexOf('.');
  const owner = dot < 0 ? guard.subject : guard.subject.slice(0, dot);
  const columns = dot < 0 ? [] : guard.subject.slice(dot + 1).split('+');
  const model = project.ormModel(owner);
  if (model !== null) {
    const named = guard.kind === 'check-constraint' ? columnsNamedBy(guard, owner) : columns;
    return named.every((name) => model.column(name) !== null);
  }
  const cls = project.module(guard.module.path)?.classes.find(({ name }) => name === owner);
  if (cls === undefined) return false;
  return columns.every((name) => cls.attributes.some((attribute) => attribute.name === name));
}

/** Columns of the base model that a check's name speaks of: `check_balance_positive` of `balance`. */
function columnsNamedBy(guard: Guard, owner: string): readonly string[] {
  const model = guard.module.classes.find(({ name }) => name === owner)?.orm;
  return (model?.columns ?? [])
    .map(({ name }) => name)
    .filter((name) => guard.subject.slice(owner.length).includes(name));
}
