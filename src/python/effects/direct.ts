import type { Effect } from '../../knowledge/entries.ts';
import type { Expr } from '../facts/facts.ts';
import type { OrmModel } from '../model/orm.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { chainOf, ownerOf, siteIn } from './chains.ts';
import { isCoroutineRun } from './running.ts';
import {
  modelOfExpr,
  statementOf,
  type DatabaseStatement,
  type StatementServices,
} from './statement.ts';

/** One effect that a call of a function has by itself. */
export interface DirectEffect {
  readonly effect: Effect;
  readonly call: CallSite;
  readonly model: OrmModel | null;
  readonly spawned: boolean;
}

const DATABASE: ReadonlySet<Effect> = new Set(['database-read', 'database-write', 'row-lock']);
/** Builtins that evaluate a lazy query they are given. */
const EVALUATES = new Set([
  'builtins.list',
  'builtins.tuple',
  'builtins.set',
  'builtins.len',
  'builtins.sorted',
  'builtins.bool',
  'builtins.dict',
  'builtins.sum',
]);

/** Effects of the library calls in a function's own body. What a lambda or generator does later, or another thread does, is not its own. */
export function directEffects(
  fn: FunctionModel,
  services: StatementServices,
): readonly DirectEffect[] {
  return [
    ...fn.calls.flatMap((call) => effectsOfCall(call, services)),
    ...iterationEffects(fn, services),
  ];
}

function effectsOfCall(call: CallSite, services: StatementServices): readonly DirectEffect[] {
  const effects = call.fact?.effects ?? [];
  const mayEvaluate = call.name !== null && EVALUATES.has(call.name);
  if ((effects.length === 0 && !mayEvaluate) || call.deferred || runsAway(call)) return [];
  const spawned = call.runsElsewhere === 'task';
  const lazily = mayEvaluate ? evaluatedQuery(call, services) : null;
  if (lazily !== null) return readOf(call, lazily);
  if (effects.length === 0) return [];
  const isAsync = call.fact?.async === true;
  if (isAsync && !isCoroutineRun(call)) return [];
  const builds = call.fact?.roles?.includes('row-lock-call') === true;
  const kept = effects.filter(
    (effect) =>
      !(effect === 'blocking' && (isAsync || call.awaited)) &&
      // `select_for_update()` builds a query; the lock is taken where the query runs.
      !(effect === 'row-lock' && builds),
  );
  const statement = kept.some((effect) => DATABASE.has(effect))
    ? statementOf(call, services)
    : null;
  return refined(kept, statement).map((effect) => ({
    effect,
    call,
    model: DATABASE.has(effect) ? (statement?.model ?? null) : null,
    spawned,
  }));
}

/** Runs in a thread, a process or later; what runs as a task or inside `asyncio.run` happens. */
export function runsAway({ runsElsewhere }: CallSite): boolean {
  return runsElsewhere !== null && runsElsewhere !== 'task' && runsElsewhere !== 'event-loop';
}

/** `session.execute(update(Order))` writes, whatever `execute` does in general. */
function refined(
  effects: readonly Effect[],
  statement: DatabaseStatement | null,
): readonly Effect[] {
  if (statement === null) return effects;
  const rest = effects.filter(
    (effect) => effect !== 'database-read' && effect !== 'database-write' && effect !== 'row-lock',
  );
  const lock: readonly Effect[] =
    statement.rowLock || effects.includes('row-lock') ? ['row-lock'] : [];
  switch (statement.kind) {
    case 'select':
      return [...rest, 'database-read', ...lock];
    case 'begin':
      return [...rest, 'transaction-begin', ...lock];
    case 'commit':
      return [...rest, 'transaction-commit'];
    case 'rollback':
      return [...rest, 'transaction-rollback'];
    case 'schema':
    case 'insert':
    case 'update':
    case 'delete':
      return [
        ...rest,
        ...effects.filter(
          (effect) =>
            effect === 'database-read' &&
            statement.sql === null &&
            effects.includes('database-write'),
        ),
        'database-write',
      ];
    case 'other':
      return [...effects, ...lock.filter((effect) => !effects.includes(effect))];
    default:
      return effects;
  }
}

/** `list(Order.objects.filter(…))` runs the query. */
function evaluatedQuery(call: CallSite, services: StatementServices): Expr | null {
  const [first] = call.expr.args;
  return first !== undefined && isLazyQuery(first.value, call, services) ? first.value : null;
}

function isLazyQuery(expr: Expr, at: CallSite, { knowledge }: StatementServices): boolean {
  if (expr.kind !== 'call' && expr.kind !== 'name' && expr.kind !== 'attribute') return false;
  const type = ownerOf(at).typeOf(expr);
  if (type === null || type.isClass) return false;
  const names = type.class === null ? [type.name] : type.class.ancestors;
  return names.some(
    (name) => knowledge.hasRole(name, 'queryset') || knowledge.hasRole(name, 'query'),
  );
}

function readOf(call: CallSite, query: Expr): readonly DirectEffect[] {
  const { root, calls } = chainOf(query, call);
  const entity = calls.find(({ text }) => text.endsWith('.query'))?.argument('entities', 0) ?? null;
  const model = modelOfExpr(root, call) ?? modelOfExpr(entity, call);
  const locks = calls.some(({ fact }) => fact?.roles?.includes('row-lock-call') === true);
  const effects: readonly Effect[] = locks
    ? ['blocking', 'database-read', 'row-lock']
    : ['blocking', 'database-read'];
  return effects.map((effect) => ({
    effect,
    call,
    model,
    spawned: false,
  }));
}

/** `for order in Order.objects.filter(…)` runs the query when the loop starts; it happens at the call that builds the query. */
function iterationEffects(fn: FunctionModel, services: StatementServices): readonly DirectEffect[] {
  const seen = new Set<number>();
  const found: DirectEffect[] = [];
  for (const operation of fn.flow.operations) {
    for (const region of operation.regions) {
      if (seen.has(region.id) || (region.kind !== 'loop' && region.kind !== 'comprehension'))
        continue;
      seen.add(region.id);
      const isAsync = region.kind === 'loop' ? region.loop === 'async-for' : region.isAsync;
      const iterable = region.kind === 'loop' ? region.header : region.iterable;
      if (region.kind === 'loop' && region.loop === 'while') continue;
      const call = queryCall(fn, iterable, operation.index);
      if (call === null || !isLazyQuery(iterable, call, services)) continue;
      found.push(
        ...readOf(call, call.expr).filter(({ effect }) => !(isAsync && effect === 'blocking')),
      );
    }
  }
  return found;
}

/** The call that builds what is iterated: itself, or the one a local name was assigned. */
function queryCall(fn: FunctionModel, iterable: Expr, index: number): CallSite | null {
  const { flow } = fn;
  if (iterable.kind === 'call') return siteIn(flow, iterable);
  const at = flow.operations[index];
  if (iterable.kind !== 'name' || at === undefined) return null;
  const [definition, ...others] = flow.definitionsOf(iterable.id, at);
  const value = definition?.kind === 'assign' && others.length === 0 ? definition.value : null;
  return value?.kind === 'call' ? siteIn(flow, value) : null;
}
