import { textOf } from '../facts/expressions.ts';
import type { Span } from '../facts/facts.ts';
import { isSetIfAbsent } from '../flow/locks.ts';
import { methodName } from '../flow/expression-text.ts';
import { chainOf } from '../effects/chains.ts';
import { modelOfExpr, statementOf, type DatabaseStatement } from '../effects/statement.ts';
import type { Guard } from '../model/guards.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { boundOf } from './bound-guards.ts';
import { idempotencyKeys } from './once-guards.ts';
import { isNothing, measured, numbersIn } from './amounts.ts';
import { deferredName, guardAt, keywordText, type GuardServices } from './guard-at.ts';

/** Guards that stand in the arguments of a function's calls, or are calls. */
export function callGuards(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  return [
    ...fn.calls.flatMap((call) => [
      ...timeout(call),
      ...idempotencyKeys(call),
      ...boundOf(call),
      ...afterCommit(call),
      ...lockTtl(call, services),
      ...escapes(call),
    ]),
    ...rowGuards(fn, services),
  ];
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
    if (isNothing(value)) return [];
    const seconds = Math.max(...numbersIn(value));
    const text = keywordText(name, value);
    return [guardAt(call, 'timeout', { subject, text, span: value, ...measured(seconds) })];
  }
  if (fact.default === 'none') return [];
  const text = `the default timeout of ${subject}`;
  return [guardAt(call, 'timeout', { subject, text, ...measured(fact.default) })];
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
    if (value !== null && !isNothing(value)) {
      return [
        guardAt(call, 'lock-ttl', { subject: 'lock', text: keywordText(name, value), span: value }),
      ];
    }
  }
  return [];
}

function rowGuards(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  const counted = new Set<CallSite>();
  const guards = fn.calls.flatMap((call) => {
    const effects = call.fact?.effects ?? [];
    if (!effects.includes('database-read') && !effects.includes('database-write')) return [];
    const statement = statementOf(call, services);
    if (statement === null) return [];
    for (const part of statement.chain) counted.add(part);
    return ofStatement(call, statement);
  });
  const lazy = fn.calls.filter((call) => isRowLock(call) && !counted.has(call));
  return [...guards, ...lazy.flatMap(ofLazyQuery)];
}

function ofStatement(call: CallSite, statement: DatabaseStatement): readonly Guard[] {
  const subject = statement.model?.class.name ?? (statement.table || 'row');
  const guards: Guard[] = [];
  // A later `order.save()` belongs to the chain that read the row: the lock is counted once, where it is taken.
  const reads = call.fact?.effects?.includes('database-read') === true;
  if (statement.rowLock && reads)
    guards.push(guardAt(call, 'row-lock', { subject, ...rowLock(call, statement) }));
  if (statement.skipLocked && reads)
    guards.push(guardAt(call, 'exclusive-claim', { subject, text: 'SKIP LOCKED' }));
  if (statement.onConflict)
    guards.push(guardAt(call, 'idempotency-check', { subject, text: 'ON CONFLICT' }));
  return guards;
}

/** A queryset that is locked here and read by a loop: `for row in Job.objects.select_for_update().filter(…)`. */
function ofLazyQuery(call: CallSite): readonly Guard[] {
  const model = modelOfExpr(chainOf(call.expr, call).root, call);
  const subject = model?.class.name ?? 'row';
  const skips = call.argument('skip_locked');
  const isClaim = skips !== null && !isNothing(skips) && textOf(skips) !== 'False';
  const text = `${methodName(call.expr.callee)}()`;
  return [
    guardAt(call, 'row-lock', { subject, text }),
    ...(isClaim ? [guardAt(call, 'exclusive-claim', { subject, text: 'SKIP LOCKED' })] : []),
  ];
}

function isRowLock({ fact }: CallSite): boolean {
  return fact?.roles?.includes('row-lock-call') === true;
}

/** What takes the lock, and where: `.with_for_update()` of a chain, `with_for_update=True` among the arguments. */
function rowLock(call: CallSite, { chain, sql }: DatabaseStatement): { text: string; span: Span } {
  if (sql !== null) return { text: 'SELECT … FOR UPDATE', span: call.span };
  const argument = call.argument('with_for_update');
  if (argument !== null) return { text: keywordText('with_for_update', argument), span: argument };
  const lock = chain.find(isRowLock);
  if (lock === undefined) return { text: 'with_for_update', span: call.span };
  const { callee, end } = lock.expr;
  const name = methodName(callee);
  return { text: `${name}()`, span: { start: callee.end - name.length, end } };
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
