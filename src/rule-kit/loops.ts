import type { Effect } from '../knowledge/entries.ts';
import type { Expr, ForStmt, Stmt, TryStmt, WhileStmt } from '../python/facts/facts.ts';
import { triesAround } from '../python/flow/questions.ts';
import type { CallSite, FunctionModel } from '../python/model/index.ts';
import { callsWithin, catchesEverything, codeBodyOf, type CodeBody } from './handlers.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import { statementsIn } from './walk.ts';

export type LoopStmt = WhileStmt | ForStmt;

/** What can fail for reasons outside the process. */
const FALLIBLE: ReadonlySet<Effect> = new Set<Effect>([
  'network',
  'database-read',
  'database-write',
  'flush',
  'transaction-commit',
  'message-send',
  'publish',
  'task-dispatch',
  'payment',
  'email',
  'cache-read',
  'cache-write',
]);

/**
 * Loops that are meant to run as long as the process: `while True:`, `while not self.stopped:`, `async for message in consumer:`.
 * Not one that is left from inside, and not one of a generator.
 */
export function endlessLoopsOf(fn: FunctionModel): readonly LoopStmt[] {
  if (fn.facts.isGenerator) return [];
  return [...statementsIn(fn.body)].filter((stmt): stmt is LoopStmt => {
    if (stmt.kind === 'for')
      return stmt.isAsync && isSubscribed(stmt.iterable) && !isLeft(stmt.body);
    return stmt.kind === 'while' && isEndless(stmt.test) && !isLeft(stmt.body);
  });
}

/** What hands out messages for as long as it is asked; rows, pages and the messages of one connection come to an end. */
function isSubscribed(iterable: Expr): boolean {
  const text = textOf(iterable);
  if (/(?:^|[._])(?:h|s|z)?scan(?:_iter)?\b|cursor|socket|\bws\b|upstream/iu.test(text))
    return false;
  return /consum|pubsub|listen|subscri|queue|topic|message|event|watch|receive|updates|stream_?in/iu.test(
    text,
  );
}

function isEndless(test: Expr): boolean {
  if (test.kind === 'constant') return test.value === 'True';
  if (test.kind === 'number') return test.text !== '0';
  const flag = test.kind === 'unary' && test.operator === 'not' ? test.operand : test;
  if (flag.kind === 'call')
    return flag.callee.kind === 'attribute' && flag.callee.name === 'is_set';
  const name = flag.kind === 'attribute' ? flag.name : flag.kind === 'name' ? flag.id : '';
  return /(?:^|_)(?:running|run|active|alive|stop|stopped|stopping|closed|closing|shutdown|cancelled|exit)(?:_|$)/iu.test(
    name,
  );
}

/** A `return` or a `break` of this very loop ends it in the ordinary course. */
export function isLeft(body: readonly Stmt[]): boolean {
  const inner = new Set<Stmt>();
  for (const stmt of statementsIn(body)) {
    if (stmt.kind !== 'for' && stmt.kind !== 'while') continue;
    for (const nested of statementsIn(stmt.body)) if (nested.kind === 'break') inner.add(nested);
  }
  return [...statementsIn(body)].some(
    (stmt) => stmt.kind === 'return' || (stmt.kind === 'break' && !inner.has(stmt)),
  );
}

/** Calls of a loop's body that reach outside the process, in source order, each with whether a handler of the loop catches it. */
export function outsideCallsOf(
  loop: LoopStmt,
  fn: FunctionModel,
): readonly { readonly call: CallSite; readonly caught: boolean }[] {
  const body = codeBodyOf(fn);
  const tries = [...statementsIn(loop.body)].filter((stmt): stmt is TryStmt => stmt.kind === 'try');
  return outsideCallsIn(loop.body, fn).map((call) => ({
    call,
    caught: tries.some((stmt) => guards(stmt, call, body)) || isCaughtInside(call, fn),
  }));
}

/** Whatever can fail on the way of the call is caught in the functions that it calls. */
function isCaughtInside(call: CallSite, fn: FunctionModel): boolean {
  const ways = fn.effects().filter(({ effect, origin }) => origin === call && FALLIBLE.has(effect));
  return (
    ways.length > 0 && ways.every(({ path }) => path.slice(1).some((step) => isSwallowedAt(step)))
  );
}

function isSwallowedAt(step: CallSite): boolean {
  const { function: fn } = step;
  if (fn === null) return false;
  return triesAround(step).some(({ handlers }) =>
    handlers.some(
      (handler) =>
        catchesEverything(handler.types, codeBodyOf(fn)) &&
        ![...statementsIn(handler.body)].some(({ kind }) => kind === 'raise'),
    ),
  );
}

/** Calls in some statements of a function that reach outside the process, themselves or through what they call. */
export function outsideCallsIn(
  statements: readonly Stmt[],
  fn: FunctionModel,
): readonly CallSite[] {
  const inside = callsWithin(codeBodyOf(fn), statements);
  const origins = new Set(
    fn
      .effects()
      .filter(({ effect }) => FALLIBLE.has(effect))
      .map(({ origin }) => origin),
  );
  return inside.filter(
    (call) => origins.has(call) && !call.deferred && call.runsElsewhere === null,
  );
}

/** A handler for everything that does not end the loop itself. */
function guards(stmt: TryStmt, call: CallSite, body: CodeBody): boolean {
  const [first, last] = [stmt.body[0], stmt.body.at(-1)];
  if (first === undefined || last === undefined) return false;
  if (call.span.start < first.start || last.end < call.span.end) return false;
  return stmt.handlers.some((handler) => catchesEverything(handler.types, body));
}

/** True when a handler for everything stands around the whole loop in its function. */
export function isGuardedAround(loop: LoopStmt, fn: FunctionModel): boolean {
  const body = codeBodyOf(fn);
  return [...statementsIn(fn.body)].some(
    (stmt) =>
      stmt.kind === 'try' &&
      stmt.start <= loop.start &&
      loop.end <= stmt.end &&
      stmt.handlers.some((handler) => catchesEverything(handler.types, body)),
  );
}
