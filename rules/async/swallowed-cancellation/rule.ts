import { defineRule, placeAt, swallowedCancellations, textOf } from '#rule-kit';
import type { FunctionModel, Knowledge } from '#rule-kit';

export default defineRule({
  title: 'Cancellation that is swallowed',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    survives:
      '`{handler}` swallows the cancellation of `async def {function}`, and its loop goes on: the task cannot be stopped.',
    continues:
      '`{handler}` swallows the cancellation of `async def {function}`, which goes on as if nothing had happened.',
    hidden:
      '`{handler}` ends `async def {function}` without passing its cancellation on: whoever cancelled it sees a normal end.',
    'guard-removed':
      'A cancellation of `{function}` can leave `{subject}` undone: `{guard}` is gone.',
  },
  guards: ['cancellation-handling'],
  guardTellings: {
    'cancellation-handling': {
      why: [
        '1. The client disconnects, a timeout runs out or the service stops: the task of `{function}` is cancelled at one of its awaits.',
        '2. `CancelledError` is no `Exception`: handlers for errors and the lines after the await do not run. `{guard}` did.',
        '3. `{subject}` is skipped or cut off half way: a row stays claimed, a lock held, a connection open.',
      ].join('\n'),
      severity: 'medium',
      library: 'try/finally, or asyncio.shield around what must be finished',
    },
  },
  library: 'asyncio.timeout; cleanup in finally',
  create({ knowledge, report }) {
    return {
      function(fn) {
        if (!fn.isAsync || isProgram(fn, knowledge)) return;
        for (const found of swallowedCancellations(fn, knowledge)) {
          const params = { handler: found.text, function: fn.name };
          const evidence = [
            { place: placeAt(fn, found.wait), note: `cancelled in \`${textOf(found.wait)}\`` },
          ];
          if (found.then === 'ends') {
            // Who names the cancellation and then ends mostly means it: worth a note, no verdict.
            if (found.isNamed && isOnlyTask(fn)) continue;
            const weight = found.isNamed ? 'low' : 'medium';
            const detail = { severity: weight, confidence: weight, evidence } as const;
            report(placeAt(fn, found.span), 'hidden', params, detail);
          } else {
            const key = found.then === 'loops' ? 'survives' : 'continues';
            report(placeAt(fn, found.span), key, params, { evidence });
          }
        }
      },
    };
  },
});

/** `self._task = create_task(self._run())`: whoever stops it does not ask how it ended. */
function isOnlyTask(fn: FunctionModel): boolean {
  const calls = fn.module.calls.filter(({ target }) => target === fn);
  return calls.length > 0 && calls.every(({ runsElsewhere }) => runsElsewhere === 'task');
}

/** `asyncio.run(main())`: nobody is left who would look at how it ended. */
function isProgram(fn: FunctionModel, knowledge: Knowledge): boolean {
  return fn.module.calls.some(
    ({ target, consumer }) =>
      target === fn &&
      consumer?.name !== undefined &&
      consumer.name !== null &&
      knowledge.hasRole(consumer.name, 'event-loop-run'),
  );
}
