import type { Expr, Span, TryStmt } from '../python/facts/facts.ts';
import { isContextManagerFunction } from '../python/flow/transaction-shapes.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type {
  CallSite,
  ClassModel,
  FunctionModel,
  Operation,
  Placed,
} from '../python/model/index.ts';
import { booleanValue, placeAt } from './expressions.ts';
import { catchesEverything, codeBodyOf } from './handlers.ts';
import { expressionsOfBody } from './local-names.ts';
import { statementsIn } from './walk.ts';

/** What is wrong with how a unit of work ends when what ran in it failed. */
export interface UnitOfWorkFlaw {
  /** `commits`: what was done before the error is stored. `keeps`: nothing is rolled back. `swallows`: nobody hears of the error. */
  readonly kind: 'commits' | 'keeps' | 'swallows';
  /** Where it stands: the commit, the `yield`, the `return True`, the handler. */
  readonly place: Placed;
  /** The commit that stores the work, null when it is not shown here. */
  readonly commit: CallSite | null;
  /** Asynchronous or not, the function that ends it. */
  readonly ending: FunctionModel;
}

const EXITS = ['__exit__', '__aexit__'];
/** Whatever ends a transaction or gives its connection back, which ends it too. Read by name: a miss would be a false report. */
const ENDERS =
  /(?:^|[._])(?:rollback|abort|undo|discard|cancel|close|aclose|close_all|remove|reset|release|putconn|terminate|invalidate|dispose|__a?exit__|pop_all)(?:_\w+)?$/u;

/** Flaws of a context manager class whose `__exit__` commits, or whose `commit` it leaves to others. */
export function exitFlaws(cls: ClassModel): readonly UnitOfWorkFlaw[] {
  const ending = cls.methods.find(({ name }) => EXITS.includes(name));
  if (ending === undefined || ending.isAbstract) return [];
  const own = commitsOf(ending);
  const commit = own[0] ?? null;
  const ofMethod = cls.method('commit')?.effects(2).find(isCommit)?.leaf ?? null;
  if (commit === null && ofMethod === null) return [];
  const swallowing = swallowingReturn(ending);
  const swallows: readonly UnitOfWorkFlaw[] =
    swallowing === null ? [] : [{ kind: 'swallows', place: swallowing, commit, ending }];
  if (ending.calls.some(isEnder) || enteredBySession(cls)) return swallows;
  if (commit !== null && !isConditional(commit) && !readsError(ending))
    return [{ kind: 'commits', place: commit, commit, ending }, ...swallows];
  if (!ending.calls.every(isUnderstood)) return swallows;
  return [
    { kind: 'keeps', place: headOf(ending), commit: commit ?? ofMethod, ending },
    ...swallows,
  ];
}

/** Flaws of a generator that hands out a session and commits what was done with it. */
export function yieldFlaws(fn: FunctionModel, knowledge: Knowledge): readonly UnitOfWorkFlaw[] {
  if (!fn.facts.isGenerator) return [];
  const yields = fn.flow.operations.filter(({ kind }) => kind === 'yield');
  const [given, ...others] = yields;
  if (given?.kind !== 'yield' || others.length > 0) return [];
  if (given.regions.some(({ kind }) => kind === 'loop' || kind === 'comprehension')) return [];
  if (!isContextManagerFunction(fn) && !isSession(given.value, fn, knowledge)) return [];
  if (readsOnly(fn)) return [];
  const commits = commitsOf(fn).filter(
    (call) => fn.flow.canFollow(given, call.operation) && !isOfAnotherSession(call, given),
  );
  const [commit] = commits;
  const tries = given.regions.flatMap((region) =>
    region.kind === 'try' ? [region.statement] : [],
  );
  const swallowing = swallowingHandler(tries, fn, knowledge);
  const swallows: readonly UnitOfWorkFlaw[] =
    swallowing === null || (commit === undefined && !fn.calls.some(isRollback))
      ? []
      : [{ kind: 'swallows', place: swallowing, commit: commit ?? null, ending: fn }];
  if (commit === undefined || rollsBack(tries, fn)) return swallows;
  const always = commits.find(
    (call) => !isConditional(call) && tries.some((statement) => isInFinally(call, statement)),
  );
  if (always !== undefined)
    return [{ kind: 'commits', place: always, commit: always, ending: fn }, ...swallows];
  if (swallows.length > 0 || isHeld(given, tries, fn)) return swallows;
  return [{ kind: 'keeps', place: placeAt(fn, given), commit, ending: fn }];
}

/** `SET TRANSACTION READ ONLY`, `read_only_session()`: there is nothing to store or to lose. */
function readsOnly(fn: FunctionModel): boolean {
  return (
    /read_?only/iu.test(fn.name) ||
    expressionsOfBody(fn).some(
      (expr) => expr.kind === 'string' && /\bread\s+only\b/iu.test(expr.value),
    )
  );
}

/** In a `with` that begins after the `yield`: what is stored there is a record of its own. */
function isOfAnotherSession(call: CallSite, given: Operation): boolean {
  return call.regions.some((region) => region.kind === 'with' && region.start > given.start);
}

function isCommit({ effect }: { readonly effect: string }): boolean {
  return effect === 'transaction-commit';
}

