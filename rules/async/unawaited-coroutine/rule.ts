import {
  argumentTexts,
  defineRule,
  expressionsIn,
  expressionsOfBody,
  makesCoroutine,
  textOf,
  unreadResult,
} from '#rule-kit';
import type { CallSite, Expr, Knowledge } from '#rule-kit';

export default defineRule({
  title: 'Coroutine that nothing awaits',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    discarded: '`{call}` only makes a coroutine here: nothing awaits it, so it never runs.',
    unread: 'The coroutine of `{call}` is put into `{name}` and never awaited, so it never runs.',
    tested: '`{call}` is tested without `await`: a coroutine is always true, and it never runs.',
    used: '`{call}` is a coroutine without `.{attribute}`: it has to be awaited first.',
  },
  create({ knowledge, report }) {
    return {
      call(call) {
        if (call.awaited || call.deferred || call.runsElsewhere !== null) return;
        if (!makesCoroutine(call, knowledge) || isAskedFirst(call)) return;
        const params = { call: call.text };
        const details = { fixCode: awaited(call) };
        if (isDiscarded(call)) return report(call, 'discarded', params, details);
        if (isTested(call)) return report(call, 'tested', params, details);
        const name = unreadResult(call);
        if (name !== null) {
          const fixCode = `${name} = ${awaited(call)}`;
          return report(call, 'unread', { ...params, name }, { fixCode });
        }
        const attribute = attributeUsed(call, knowledge);
        if (attribute === null) return;
        report(
          call,
          'used',
          { ...params, attribute },
          { fixCode: `(${awaited(call)}).${attribute}` },
        );
      },
    };
  },
});

const ASKS = /coroutine|awaitable/iu;

/** `if iscoroutinefunction(hook): await hook() else: hook()`: whoever wrote it knows which it is. */
function isAskedFirst(call: CallSite): boolean {
  const callee = textOf(call.expr.callee);
  return call.regions.some(
    (region) =>
      region.kind === 'branch' &&
      region.test !== null &&
      [...expressionsIn(region.test)].some(
        (asked) =>
          asked.kind === 'call' &&
          ASKS.test(textOf(asked.callee)) &&
          asked.args.some(({ value }) => callee.startsWith(textOf(value))),
      ),
  );
}

/** The call is the whole statement, or stands in a list that is thrown away. */
function isDiscarded(call: CallSite): boolean {
  const { statement } = call.operation;
  if (statement.kind !== 'expression') return false;
  const { value } = statement;
  return value === call.expr || (value.kind === 'comprehension' && value.element === call.expr);
}

function isTested(call: CallSite): boolean {
  const { statement } = call.operation;
  if (statement.kind !== 'if' && statement.kind !== 'while' && statement.kind !== 'assert')
    return false;
  const open: Expr[] = [statement.test];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (expr === call.expr) return true;
    if (expr.kind === 'boolean') open.push(expr.left, expr.right);
    if (expr.kind === 'unary' && expr.operator === 'not') open.push(expr.operand);
  }
  return false;
}

const OF_COROUTINES: ReadonlySet<string> = new Set(['send', 'throw', 'close', '__await__']);

/** `session.execute(query).scalars()`: what is asked of the result is asked of the coroutine. Libraries may return richer objects. */
function attributeUsed(call: CallSite, knowledge: Knowledge): string | null {
  const { target, receiver, function: fn } = call;
  if (fn === null) return null;
  const isPlain = target !== null || knowledge.hasRole(receiver?.name ?? '', 'async-session');
  if (!isPlain) return null;
  const use = expressionsOfBody(fn).find(
    (expr) => expr.kind === 'attribute' && expr.object === call.expr,
  );
  if (use?.kind !== 'attribute' || OF_COROUTINES.has(use.name)) return null;
  return use.name.startsWith('cr_') ? null : use.name;
}

function awaited(call: CallSite): string {
  return `await ${call.text}(${argumentTexts(call).join(', ')})`;
}
