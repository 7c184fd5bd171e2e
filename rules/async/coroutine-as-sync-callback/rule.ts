import {
  defineRule,
  isCoroutineFunction,
  makesCoroutine,
  nameOf,
  placeAt,
  textOf,
} from '#rule-kit';
import type { CallSite, DecoratorModel, Knowledge, ScheduledCallable } from '#rule-kit';

export default defineRule({
  title: 'Async function given as a plain callback',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    callback:
      '`{taker}` calls `{callback}` like a plain function: the coroutine that it returns is never awaited.',
    object: '`{taker}` takes a function and is given the coroutine object of `{callback}`.',
    decorated:
      '`@{decorator}` runs `async def {function}` like a plain function: its coroutine is never awaited.',
  },
  library: 'asyncio.run_coroutine_threadsafe, AsyncIOScheduler, asgiref.async_to_sync',
  create({ knowledge, report }) {
    return {
      call(call) {
        if (!takesPlain(call)) return;
        for (const given of call.scheduled) {
          const isObject = isCoroutineObject(given, call, knowledge);
          if (!isObject && !returnsCoroutine(given, call, knowledge)) continue;
          const params = { taker: call.text, callback: shownName(given) };
          const details = { fixCode: plainStarter(params.callback) };
          report(placeAt(call, given.expr), isObject ? 'object' : 'callback', params, details);
        }
      },
      function(fn) {
        if (!fn.isAsync || fn.facts.isGenerator) return;
        for (const [index, decorator] of fn.decorators.entries()) {
          if (!takesPlain(decorator)) continue;
          if (!fn.decorators.slice(index + 1).every((below) => isStandard(below, knowledge)))
            return;
          const { expr } = decorator;
          const shown = nameOf(expr.kind === 'call' ? expr.callee : expr) ?? textOf(expr);
          report(decorator, 'decorated', { decorator: shown, function: fn.name });
          return;
        }
      },
    };
  },
});

function takesPlain({ fact }: Pick<CallSite, 'fact'>): boolean {
  return fact?.roles?.includes('sync-callback') === true;
}

function isStandard({ name }: DecoratorModel, knowledge: Knowledge): boolean {
  return name !== null && knowledge.kindsOf(name).includes('stdlib');
}

/** `Thread(target=main())` with an `async def main`. A `partial` is a call as well, and makes no coroutine. */
function isCoroutineObject(
  { expr }: ScheduledCallable,
  at: CallSite,
  knowledge: Knowledge,
): boolean {
  const site = siteOf(expr, at);
  return site !== undefined && !site.awaited && makesCoroutine(site, knowledge);
}

/** An `async def`, a `partial` of one, or a lambda that calls one. */
function returnsCoroutine(
  { expr, target }: ScheduledCallable,
  at: CallSite,
  knowledge: Knowledge,
): boolean {
  if (expr.kind === 'lambda') {
    const site = siteOf(expr.body, at);
    return site !== undefined && makesCoroutine(site, knowledge);
  }
  return target !== null && isCoroutineFunction(target, knowledge);
}

function siteOf(expr: ScheduledCallable['expr'], at: CallSite): CallSite | undefined {
  return (at.function ?? at.module.topLevel).calls.find((call) => call.expr === expr);
}

function shownName({ expr, target }: ScheduledCallable): string {
  if (target !== null) return target.name;
  const named = expr.kind === 'lambda' ? expr.body : expr;
  return textOf(named.kind === 'call' ? named.callee : named);
}

/** A plain function in its place, which starts the coroutine on the loop of the service. */
function plainStarter(callback: string): string {
  const name = callback.split('.').at(-1) ?? callback;
  return [
    `def start_${name}(*args):`,
    `    asyncio.run_coroutine_threadsafe(${callback}(*args), loop)  # loop: kept at startup`,
  ].join('\n');
}
