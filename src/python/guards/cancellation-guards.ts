import { dottedName, textOf, walkStatements } from '../facts/expressions.ts';
import type { ExceptHandler, Span, TryStmt } from '../facts/facts.ts';
import { chainText, methodName } from '../flow/expression-text.ts';
import type { Guard } from '../model/guards.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { guardAt } from './guard-at.ts';

/** Methods that undo, free or hand back. In a `finally` stands ordinary work, too. */
const CLEANS =
  /(?:^|_)(?:a?close|release|unlock|rollback|give_back|put_back|requeue|nack|reject|cancel|stop|restore|reset|remove|discard|dispose|disconnect|clean_?up|clear|free|abort|kill|terminate|shutdown|unsubscribe|unregister|aexit|leave)(?:_|$)/iu;

/** Subject of a handler that only passes the cancellation on. */
export const PASSED_ON = 'cancellation';

/**
 * What an `async def` does for its own cancellation: handlers that clean up and raise again, `finally` around awaits, work that is
 * shielded. The subject is the work that gets done.
 */
export function cancellationGuards(fn: FunctionModel): readonly Guard[] {
  if (!fn.isAsync) return [];
  const guards: Guard[] = fn.calls.flatMap((call) => shield(call));
  walkStatements(fn.body, (statement) => {
    if (statement.kind !== 'try' || !waits(fn, statement)) return;
    for (const handler of statement.handlers) guards.push(...passedOn(fn, handler));
    guards.push(...finallyDone(fn, statement));
  });
  return guards;
}

/** `asyncio.shield(self.commit())`. */
function shield(call: CallSite): readonly Guard[] {
  const inner = call.expr.args[0]?.value;
  if (call.fact?.roles?.includes('cancellation-shield') !== true || inner?.kind !== 'call')
    return [];
  return [
    guardAt(call, 'cancellation-handling', {
      subject: chainText(inner.callee),
      text: textOf(call.expr),
    }),
  ];
}

function passedOn(fn: FunctionModel, handler: ExceptHandler): readonly Guard[] {
  if (!seesCancellation(handler) || handler.body.at(-1)?.kind !== 'raise') return [];
  const work = workIn(fn, handler.body);
  const isNamed = catchesCancellation(handler);
  const first = isNamed ? work[0] : work.find(isCleanUp);
  if (first === undefined && !isNamed) return [];
  const types = handler.types.map((type) => textOf(type)).join(', ');
  return [
    guardAt(fn, 'cancellation-handling', {
      subject: first === undefined ? PASSED_ON : first.text,
      text:
        first === undefined
          ? `except ${types}: raise`
          : `except ${types}: ${first.text}(…)`.replace('except :', 'except:'),
      span: { start: handler.start, end: handler.body[0]?.start ?? handler.end },
    }),
  ];
}

function finallyDone(fn: FunctionModel, { finalbody }: TryStmt): readonly Guard[] {
  return workIn(fn, finalbody)
    .filter(isCleanUp)
    .map((call) =>
      guardAt(call, 'cancellation-handling', {
        subject: call.text,
        text: `finally: ${call.text}(…)`,
      }),
    );
}

function isCleanUp({ expr }: CallSite): boolean {
  return CLEANS.test(methodName(expr.callee));
}

/** Calls of a block that do something: to write a log line is no clean-up. */
function workIn(fn: FunctionModel, body: readonly Span[]): readonly CallSite[] {
  const [first, last] = [body[0], body.at(-1)];
  if (first === undefined || last === undefined) return [];
  return fn.calls.filter(
    (call) =>
      first.start <= call.span.start &&
      call.span.end <= last.end &&
      call.text !== '' &&
      !call.deferred &&
      call.fact?.effects?.includes('log') !== true &&
      !call.name?.startsWith('builtins.') &&
      !/(?:^|[._])(?:log|logger|logging|print|span|metrics?)(?:[._]|$)/iu.test(call.text),
  );
}

/** True when a handler names the cancellation. */
export function catchesCancellation({ types }: ExceptHandler): boolean {
  return types
    .flatMap((type) => (type.kind === 'tuple' ? type.items : [type]))
    .some((type) => /(?:^|\.)Cancelled(?:Error)?$/u.test(dottedName(type) ?? ''));
}

/** True when a handler also catches a cancellation: named, by its base, or bare. */
export function seesCancellation(handler: ExceptHandler): boolean {
  return (
    handler.types.length === 0 ||
    catchesCancellation(handler) ||
    handler.types.some((type) => (dottedName(type) ?? '').endsWith('BaseException'))
  );
}

/** Something in the body of the `try` waits: only there a cancellation arrives. */
function waits(fn: FunctionModel, statement: TryStmt): boolean {
  return fn.flow.operations.some(
    ({ kind, regions }) =>
      (kind === 'await' || kind === 'implicit-await') &&
      regions.some((region) => region.kind === 'try' && region.statement === statement),
  );
}
