import {
  declaredRetry,
  defineRule,
  givenFor,
  handlerPlace,
  codeBodyOf,
  nameOf,
  numberValue,
  retryLoopsOf,
} from '#rule-kit';
import type {
  CallSite,
  DecoratorModel,
  Expr,
  Knowledge,
  RetryLoop,
  FunctionModel,
} from '#rule-kit';

export default defineRule({
  title: 'Retry without backoff',
  severity: 'medium',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    'at-once': '`{retry}` tries again at once: it is told nothing about waiting in between.',
    fixed: '`{retry}` waits the same time before each attempt (`{wait}`).',
    'no-jitter':
      '`{retry}` waits without jitter (`{wait}`): all clients come back at the same moment.',
    'loop-at-once': 'The loop calls `{call}` again at once when it fails.',
    'loop-fixed': 'The loop waits the same time before it calls `{call}` again.',
    'guard-removed-retry':
      '`{function}` no longer tries again: `{guard}` is gone, and its first failure is final.',
    'guard-removed-backoff': '`{function}` tries again without a growing pause: `{guard}` is gone.',
    'guard-removed-breaker':
      '`{function}` calls on while the other side is down: the breaker `{guard}` is gone.',
  },
  guards: ['retry', 'backoff', 'breaker'],
  guardTellings: {
    retry: {
      why: [
        '1. The other side restarts, or a connection from the pool is stale: the call fails once and would succeed a moment later.',
        '2. `{function}` made that second attempt itself (`{guard}`). Now the failure goes straight to whoever called it.',
        '3. Every short fault of the other side is an error of this service, and work that was half done stays so.',
      ].join('\n'),
    },
    breaker: {
      why: [
        '1. The other side is down. Each call of `{function}` now waits for its whole timeout before it fails.',
        '2. Callers pile up behind it and use up workers, connections and memory: the fault spreads to what does not need the other side.',
        '3. When the other side comes back, it is met by everything that piled up. The breaker (`{guard}`) failed fast and let one call probe.',
      ].join('\n'),
      library: 'purgatory or pybreaker around the client',
    },
  },
  library: 'tenacity.wait_random_exponential, or stamina.retry',
  create({ knowledge, report }) {
    const judge = (of: DecoratorModel | CallSite): void => {
      const retry = declaredRetry(of);
      if (retry === null || retry.fact.backsOff || isTaskRetry(of, knowledge)) return;
      // `Retry(total=1)`: a second attempt alone floods nobody.
      if (givenFor(retry, retry.fact.limits)?.some((limit) => (numberValue(limit) ?? 2) <= 1))
        return;
      const waits = givenFor(retry, retry.fact.backoff);
      if (waits === null || retry.fact.backoff.length === 0) return;
      const [wait] = waits;
      const name = textOfRetry(of);
      if (wait === undefined) report(of, 'at-once', { retry: name }, { fixCode: fixFor(of) });
      else {
        const kind = kindOf(wait);
        const params = { retry: name, wait: lastName(wait) };
        if (kind === 'fixed') report(of, 'fixed', params, { severity: 'low', confidence: 'low' });
        if (kind === 'no-jitter') report(of, 'no-jitter', params, { severity: 'low' });
      }
    };
    return {
      call(call) {
        // A decorator is judged with its function, a nested one too.
        if (call.operation.statement.kind !== 'function') judge(call);
      },
      function(fn) {
        for (const decorator of fn.decorators) judge(decorator);
        for (const loop of retryLoopsOf(fn)) {
          const call = loop.calls[0];
          if (call === undefined || (loop.wait !== 'none' && loop.wait !== 'constant')) continue;
          if (loop.attempts !== null && loop.attempts <= 2) continue;
          const isFixed = loop.wait === 'constant';
          report(
            handlerPlace(loop.handler, codeBodyOf(fn)),
            isFixed ? 'loop-fixed' : 'loop-at-once',
            { call: call.text },
            {
              severity: isFixed ? 'low' : 'medium',
              confidence: isFixed ? 'low' : 'high',
              evidence: [{ place: call, note: `\`${call.text}\` is called again` }],
              context: call.text,
              fixCode: decorated(fn, loop),
            },
          );
        }
      },
    };
  },
});

/** A queue that holds the task back until its countdown is over has a pause of its own. */
function isTaskRetry(of: DecoratorModel | CallSite, knowledge: Knowledge): boolean {
  const name = of.name ?? '';
  return knowledge.kindsOf(name).includes('task-framework');
}

function textOfRetry(of: DecoratorModel | CallSite): string {
  return 'text' in of ? `${of.text}(…)` : `@${lastName(of.expr)}`;
}

function lastName(expr: Expr): string {
  const callee = expr.kind === 'call' ? expr.callee : expr;
  return nameOf(callee)?.split('.').at(-1) ?? 'retry';
}

/** By the names of the waiting strategies; a sum with a random part has its jitter. */
function kindOf(wait: Expr): 'fixed' | 'no-jitter' | 'other' {
  const name = lastName(wait);
  if (/^wait_(?:fixed|none)$/u.test(name)) return 'fixed';
  return /^wait_(?:exponential|incrementing)$/u.test(name) ? 'no-jitter' : 'other';
}

function fixFor(of: DecoratorModel | CallSite): string {
  if ('text' in of && !/retry/iu.test(of.text))
    return `${of.text}(..., wait=wait_random_exponential(max=30))`;
  if ('text' in of) return `${of.text}(..., backoff_factor=0.5)`;
  return '@retry(stop=stop_after_attempt(5), wait=wait_random_exponential(max=30))';
}

function decorated(fn: FunctionModel, { calls: [call] }: RetryLoop): string {
  const word = fn.isAsync ? 'async def' : 'def';
  return [
    '@retry(stop=stop_after_attempt(5), wait=wait_random_exponential(max=30), reraise=True)',
    `${word} attempt():`,
    `    return ${call?.awaited === true ? 'await ' : ''}${call?.text ?? ''}(...)`,
  ].join('\n');
}
