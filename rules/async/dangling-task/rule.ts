import { argumentTexts, defineRule, unreadResult } from '#rule-kit';
import type { CallSite, Expr } from '#rule-kit';

export default defineRule({
  title: 'Task that nothing refers to',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    discarded:
      'The task made by `{call}` is discarded: nothing keeps it alive and nobody sees it fail.',
    unread:
      'The task in `{name}` is never used again: nothing keeps it alive and nobody sees it fail.',
    'guard-removed': 'Nobody looks at the {subject} any more: `{guard}` is gone.',
  },
  guards: ['kept-task'],
  library: 'asyncio.TaskGroup, or a set of tasks with a done-callback',
  create({ report }) {
    return {
      call(call) {
        if (call.fact?.roles?.includes('weak-task') !== true || call.awaited || call.deferred)
          return;
        // Synchronous code that starts the loop right afterwards keeps the task alive by chance only, but it does.
        const confidence = call.function?.isAsync === true ? 'high' : 'medium';
        const details = { fixCode: keptTask(call), confidence } as const;
        if (isDiscarded(call)) report(call, 'discarded', { call: call.text }, details);
        else {
          const name = unreadResult(call);
          if (name !== null) report(call, 'unread', { name }, details);
        }
      },
    };
  },
});

/** The call is the whole statement, is assigned to `_`, or stands in a list that is thrown away. */
function isDiscarded(call: CallSite): boolean {
  const { statement } = call.operation;
  if (statement.kind === 'expression') return isThrownAway(statement.value, call);
  if (statement.kind !== 'assign' || statement.value !== call.expr) return false;
  return statement.targets.every((target) => target.kind === 'name' && target.id === '_');
}

function isThrownAway(value: Expr, call: CallSite): boolean {
  if (value === call.expr) return true;
  return value.kind === 'comprehension' && value.element === call.expr;
}

/** The same call with a reference that is dropped when the task is done. */
function keptTask(call: CallSite): string {
  return [
    `task = ${call.text}(${argumentTexts(call).join(', ')})`,
    'background_tasks.add(task)  # a set that lives as long as the service',
    'task.add_done_callback(background_tasks.discard)',
  ].join('\n');
}
