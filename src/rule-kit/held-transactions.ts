import type { Effect } from '../knowledge/entries.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  TransactionScope,
} from '../python/model/index.ts';
import { effectsInOrder, gravestWay, stepsInTransaction, stepsOnWay } from './effect-order.ts';
import type { OrderedEffect } from './effect-order.ts';

const OUTSIDE: readonly Effect[] = ['payment', 'email', 'message-send', 'publish', 'network'];
const DATABASE: readonly Effect[] = ['database-read', 'database-write', 'flush', 'row-lock'];
const HOLDS: readonly Effect[] = ['database-write', 'flush', 'row-lock'];
/** What a library of these roles sends is no part of the use case, or stays inside the house. */
const INSIDE = new Set(['error-tracking', 'metrics', 'tracing', 'structured-logging', 'redis']);

/** A transaction that stays open while the code waits for something outside. */
export interface HeldTransaction {
  readonly scope: TransactionScope;
  /** The first call to the outside, the gravest of what it does there, and the others in the same transaction. */
  readonly call: CallSite;
  readonly first: OrderedEffect;
  readonly way: EffectOccurrence;
  readonly others: readonly OrderedEffect[];
  /** What worked with the database in it before. */
  readonly before: readonly OrderedEffect[];
  /** Rows are written or locked by then; otherwise it holds a connection and nothing else. */
  readonly holdsRows: boolean;
  /** The bot answers its user, which is quick and told to nobody else. */
  readonly isReply: boolean;
}

/** Transactions of a function that wait for the outside, each once. */
export function heldTransactions(
  fn: FunctionModel,
  knowledge: Knowledge,
): readonly HeldTransaction[] {
  const database = effectsInOrder(fn, touchesDatabase);
  return [...heldScopes(fn).values()].flatMap(({ scope, calls }) => {
    const first = calls.find((call) => !isReply(call, fn, knowledge)) ?? calls[0];
    const way = first === undefined ? null : gravestWay(fn, first);
    if (first?.operation.kind !== 'call' || way === null) return [];
    const others = calls.filter((call) => call !== first);
    const replies = isReply(first, fn, knowledge);
    if (replies && isOnTheWayOut(first, fn)) return [];
    const inScope = stepsInTransaction(scope, database, fn);
    if (!isHeld(scope, inScope, first, fn)) return [];
    const before = inScope.filter(
      ({ operation }) =>
        calls.every((other) => other.operation !== operation) &&
        fn.flow.canFollow(operation, first.operation),
    );
    const holdsRows = [...before, ...stepsOnWay(way, touchesDatabase)].some(isHolding);
    const { call } = first.operation;
    return [{ scope, call, first, way, others, before, holdsRows, isReply: replies }];
  });
}

/** The bot framework sends it, and nothing else goes out with it. */
function isReply(step: OrderedEffect, fn: FunctionModel, knowledge: Knowledge): boolean {
  return fn
    .effects()
    .filter((one) => one.origin.operation === step.operation && isOutside(one))
    .every(({ leaf }) => knowledge.kindsOf(leaf.name ?? '').includes('bot-framework'));
}

/** Nothing works with the database afterwards: the transaction is over when the function is. */
function isOnTheWayOut({ operation }: OrderedEffect, fn: FunctionModel): boolean {
  return !effectsInOrder(
    fn,
    (one) => touchesDatabase(one) || one.effect === 'transaction-commit',
  ).some((step) => step.operation !== operation && fn.flow.canFollow(operation, step.operation));
}

export const touchesDatabase = ({ effect }: EffectOccurrence): boolean => DATABASE.includes(effect);
const isHolding = ({ effects }: OrderedEffect): boolean =>
  effects.some((effect) => HOLDS.includes(effect));

interface Held {
  readonly scope: TransactionScope;
  readonly calls: OrderedEffect[];
}

/** Calls to the outside by the transaction around them, outermost only. */
function heldScopes(fn: FunctionModel): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  for (const step of effectsInOrder(fn, isOutside)) {
    const [scope] = fn.flow.transactionsAt(step.operation).filter(
      // What a caller holds is reported there; what the framework or a dependency holds, at the entry point.
      ({ kind }) => kind !== 'caller' || fn.entries.length > 0,
    );
    if (scope === undefined) continue;
    const known = held.get(scope.id);
    if (known === undefined) held.set(scope.id, { scope, calls: [step] });
    else known.calls.push(step);
  }
  return held;
}

function isOutside({ effect, leaf }: EffectOccurrence): boolean {
  if (!OUTSIDE.includes(effect) || leaf.deferred) return false;
  const { fact } = leaf;
  if (fact?.roles?.some((role) => INSIDE.has(role)) === true) return false;
  return (
    fact?.effects?.some((other) => other.startsWith('cache-') || other.startsWith('database-')) !==
    true
  );
}

/** A block holds a connection from its first statement; what a session opens by itself holds rows from a write to the commit. */
function isHeld(
  { kind }: TransactionScope,
  inScope: readonly OrderedEffect[],
  call: OrderedEffect,
  fn: FunctionModel,
): boolean {
  if (kind === 'block' || kind === 'decorator') return inScope.length > 0;
  const follows = (a: OrderedEffect, b: OrderedEffect): boolean =>
    fn.flow.canFollow(a.operation, b.operation);
  const commits = effectsInOrder(fn, ({ effect }) => effect === 'transaction-commit');
  if (kind === 'implicit' && commits.length === 0) return false;
  return inScope.some(
    (step) =>
      isHolding(step) &&
      follows(step, call) &&
      !commits.some((commit) => follows(step, commit) && follows(commit, call)),
  );
}
