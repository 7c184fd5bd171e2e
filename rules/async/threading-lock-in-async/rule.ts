import { booleanValue, defineRule, placeAt, textOf } from '#rule-kit';
import type { CallSite, FunctionModel, LockScope, Operation, Placed } from '#rule-kit';

export default defineRule({
  title: 'Lock of threads in async code',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    held: '`{lock}` locks threads and is held across an `await` in `async def {function}`: a second task that wants it stops the event loop for good.',
    blocking:
      '`{lock}` locks threads: waiting for it stops the event loop inside `async def {function}`.',
  },
  library: 'asyncio.Lock',
  create({ report }) {
    return {
      function(fn) {
        if (!fn.isAsync) return;
        for (const { scope, awaits } of threadLocks(fn)) {
          const place = placeOf(scope, fn);
          if (place === null) continue;
          const params = { lock: scope.text, function: fn.name };
          const fixCode = `async with ${scope.text}:  # made by asyncio.Lock()\n    ...`;
          if (awaits === null) {
            report(place, 'blocking', params, {
              // Whoever holds it holds it for a moment: a wait is short.
              severity: 'low',
              confidence: 'medium',
              fixCode,
            });
            continue;
          }
          const evidence = [
            { place: placeAt(fn, awaits), note: 'the lock is held during this wait' },
          ];
          report(place, 'held', params, { evidence, fixCode });
        }
      },
    };
  },
});

interface HeldLock {
  readonly scope: LockScope;
  /** The first wait inside, null when there is none. */
  readonly awaits: Operation | null;
}

function threadLocks(fn: FunctionModel): readonly HeldLock[] {
  const found = new Map<string, HeldLock>();
  for (const operation of fn.flow.operations) {
    for (const scope of fn.flow.locksAt(operation)) {
      if (scope.kind !== 'threading') continue;
      const key = `${scope.start}:${scope.text}`;
      const waits = operation.kind === 'await' || operation.kind === 'implicit-await';
      const awaits = found.get(key)?.awaits ?? (waits ? operation : null);
      found.set(key, { scope, awaits });
    }
  }
  return [...found.values()];
}

/** The context of the `with`, or the call that acquires. Null for an attempt that does not wait. */
function placeOf(scope: LockScope, fn: FunctionModel): Placed | null {
  for (const { regions } of fn.flow.operations) {
    for (const region of regions) {
      if (region.kind === 'with' && region.start === scope.start && !region.isAsync)
        return placeAt(fn, region.context);
    }
  }
  const acquire = fn.calls.find((call) => acquires(call, scope));
  return acquire === undefined || neverWaits(acquire) ? null : acquire;
}

function acquires({ expr, fact }: CallSite, scope: LockScope): boolean {
  if (expr.callee.kind !== 'attribute' || fact?.effects?.includes('lock') !== true) return false;
  return textOf(expr.callee.object) === scope.text;
}

function neverWaits(call: CallSite): boolean {
  return booleanValue(call.argument('blocking', 0)) === false;
}
