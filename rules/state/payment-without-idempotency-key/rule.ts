import { argumentTexts, defineRule, expressionsIn, isNone, paymentCall, textOf } from '#rule-kit';
import type { CallSite, Expr, PaymentCall } from '#rule-kit';

/** Paths of payment services that move money when posted to. */
const MONEY_PATH = /\/(?:charges?|payments?|pay|refunds?|transfers?|payouts?)\/?(?:$|\?)/u;
/** What a payment service tells one request from another by. */
const IDENTITY =
  /idempot|request.?id|reference|order|external|merchant|nonce|uuid|invoice|transaction|payment_?id|dedup|key|orderId|client.?id/iu;

export default defineRule({
  title: 'Payment request without an idempotency key',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    missing:
      '`{call}` moves money without an idempotency key: sent a second time, it is a second {operation}.',
    'no-key-in-gateway':
      '`{call}` hands over nothing that tells this {operation} from another: sent a second time, it is a second {operation}.',
    fresh:
      '`{call}` gets an idempotency key that is made anew for each call, so that no repetition ever carries the same one.',
    session:
      '`{call}` opens a payment without an idempotency key: sent a second time, it opens another one.',
    posted:
      '`{call}` posts to `{path}` without an `Idempotency-Key` header: sent a second time, it is a second payment.',
    'guard-removed':
      '`{function}` sends `{subject}` without its idempotency key: `{guard}` is gone.',
  },
  guards: ['idempotency-key'],
  library: 'an idempotency key that is stored with the order before the call',
  create({ project, report }) {
    return {
      call(call) {
        const payment = paymentCall(call, project);
        if (payment !== null) {
          const { operation, told } = payment;
          const params = { call: call.text, operation: wordFor(payment) };
          const fixCode = withKey(call, payment);
          const confidence = told === 'library' ? ('high' as const) : ('medium' as const);
          if (payment.key === 'fresh')
            report(
              call,
              'fresh',
              { call: call.text },
              { severity: operation === 'invoice' ? 'low' : 'medium', fixCode },
            );
          if (payment.key !== 'missing' || operation === 'other') return;
          if (operation === 'invoice')
            report(call, 'session', { call: call.text }, { severity: 'medium', fixCode });
          else if (told === 'gateway') report(call, 'no-key-in-gateway', params, { fixCode });
          else report(call, 'missing', params, { fixCode, confidence });
          return;
        }
        const path = postedPath(call);
        if (path !== null && !isIdentified(call))
          report(call, 'posted', { call: call.text, path }, { confidence: 'medium' });
      },
    };
  },
});

function wordFor({ operation }: PaymentCall): string {
  return operation === 'subscribe' ? 'subscription' : operation;
}

/** The call with a key that stays the same; one that was given by its place is replaced there. */
function withKey(call: CallSite, { keyName, operation }: PaymentCall): string {
  const key = `f"order:{order.id}:${operation}"`;
  const texts = argumentTexts(call);
  const place = call.fact?.payment?.position ?? -1;
  const isPlaced = call.expr.args[place]?.name === null;
  const named = keyName === 'options' ? `options={"idempotency_key": ${key}}` : `${keyName}=${key}`;
  const given = isPlaced
    ? texts.map((text, index) => (index === place ? key : text))
    : [...texts.filter((text) => !text.startsWith(`${keyName}=`)), named];
  const wait = call.awaited ? 'await ' : '';
  return `${wait}${call.text}(${given.join(', ')})  # the same key for every attempt`;
}

/** The path of a literal address that a payment is posted to; a path inside the project's own service has no host. */
function postedPath(call: CallSite): string | null {
  if (!call.text.endsWith('.post') || call.fact?.effects?.includes('network') !== true) return null;
  const url = call.argument('url', 0);
  if (url?.kind !== 'string') return null;
  const path = MONEY_PATH.exec(url.value)?.[0];
  return path === undefined || !isOutside(url) ? null : url.value.replace(/^https?:\/\/[^/]*/u, '');
}

function isOutside(url: Expr & { readonly kind: 'string' }): boolean {
  return /^https:\/\/(?!localhost)/u.test(url.value) || url.value.startsWith('{}/');
}

/** A header, or a field of the body, that may tell one request from another; what cannot be read may hold one. */
function isIdentified(call: CallSite): boolean {
  if (call.hasSplat) return true;
  return ['headers', 'json', 'data', 'params', 'content', 'auth'].some((name) => {
    const value = call.argument(name);
    if (value === null || isNone(value) || name === 'auth') return false;
    return value.kind !== 'dict' || value.entries.some(({ key }) => key === null || isKey(key));
  });
}

function isKey(key: Expr): boolean {
  return [...expressionsIn(key)].some((expr) =>
    IDENTITY.test(expr.kind === 'string' ? expr.value : textOf(expr)),
  );
}