/** Calls of a function that commit, themselves or in what they call. */
function commitsOf(fn: FunctionModel): readonly CallSite[] {
  const origins = new Set(
    fn
      .effects(2)
      .filter(isCommit)
      .map(({ origin }) => origin),
  );
  return [...origins];
}

function isEnder({ text }: CallSite): boolean {
  return ENDERS.test(text);
}

function isRollback({ text }: CallSite): boolean {
  return text.endsWith('rollback');
}

/** In an arm of an `if`, in a handler, or after a success only (`try … else`). */
function isConditional({ regions }: CallSite): boolean {
  return regions.some(({ kind }) => kind === 'branch' || kind === 'except' || kind === 'try-else');
}

/** Looks at what it is told of the error, or at the error in flight. */
function readsError(ending: FunctionModel): boolean {
  const names = new Set(ending.params.map(({ name }) => name).filter((name) => name !== 'self'));
  return expressionsOfBody(ending).some(
    (expr) =>
      (expr.kind === 'name' && names.has(expr.id)) ||
      (expr.kind === 'attribute' && expr.name === 'exc_info'),
  );
}

/** Resolved to the project, to a library or to a builtin: what else it might do is known. */
function isUnderstood(call: CallSite): boolean {
  return call.name !== null || call.target !== null || call.fact !== null;
}

/** `__enter__` enters the session's own context, or hands the ending to a stack. */
function enteredBySession(cls: ClassModel): boolean {
  return ['__enter__', '__aenter__'].some((name) =>
    cls
      .method(name)
      ?.calls.some(({ text }) =>
        /(?:enter_(?:async_)?context|push_async_\w+|callback)$/u.test(text),
      ),
  );
}

/** `return True` that holds for every error. */
function swallowingReturn(ending: FunctionModel): Placed | null {
  for (const operation of ending.flow.operations) {
    if (operation.kind !== 'return' || booleanValue(operation.value) !== true) continue;
    const tests = operation.regions.flatMap((region) =>
      region.kind === 'branch' && region.test !== null ? [region.test] : [],
    );
    if (tests.every(asksWhetherFailed)) return placeAt(ending, operation.statement);
  }
  return null;
}

/** `exc_type`, `exc_type is not None`: any error, and not a kind of it. */
function asksWhetherFailed(test: Expr): boolean {
  if (test.kind === 'name') return true;
  if (test.kind === 'unary') return asksWhetherFailed(test.operand);
  return (
    test.kind === 'compare' &&
    test.operands.every(({ kind }) => kind === 'name' || kind === 'constant') &&
    test.operators.every((operator) => operator === 'is' || operator === 'is not')
  );
}

function isSession(value: Expr | null, fn: FunctionModel, knowledge: Knowledge): boolean {
  const type = value === null ? null : fn.typeOf(value);
  if (type === null || type.isClass) return false;
  const names = type.class === null ? [type.name] : type.class.ancestors;
  return names.some((name) =>
    (['session', 'async-session', 'scoped-session', 'connection'] as const).some((role) =>
      knowledge.hasRole(name, role),
    ),
  );
}

/** A handler for every error, or for those of the database, that ends without raising. */
function swallowingHandler(
  tries: readonly TryStmt[],
  fn: FunctionModel,
  knowledge: Knowledge,
): Placed | null {
  const body = codeBodyOf(fn);
  for (const { handlers } of tries) {
    for (const handler of handlers) {
      const isBroad =
        catchesEverything(handler.types, body) ||
        handler.types.some((type) => {
          const name = body.externalName(type);
          return name !== null && knowledge.hasRole(name, 'database-exception');
        });
      if (!isBroad || [...statementsIn(handler.body)].some(({ kind }) => kind === 'raise'))
        continue;
      if (!callsIn(fn, handler).some(isEnder)) continue;
      const end = handler.types.at(-1)?.end ?? handler.start + 'except'.length;
      return placeAt(fn, { start: handler.start, end });
    }
  }
  return null;
}

function callsIn(fn: FunctionModel, { start, end }: Span): readonly CallSite[] {
  return fn.calls.filter(({ span }) => start <= span.start && span.end <= end);
}

function isInFinally(call: CallSite, statement: TryStmt): boolean {
  return call.regions.some((region) => region.kind === 'finally' && region.statement === statement);
}

/** A handler around the `yield` rolls back. */
function rollsBack(tries: readonly TryStmt[], fn: FunctionModel): boolean {
  return tries.some(({ handlers }) =>
    handlers.some((handler) => callsIn(fn, handler).some(isRollback)),
  );
}

/** Something around the `yield` ends the session whatever happens: a `with`, a `finally`, a handler. */
function isHeld(given: Operation, tries: readonly TryStmt[], fn: FunctionModel): boolean {
  if (given.regions.some(({ kind }) => kind === 'with')) return true;
  return tries.some(({ handlers, finalbody }) => {
    const blocks: readonly Span[] = [...handlers, ...finalbody];
    return blocks.some((block) =>
      callsIn(fn, block).some((call) => isEnder(call) || !isUnderstood(call)),
    );
  });
}

function headOf(fn: FunctionModel): Placed {
  return placeAt(fn, fn.facts.nameSpan);
}
