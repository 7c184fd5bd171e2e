import { literalNumber, textOf } from '../facts/expressions.ts';
import type { Expr, Span } from '../facts/facts.ts';
import { isSetIfAbsent } from '../flow/locks.ts';
import { methodName } from '../flow/expression-text.ts';
import { statementOf, type DatabaseStatement } from '../effects/statement.ts';
import type { Guard } from '../model/guards.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { guardAt, keywordText, type GuardServices } from './guard-at.ts';

/** Guards that stand in the arguments of a function's calls, or are calls. */
export function callGuards(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  return fn.calls.flatMap((call) => [
    ...timeout(call),
    ...idempotencyKey(call),
    ...afterCommit(call),
    ...lockTtl(call, services),
    ...rowGuards(call, services),
    ...keptTask(call, services),
    ...bounds(call),
    ...escapes(call),
  ]);
}

/** `timeout=5`; a client that has one by default holds it too. */
function timeout(call: CallSite): readonly Guard[] {
  const fact = call.fact?.timeout;
  const subject = call.name;
  if (fact === undefined || subject === null) return scopedTimeout(call);
  const names = [fact.parameter, ...(fact.alternatives ?? [])];
  for (const name of names) {
    const value = call.argument(name, name === fact.parameter ? fact.position : undefined);
    if (value === null) continue;
    if (value.kind === 'constant' && value.value === 'None') return [];
    return [guardAt(call, 'timeout', { subject, text: keywordText(name, value), span: value })];
  }
  return fact.default === 'none'
    ? []
    : [guardAt(call, 'timeout', { subject, text: `the default timeout of ${subject}` })];
}

/** `wait_for(client.get(…), 5)` bounds the call inside it; `async with timeout(5)` the calls of its block. */
function scopedTimeout(call: CallSite): readonly Guard[] {
  if (call.fact?.roles?.includes('timeout-scope') !== true) return [];
  const inner = call.expr.args.find(({ value }) => value.kind === 'call')?.value;
  const calls = call.function?.calls ?? [];
  const bounded =
    inner === undefined
      ? calls.filter(({ regions }) =>
          regions.some((region) => region.kind === 'with' && region.call === call),
        )
      : calls.filter(({ expr }) => expr === inner);
  return bounded.flatMap(({ name, text }) =>
    name === null || name.startsWith('builtins.')
      ? []
      : [guardAt(call, 'timeout', { subject: name, text: `${call.text}(… ${text} …)` })],
  );
}

function idempotencyKey(call: CallSite): readonly Guard[] {
  const key = call.fact?.payment?.idempotency;
  if (key === undefined || call.name === null) return [];
  const value = call.argument(key);
  return value === null
    ? []
    : [
        guardAt(call, 'idempotency-key', {
          subject: call.name,
          text: keywordText(key, value),
          span: value,
        }),
      ];
}

/** `transaction.on_commit(send)`: what runs is the subject. */
function afterCommit(call: CallSite): readonly Guard[] {
  const fact = call.fact;
  const isOnCommit =
    fact?.roles?.includes('on-commit') === true ||
    fact?.runs?.some(({ where }) => where === 'after-commit') === true;
  if (!isOnCommit) return [];
  const run = call.expr.args[0]?.value;
  return [
    guardAt(call, 'on-commit', {
      subject: run === undefined ? methodName(call.expr.callee) : deferredName(run),
      text: textOf(call.expr),
    }),
  ];
}

function deferredName(expr: Expr): string {
  if (expr.kind === 'lambda') return deferredName(expr.body);
  if (expr.kind === 'call') {
    const wrapped = methodName(expr.callee) === 'partial' ? expr.args[0] : undefined;
    return wrapped === undefined ? textOf(expr.callee) : deferredName(wrapped.value);
  }
  return textOf(expr);
}

/** `redis.lock(key, timeout=30)`, `set(key, token, nx=True, ex=30)`. */
function lockTtl(call: CallSite, { knowledge }: GuardServices): readonly Guard[] {
  const isLock =
    isSetIfAbsent(call, knowledge) ||
    (call.target === null &&
      call.name !== null &&
      knowledge.hasRole(call.name, 'lock') &&
      !knowledge.kindsOf(call.name).includes('stdlib'));
  if (!isLock) return [];
  for (const name of ['timeout', 'ex', 'px', 'ttl', 'expire', 'lock_timeout']) {
    const value = call.argument(name);
    if (value !== null && !(value.kind === 'constant' && value.value === 'None')) {
      return [
        guardAt(call, 'lock-ttl', { subject: 'lock', text: keywordText(name, value), span: value }),
      ];
    }
  }
  return [];
}

