import { hasTimeout } from '../evidence/holding.ts';
import { expressionsOf, walkExpressions, walkStatements } from '../facts/expressions.ts';
import type { Effect } from '../../knowledge/entries.ts';
import type { Guard } from '../model/guards.ts';
import type { Project } from '../model/project.ts';
import type { FunctionModel } from '../model/symbols.ts';

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

/** True when head still does what a guard of base protected; a guard that went together with its operation is no loss. */
export function isStillNeeded(guard: Guard, { project, function: fn }: HeadPlace): boolean {
  if (fn === null) return isColumnLeft(guard, project);
  switch (guard.kind) {
    case 'timeout':
      return fn.calls.some(
        (call) => call.name === guard.subject && !call.hasSplat && !hasTimeout(call),
      );
    case 'context-manager':
      return fn.calls.some(
        (call) =>
          call.name === guard.subject &&
          !call.regions.some((region) => region.kind === 'with' && region.call === call),
      );
    case 'idempotency-key':
      return fn.calls.some(({ name }) => name === guard.subject);
    case 'retry':
    case 'retry-limit':
    case 'backoff':
    case 'breaker':
      return (
        has(fn, OUTSIDE) && (guard.kind === 'retry' || guard.kind === 'breaker' || isRetried(fn))
      );
    case 'lock':
    case 'transaction':
      return has(fn, WRITES) || (guard.kind === 'lock' && writesShared(fn));
    case 'row-lock':
    case 'exclusive-claim':
      return readsAndWrites(fn);
    case 'rollback':
      return has(fn, WRITES);
    case 'signature-check':
    case 'idempotency-check':
    case 'status-guard':
      return has(fn, CONSEQUENCES);
    case 'auth-dependency':
    case 'rate-limit':
      return fn.entries.length > 0;
    case 'on-commit':
    case 'kept-task':
    case 'escape':
      return mentions(fn, guard.subject.split('.').at(-1) ?? '');
    case 'lock-ttl':
      return fn.flow.operations.some((operation) => fn.flow.locksAt(operation).length > 0);
    case 'exception-guard':
    case 'cancellation-handling':
      return fn.flow.operations.some(({ regions }) =>
        regions.some((region) => region.kind === 'loop' && region.loop === 'while'),
      );
    default:
      return mentions(fn, guard.subject.split('.').at(-1) ?? '');
  }
}

function has(fn: FunctionModel, effects: readonly Effect[]): boolean {
  return fn.effects(2).some(({ effect }) => effects.includes(effect));
}

function isRetried(fn: FunctionModel): boolean {
  return fn.decorators.some(({ fact }) => fact?.roles?.includes('retry') === true);
}

function readsAndWrites(fn: FunctionModel): boolean {
  return has(fn, ['database-read']) && has(fn, WRITES);
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
