import { declaredRetry, defineRule, nameOf, paymentCall, retryLoopsOf, textOf } from '#rule-kit';
import type {
  CallSite,
  Confidence,
  DecoratorModel,
  FunctionModel,
  Knowledge,
  Placed,
  Project,
  Severity,
} from '#rule-kit';

/** Requests that ask, though they are sent as POST. */
const QUERY =
  /(?:^|[/_\W])(?:search|query|graphql|token|oauth|login|auth|lookup|calculate|quote|estimate|validate|verify|completions|embeddings|predict|infer|batch_?get|find|list|check|read|rpc|metrics?|telemetry|traces?|logs?|remote_write)/iu;
const KEY = /idempotency|request[_-]?id|dedup/iu;

interface Repeated {
  readonly call: CallSite;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly what: string;
}

export default defineRule({
  title: 'Retry of a call that must not happen twice',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    repeated:
      '`{retry}` repeats `{call}`, which {what}, and nothing tells the other side that it is the same one.',
  },
  library: 'an idempotency key made before the first attempt',
  create({ project, knowledge, report }) {
    const judge = (place: Placed, name: string, calls: readonly CallSite[]): void => {
      for (const call of calls) {
        const found = repeatedBy(call, project, knowledge);
        if (found === null) continue;
        report(
          place,
          'repeated',
          { retry: name, call: call.text, what: found.what },
          {
            severity: found.severity,
            confidence: found.confidence,
            evidence: [{ place: call, note: `\`${call.text}\` is sent again after a failure` }],
            context: call.text,
          },
        );
        return;
      }
    };
    return {
      function(fn) {
        for (const decorator of fn.decorators) {
          if (retries(decorator)) judge(decorator, nameOfRetry(decorator), callsReached(fn));
        }
        for (const { handler, calls } of retryLoopsOf(fn)) {
          const place = {
            module: fn.module,
            span: { start: handler.start, end: handler.start + 6 },
            symbol: fn.symbol,
          };
          judge(place, 'the loop', calls);
        }
      },
    };
  },
});

/** A retry decorator, or a task that is run again by its queue. */
function retries(decorator: DecoratorModel): boolean {
  if (declaredRetry(decorator) !== null) return true;
  return (
    decorator.fact?.entry?.kind === 'task' &&
    decorator.args.some(({ name }) => name === 'autoretry_for')
  );
}

function nameOfRetry({ expr, args }: DecoratorModel): string {
  if (args.some(({ name }) => name === 'autoretry_for')) return 'autoretry_for';
  const callee = expr.kind === 'call' ? expr.callee : expr;
  return `@${nameOf(callee) ?? 'retry'}`;
}

/** Calls of the function itself, and the ends of the ways that lead out of it. */
function callsReached(fn: FunctionModel): readonly CallSite[] {
  const leaves = fn
    .effects()
    .filter(
      ({ path, leaf, spawned }) => path.length > 1 && leaf.function !== null && spawned !== true,
    )
    .map(({ leaf }) => leaf);
  return [...new Set([...fn.calls, ...leaves])];
}

/** What the call does that counts twice when it is made twice; null when it does not, or a key makes it one. */
function repeatedBy(call: CallSite, project: Project, knowledge: Knowledge): Repeated | null {
  if (call.deferred) return null;
  const payment = paymentCall(call, project);
  if (payment !== null) {
    if (payment.operation === 'invoice' || payment.operation === 'other') return null;
    if (payment.key !== 'missing' && payment.key !== 'fresh') return null;
    const confidence = payment.told === 'library' ? 'high' : 'medium';
    const what = payment.key === 'fresh' ? 'moves money with a new key each time' : 'moves money';
    return { call, severity: 'critical', confidence, what };
  }
  const isPost =
    (call.name ?? '').endsWith('.post') && call.fact?.effects?.includes('network') === true;
  if (!isPost || !knowledge.kindsOf(call.name ?? '').includes('http-client')) return null;
  if (isKeyed(call) || call.hasSplat) return null;
  const isQuery = QUERY.test(addressOf(call)) || QUERY.test(call.function?.name ?? '');
  if (isQuery) return null;
  return { call, severity: 'high', confidence: 'medium', what: 'creates something with each POST' };
}

/** A key anywhere in what is sent: a header, a field, a client that carries it. */
function isKeyed(call: CallSite): boolean {
  const sent = call.expr.args.map(({ name, value }) => `${name ?? ''} ${textOf(value)}`);
  const around = call.function?.flow.operations.flatMap((operation) =>
    operation.kind === 'assign' && operation.value !== null ? [textOf(operation.value)] : [],
  );
  return (
    [...sent, ...(around ?? [])].some((text) => KEY.test(text)) ||
    (call.argument('headers')?.kind ?? 'dict') !== 'dict'
  );
}

function addressOf(call: CallSite): string {
  const url = call.argument('url', 0);
  return url === null ? '' : textOf(url);
}