function rowGuards(call: CallSite, services: GuardServices): readonly Guard[] {
  const effects = call.fact?.effects ?? [];
  if (!effects.includes('database-read') && !effects.includes('database-write')) return [];
  const statement = statementOf(call, services);
  if (statement === null) return [];
  const subject = statement.model?.class.name ?? (statement.table || 'row');
  const guards: Guard[] = [];
  // A later `order.save()` belongs to the chain that read the row: the lock is counted once, where it is taken.
  if (statement.rowLock && effects.includes('database-read'))
    guards.push(guardAt(call, 'row-lock', { subject, ...rowLock(call, statement) }));
  if (statement.skipLocked)
    guards.push(guardAt(call, 'exclusive-claim', { subject, text: 'SKIP LOCKED' }));
  if (statement.onConflict)
    guards.push(guardAt(call, 'idempotency-check', { subject, text: 'ON CONFLICT' }));
  return guards;
}

/** What takes the lock, and where: `.with_for_update()` of a chain, `with_for_update=True` among the arguments. */
function rowLock(call: CallSite, { chain, sql }: DatabaseStatement): { text: string; span: Span } {
  if (sql !== null) return { text: 'SELECT … FOR UPDATE', span: call.span };
  const argument = call.argument('with_for_update');
  if (argument !== null) return { text: keywordText('with_for_update', argument), span: argument };
  const lock = chain.find(({ fact }) => fact?.roles?.includes('row-lock-call') === true);
  if (lock === undefined) return { text: 'with_for_update', span: call.span };
  const { callee, end } = lock.expr;
  const name = methodName(callee);
  return { text: `${name}()`, span: { start: callee.end - name.length, end } };
}

/** A task whose result somebody keeps. */
function keptTask(call: CallSite, { knowledge }: GuardServices): readonly Guard[] {
  if (call.name === null || !knowledge.hasRole(call.name, 'task-spawn')) return [];
  const { statement } = call.operation;
  const dropped =
    statement.kind === 'expression' &&
    (statement.value === call.expr ||
      (statement.value.kind === 'await' && statement.value.value === call.expr && !call.awaited));
  if (dropped || (statement.kind === 'assign' && textOf(statement.targets[0] ?? call.expr) === '_'))
    return [];
  const run = call.expr.args[0]?.value;
  return [
    guardAt(call, 'kept-task', {
      subject: run === undefined ? 'task' : deferredName(run),
      text: textOf(call.expr),
    }),
  ];
}

/** `Semaphore(10)`, `Queue(maxsize=100)`: a number that bounds what may pile up. */
function bounds(call: CallSite): readonly Guard[] {
  if (call.name === null) return [];
  if (/(?:Semaphore|CapacityLimiter)$/.test(call.name))
    return bound(
      call,
      call.argument('value', 0) ?? call.argument('total_tokens', 0),
      'concurrency',
    );
  if (/(?:^|\.)(?:Queue|LifoQueue|PriorityQueue)$/.test(call.name))
    return bound(call, call.argument('maxsize', 0), 'queue');
  return [];
}

function bound(call: CallSite, value: Expr | null, subject: string): readonly Guard[] {
  if (value === null || literalNumber(value) === 0) return [];
  const limit = literalNumber(value);
  // A larger bound is a weaker one.
  return [
    guardAt(call, 'bound', {
      subject,
      text: `${call.text}(${textOf(value)})`,
      strength: limit === null ? 1 : 1 / Math.max(limit, 1),
    }),
  ];
}

function escapes(call: CallSite): readonly Guard[] {
  if (call.fact?.roles?.includes('html-safe') !== true) return [];
  const value = call.expr.args[0]?.value;
  return [
    guardAt(call, 'escape', {
      subject: value === undefined ? 'html' : textOf(value),
      text: textOf(call.expr),
    }),
  ];
}
