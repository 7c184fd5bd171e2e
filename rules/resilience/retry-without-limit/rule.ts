import {
  codeBodyOf,
  declaredRetry,
  defineRule,
  givenFor,
  isNone,
  nameOf,
  placeAt,
  retryLoopsOf,
  statementsIn,
} from '#rule-kit';
import type { CallSite, DeclaredRetry, DecoratorModel, FunctionModel } from '#rule-kit';

export default defineRule({
  title: 'Retry without a limit',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    endless: '`{retry}` never gives up: neither the attempts nor the time are limited.',
    loop: 'The loop calls `{call}` again for ever: neither the attempts nor the time are limited.',
    'guard-removed': '`{function}` no longer gives up: `{guard}` is gone.',
    'guard-weakened': '`{function}` gives up much later: `{guard}` has become `{now}`.',
  },
  guards: ['retry-limit'],
  library: 'tenacity.stop_after_attempt | stop_after_delay, or stamina.retry(attempts=, timeout=)',
  create({ report }) {
    const judge = (of: DecoratorModel | CallSite): void => {
      const retry = declaredRetry(of);
      if (retry === null || !isEndless(retry)) return;
      report(of, 'endless', { retry: nameOfRetry(of) }, { fixCode: fixFor(retry) });
    };
    return {
      call(call) {
        // A decorator is judged with its function, a nested one too.
        if (call.operation.statement.kind !== 'function') judge(call);
      },
      function(fn) {
        if (!isListener(fn)) for (const decorator of fn.decorators) judge(decorator);
        for (const { loop, limited, calls, wait } of retryLoopsOf(fn)) {
          const [call] = calls;
          if (limited || call === undefined || loop.kind !== 'while') continue;
          const place = placeAt(codeBodyOf(fn), { start: loop.start, end: loop.test.end });
          report(
            place,
            'loop',
            { call: call.text },
            {
              // With a pause it hangs; without one it also floods the other side.
              severity: wait === 'none' ? 'high' : 'medium',
              evidence: [{ place: call, note: `\`${call.text}\` is called again` }],
              context: call.text,
            },
          );
        }
      },
    };
  },
});

/** It listens until the process ends: giving up is what it must not do. */
function isListener(fn: FunctionModel): boolean {
  return [...statementsIn(fn.body)].some(
    (statement) =>
      statement.kind === 'while' &&
      statement.test.kind === 'constant' &&
      statement.test.value === 'True' &&
      ![...statementsIn(statement.body)].some(({ kind }) => kind === 'return'),
  );
}

/** Nothing given where nothing limits by default, or the default limit switched off by `None`. */
function isEndless(retry: DeclaredRetry): boolean {
  const { fact, args } = retry;
  const limits = givenFor(retry, fact.limits);
  if (limits === null || limits.length > 0) return false;
  if (!fact.limited) return true;
  const [first] = fact.limits;
  return args.some(({ name, value }) => name === first && isNone(value));
}

function nameOfRetry(of: DecoratorModel | CallSite): string {
  if ('text' in of) return `${of.text}(…)`;
  const callee = of.expr.kind === 'call' ? of.expr.callee : of.expr;
  return `@${nameOf(callee) ?? 'retry'}`;
}

function fixFor({ fact }: DeclaredRetry): string {
  const [limit = 'attempts'] = fact.limits;
  if (limit === 'stop') return 'stop=stop_after_attempt(5) | stop_after_delay(30)';
  return `${limit}=5`;
}
