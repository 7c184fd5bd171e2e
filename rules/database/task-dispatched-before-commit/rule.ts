import {
  defineRule,
  effectsInOrder,
  isPutOff,
  looksForRows,
  orderText,
  rowHanded,
  stepsTo,
} from '#rule-kit';
import type { CallSite, Effect, EffectOccurrence, FunctionModel, OrderedEffect } from '#rule-kit';

const TOO_EARLY =
  'A worker that is idle takes the task at once: the row does not exist for it yet, or holds the old values. ';
const WRITES: readonly Effect[] = ['database-write', 'flush'];

interface EarlyDispatch {
  readonly task: OrderedEffect;
  readonly call: CallSite;
  readonly way: EffectOccurrence;
  readonly write: OrderedEffect;
  readonly commit: OrderedEffect | null;
  /** What holds the transaction; null when a commit follows. */
  readonly opener: string | null;
  readonly inherited: boolean;
}

export default defineRule({
  title: 'Task handed to a worker before the commit',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  guards: ['on-commit'],
  messages: {
    early:
      '`{task}` hands the task to a worker before `{write}` is committed: the worker may look before the row is there.',
    outside:
      '`{task}` hands the task to a worker before `{write}` is committed: after a rollback the worker has done its work for nothing that is there.',
    object:
      '`{task}` is given the row `{row}` itself, not its key: the worker works on a stale copy.',
    'guard-removed':
      '`{function}` no longer waits for the commit (`{guard}`) before it runs `{subject}`.',
  },
  library: 'transaction.on_commit, delay_on_commit, or an outbox row',
  create({ report }) {
    return {
      call(call) {
        const row = rowHanded(call);
        if (row !== null) report(call, 'object', { task: call.text, row }, { severity: 'medium' });
      },
      function(fn) {
        const found = earlyDispatches(fn);
        // What stands in the function itself is seen at once; a way through others has to be followed.
        const first = found.find(({ way }) => way.path.length === 1) ?? found[0];
        if (first === undefined) return;
        const { task, call, way, write, commit, opener, inherited } = first;
        const steps = [write, task, ...(commit === null ? [] : [commit])];
        const isAlone = !looksForRows(way.leaf, fn);
        const end = commit === null ? `The commit comes when \`${opener ?? ''}\` ends. ` : '';
        const race = isAlone ? '' : TOO_EARLY;
        report(
          call,
          isAlone ? 'outside' : 'early',
          { task: task.text, write: write.text },
          {
            severity: isAlone ? 'medium' : 'high',
            confidence: inherited || way.path.length > 1 ? 'medium' : 'high',
            context: `${task.text} after ${write.text}`,
            why: `${orderText(steps)}\n\n${end}${race}When the transaction is rolled back, the task runs for something that never happened.`,
            fixCode: afterCommit(first, fn),
            evidence: stepsTo(way, write),
          },
        );
      },
    };
  },
});

/** A task that follows a write, with no commit in between and one to come. */
function earlyDispatches(fn: FunctionModel): readonly EarlyDispatch[] {
  const tasks = effectsInOrder(fn, ({ effect }) => effect === 'task-dispatch');
  if (tasks.length === 0) return [];
  const writes = effectsInOrder(fn, ({ effect }) => WRITES.includes(effect));
  const commits = effectsInOrder(fn, ({ effect }) => effect === 'transaction-commit');
  const follows = (a: OrderedEffect, b: OrderedEffect): boolean =>
    a !== b && a.operation !== b.operation && fn.flow.canFollow(a.operation, b.operation);
  return tasks.flatMap((task) => {
    const { operation } = task;
    const way = fn
      .effects()
      .find(({ effect, origin }) => effect === 'task-dispatch' && origin.operation === operation);
    if (operation.kind !== 'call' || way === undefined || isPutOff(way.leaf)) return [];
    const write = writes.findLast(
      (candidate) =>
        follows(candidate, task) &&
        !commits.some(
          (commit) =>
            commit.operation === candidate.operation ||
            (follows(candidate, commit) && follows(commit, task)),
        ),
    );
    if (write === undefined) return [];
    const held = holder(fn, task, write);
    const commit = commits.find((candidate) => follows(task, candidate)) ?? null;
    if (held === null && commit === null) return [];
    const { opener = null, inherited = false } = held ?? {};
    return [{ task, call: operation.call, way, write, commit, opener, inherited }];
  });
}

/** The transaction block or decorator that is open at both; at an entry point also what the framework holds. */
function holder(
  fn: FunctionModel,
  task: OrderedEffect,
  write: OrderedEffect,
): { readonly opener: string; readonly inherited: boolean } | null {
  const open = fn.flow.transactionsAt(write.operation);
  const scope = fn.flow
    .transactionsAt(task.operation)
    .find(
      ({ id, kind }) =>
        kind !== 'implicit' &&
        (kind !== 'caller' || fn.entries.length > 0) &&
        open.some((other) => other.id === id),
    );
  if (scope === undefined) return null;
  const opener = scope.opener.split('.').at(-1) ?? scope.opener;
  return { opener, inherited: scope.kind === 'caller' };
}

/** The task alone is put off: what the helper around it reads may be gone after the commit. */
function afterCommit(
  { way: { leaf, path }, write, opener }: EarlyDispatch,
  fn: FunctionModel,
): string {
  const isDjango =
    opener === 'atomic' ||
    fn
      .effects()
      .some(
        ({ origin, model }) => origin.operation === write.operation && model?.kind === 'django',
      );
  const where = path.length > 1 && leaf.function !== null ? `# in ${leaf.function.name}:\n` : '';
  const given = leaf.expr.args.length > 0;
  if (isDjango)
    return `${where}transaction.on_commit(${given ? `partial(${leaf.text}, …)` : leaf.text})`;
  return `# after the commit:\n${leaf.text}(${given ? '…' : ''})`;
}
