import { argumentTexts, defineRule, isConditional } from '#rule-kit';
import type { CallSite, FunctionModel, Knowledge } from '#rule-kit';

export default defineRule({
  title: 'Event loop started inside a running one',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    nested:
      '`{call}` starts an event loop inside `async def {function}`, where one is running already.',
    reached:
      '`{call}` reaches `{leaf}`, which starts an event loop, from `async def {function}`, where one is running already.',
  },
  library: 'await; asyncio.run_coroutine_threadsafe from other threads',
  create({ knowledge, report }) {
    return {
      call(call) {
        if (call.function?.isAsync !== true || !runsHere(call)) return;
        const params = { call: call.text, function: call.function.name };
        if (startsLoop(call, knowledge)) {
          report(call, 'nested', params, { fixCode: awaitedDirectly(call) });
          return;
        }
        const path = pathToLoop(call, knowledge);
        const leaf = path?.at(-1);
        if (path === null || leaf === undefined) return;
        const evidence = path.map((step) => ({
          place: step,
          note:
            step === leaf ? `\`${step.text}\` starts a loop` : `\`${step.text}\` is called here`,
        }));
        report(call, 'reached', { ...params, leaf: leaf.text }, { evidence });
      },
    };
  },
});

function runsHere(call: CallSite): boolean {
  const { runsElsewhere } = call;
  if (call.awaited || call.deferred) return false;
  return runsElsewhere === null || runsElsewhere === 'event-loop';
}

/** Runs a loop to its end; or calls what `async_to_sync` made, by hand or as a decorator. */
function startsLoop(call: CallSite, knowledge: Knowledge): boolean {
  if (call.name !== null && knowledge.hasRole(call.name, 'event-loop-run') && !isWrapper(call))
    return true;
  const { callee } = call.expr;
  const made = call.function?.calls.find(({ expr }) => expr === callee);
  if (made !== undefined) return isWrapper(made);
  if (call.target === null || !('isAsync' in call.target)) return false;
  return call.target.decorators.some(({ fact }) => fact?.roles?.includes('event-loop-run'));
}

/** It only makes a function; the loop starts when that is called. */
function isWrapper({ fact }: CallSite): boolean {
  const roles = fact?.roles ?? [];
  return roles.includes('event-loop-run') && roles.includes('thread-bridge');
}

const MAX_STEPS = 3;

/** The calls from a helper to the one that always starts a loop. A condition may ask whether one is running: silence. */
function pathToLoop(call: CallSite, knowledge: Knowledge): readonly CallSite[] | null {
  const first = helperOf(call, knowledge);
  if (first === null) return null;
  const open: { readonly fn: FunctionModel; readonly path: readonly CallSite[] }[] = [
    { fn: first, path: [] },
  ];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    for (const step of at.fn.calls) {
      if (!runsHere(step) || isConditional(step)) continue;
      const path = [...at.path, step];
      if (startsLoop(step, knowledge)) return path;
      const next = helperOf(step, knowledge);
      if (next !== null && path.length < MAX_STEPS) open.push({ fn: next, path });
    }
  }
  return null;
}

/** A plain function that the call runs on the spot: a decorator of the project or of a library may put it elsewhere. */
function helperOf({ target }: CallSite, knowledge: Knowledge): FunctionModel | null {
  if (target === null || !('isAsync' in target)) return null;
  if (target.isAsync || target.facts.isGenerator) return null;
  const isPlain = target.decorators.every(
    ({ name }) => name !== null && knowledge.kindsOf(name).includes('stdlib'),
  );
  return isPlain ? target : null;
}

/** `asyncio.run(main())` → `await main()`; `async_to_sync(send)(order)` → `await send(order)`. */
function awaitedDirectly(call: CallSite): string {
  const { callee } = call.expr;
  const made = call.function?.calls.find(({ expr }) => expr === callee);
  const args = argumentTexts(call);
  if (made !== undefined) return `await ${argumentTexts(made)[0] ?? ''}(${args.join(', ')})`;
  if (call.target !== null) return `await ${call.text}(${args.join(', ')})`;
  return args.length === 0 ? '# remove: a loop is running already' : `await ${args[0] ?? ''}`;
}
