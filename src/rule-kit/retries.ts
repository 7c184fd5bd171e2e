import type { RetryFact } from '../knowledge/entries.ts';
import { expressionsOf } from '../python/facts/expressions.ts';
import type { ExceptHandler, Expr, Stmt, TryStmt } from '../python/facts/facts.ts';
import type { CallSite, DecoratorModel, FunctionModel } from '../python/model/index.ts';
import { isNone, nameOf, numberValue } from './expressions.ts';
import { callsWithin, codeBodyOf } from './handlers.ts';
import { isLeft, outsideCallsIn, type LoopStmt } from './loops.ts';
import { expressionsIn, statementsIn } from './walk.ts';

/** A loop that makes the same call again when it fails. */
export interface RetryLoop {
  readonly loop: LoopStmt;
  readonly statement: TryStmt;
  readonly handler: ExceptHandler;
  /** The calls that reach outside, in source order; at least one. */
  readonly calls: readonly CallSite[];
  /** True when attempts or time are counted, or some failure ends it. */
  readonly limited: boolean;
  /** How many attempts it makes, null when that is not written down. */
  readonly attempts: number | null;
  /** How it waits between two attempts. `unknown`: by a call that is not known. */
  readonly wait: 'none' | 'constant' | 'growing' | 'unknown';
}

/**
 * `for attempt in range(3): try: return send(x) except E: continue` and the like. Not a loop over pages, rows or messages: the
 * call must be given nothing that the loop itself changes.
 */
export function retryLoopsOf(fn: FunctionModel): readonly RetryLoop[] {
  const found: RetryLoop[] = [];
  for (const stmt of statementsIn(fn.body)) {
    const loop =
      stmt.kind === 'while' || (stmt.kind === 'for' && isCount(stmt.iterable)) ? stmt : null;
    if (loop === null) continue;
    for (const inner of loop.body) {
      const retry = inner.kind === 'try' ? retryOf(loop, inner, fn) : null;
      if (retry !== null) found.push(retry);
    }
  }
  return found;
}

function isCount(iterable: Expr): boolean {
  return iterable.kind === 'call' && /^range$|(?:^|\.)count$/u.test(nameOf(iterable.callee) ?? '');
}

function retryOf(loop: LoopStmt, statement: TryStmt, fn: FunctionModel): RetryLoop | null {
  const tried = [...statement.body, ...statement.orelse];
  const after = loop.body.slice(loop.body.indexOf(statement) + 1);
  if (!isLeft(tried) && !isLeft(after.slice(0, 1))) return null;
  const handler = statement.handlers.find((entry) => !endsAttempts(entry.body));
  if (handler === undefined) return null;
  const body = codeBodyOf(fn);
  const calls = outsideCallsIn(statement.body, fn).filter(
    (call) => !isChanging(call, loop, statement),
  );
  if (calls.length === 0 || calls.length < outsideCallsIn(statement.body, fn).length) return null;
  if (storesTarget(loop, statement)) return null;
  const outsideTry = loop.body.filter((stmt) => stmt !== statement);
  const handlers = statement.handlers.flatMap((entry) => entry.body);
  const [retried] = calls;
  const pauses = callsWithin(body, loop.body).filter(
    (call) =>
      isPause(call) &&
      // Before the call that fails, each new attempt waits; behind it, only what succeeded does.
      (!isWithin(call, statement.body) || call.span.end <= (retried?.span.start ?? 0)),
  );
  const limited =
    loop.kind === 'for' ||
    !isForever(loop.test) ||
    [...statementsIn([...handlers, ...outsideTry])].some(isExit);
  const attempts = attemptsOf(loop, statement, fn);
  return { loop, statement, handler, calls, limited, attempts, wait: waitOf(pauses, loop) };
}

/** `server.port = port` in the attempt, of `for port in range(…)`: the next round tries the next one. */
function storesTarget(loop: LoopStmt, { body }: TryStmt): boolean {
  if (loop.kind !== 'for' || loop.target.kind !== 'name' || COUNTS.test(loop.target.id))
    return false;
  const target = new Set([loop.target.id]);
  return [...statementsIn(body)].some(
    (stmt) => stmt.kind === 'assign' && stmt.value !== null && mentions(stmt.value, target),
  );
}

/** `for _ in range(2)`, or `tries_left = 2` before the loop and `tries_left -= 1` in a handler. */
function attemptsOf(loop: LoopStmt, { handlers }: TryStmt, fn: FunctionModel): number | null {
  if (loop.kind === 'for') {
    const [count, ...others] = loop.iterable.kind === 'call' ? loop.iterable.args : [];
    return count === undefined || others.length > 0 ? null : numberValue(count.value);
  }
  const counted = [...statementsIn(handlers.flatMap(({ body }) => body))].flatMap((stmt) =>
    stmt.kind === 'assign' && stmt.operator?.startsWith('-') === true
      ? stmt.targets.map((target) => nameOf(target))
      : [],
  );
  const begin = [...statementsIn(fn.body)].find(
    (stmt) =>
      stmt.kind === 'assign' &&
      stmt.end <= loop.start &&
      stmt.targets.some((target) => counted.includes(nameOf(target))),
  );
  return begin?.kind === 'assign' && begin.value !== null ? numberValue(begin.value) : null;
}

function isExit(stmt: Stmt): boolean {
  return stmt.kind === 'raise' || stmt.kind === 'return' || stmt.kind === 'break';
}

/** The handler's own last word ends the loop: this failure is not retried. */
function endsAttempts(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  return last !== undefined && isExit(last);
}

function isForever(test: Expr): boolean {
  return (
    (test.kind === 'constant' && test.value === 'True') ||
    (test.kind === 'number' && test.text === '1')
  );
}

function isWithin(call: CallSite, statements: readonly Stmt[]): boolean {
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined) return false;
  return first.start <= call.span.start && call.span.end <= last.end;
}

/** True when an argument or the receiver is something that the loop moves on: a page, a row, a message. */
function isChanging(call: CallSite, loop: LoopStmt, statement: TryStmt): boolean {
  const moved = new Set<string>();
  if (loop.kind === 'for' && loop.target.kind === 'name') moved.add(loop.target.id);
  for (const stmt of statementsIn(loop.body)) {
    if (stmt.kind !== 'assign') continue;
    if (isInHandlers(stmt, statement) && !movesOn(stmt)) continue;
    for (const target of stmt.targets) {
      const name = nameOf(target);
      if (name !== null && stmt.end < call.span.start) moved.add(name);
      if (name !== null && stmt.start > call.span.end) moved.add(name);
    }
  }
  for (const name of namedFrom(moved, loop.body)) moved.add(name);
  return call.expr.args.some(({ value }) => mentions(value, moved));
}

function mentions(root: Expr, names: ReadonlySet<string>): boolean {
  return [...expressionsIn(root)].some((expr) => names.has(nameOf(expr) ?? ''));
}

/** `page += 1` after a failure: the next round is about something else. Attempts that are counted, and pauses that grow, are not. */
function movesOn({ targets, operator }: Extract<Stmt, { readonly kind: 'assign' }>): boolean {
  const [target] = targets;
  const name = target === undefined ? null : nameOf(target);
  return operator !== null && name !== null && !COUNTS.test(name);
}

const COUNTS = /attempt|retr(?:y|ies)|tries|count|delay|wait|backoff|sleep|pause|error|fail/iu;

/** `(page := next_page(index)) is not None`: what is computed from something that moves on moves with it. */
function namedFrom(moved: ReadonlySet<string>, body: readonly Stmt[]): readonly string[] {
  return [...statementsIn(body)]
    .flatMap((stmt) => expressionsOf(stmt))
    .flatMap((root) => [...expressionsIn(root)])
    .flatMap((expr) => (expr.kind === 'named' && mentions(expr.value, moved) ? [expr.target] : []));
}

function isInHandlers(stmt: Stmt, { handlers }: TryStmt): boolean {
  return handlers.some((handler) => handler.start <= stmt.start && stmt.end <= handler.end);
}

function isPause(call: CallSite): boolean {
  return (
    call.fact?.effects?.includes('sleep') === true ||
    /(?:^|[._])(?:sleep|wait|wait_for|delay|backoff|pause)\w*$/u.test(call.text)
  );
}

function waitOf(pauses: readonly CallSite[], loop: LoopStmt): RetryLoop['wait'] {
  if (pauses.length === 0) return 'none';
  const known = pauses.filter((call) => call.fact?.effects?.includes('sleep') === true);
  if (known.length < pauses.length) return 'unknown';
  return known.every((call) => isConstantPause(call, loop)) ? 'constant' : 'growing';
}

/** A number, or a name in capitals. Anything computed may grow. */
function isConstantPause(call: CallSite, loop: LoopStmt): boolean {
  const value = call.expr.args[0]?.value;
  if (value === undefined) return false;
  if (numberValue(value) !== null) return true;
  const name = nameOf(value)?.split('.').at(-1) ?? '';
  const isSet = [...statementsIn(loop.body)].some(
    (stmt) =>
      stmt.kind === 'assign' && stmt.targets.some((target) => nameOf(target) === nameOf(value)),
  );
  return /^_*[A-Z][A-Z0-9_]*$/u.test(name) && !isSet;
}

/** A retry by a library: a decorator, or a call that makes a retrying object. */
export interface DeclaredRetry {
  readonly fact: RetryFact;
  readonly args: readonly {
    readonly name: string | null;
    readonly splat: string;
    readonly value: Expr;
  }[];
}

/** The retry that a decorator declares, null for other decorators. */
export function declaredRetry(of: DecoratorModel | CallSite): DeclaredRetry | null {
  const retry = of.fact?.retry;
  if (retry === undefined) return null;
  const { expr } = of;
  return { fact: retry, args: 'args' in of ? of.args : expr.kind === 'call' ? expr.args : [] };
}

/** The values given for some keywords; null when `**kwargs` may hide them. */
export function givenFor(
  retry: DeclaredRetry,
  keywords: readonly string[],
): readonly Expr[] | null {
  if (retry.args.some(({ splat }) => splat !== '')) return null;
  return retry.args
    .filter(({ name, value }) => name !== null && keywords.includes(name) && !isNone(value))
    .map(({ value }) => value);
}
