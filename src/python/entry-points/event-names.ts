import { dottedName, literalString, walkExpressions } from '../facts/expressions.ts';
import type { Argument, Expr } from '../facts/facts.ts';

/** Events of a bot that mean money. */
const PAYMENT_EVENTS = ['successful_payment', 'pre_checkout_query', 'shipping_query'];

/** How the events are written: `@router.pre_checkout_query()`, `F.successful_payment`, `filters.SUCCESSFUL_PAYMENT`, `content_types=['successful_payment']`, `PreCheckoutQueryHandler(…)`. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:successful_payment|SUCCESSFUL_PAYMENT|SuccessfulPayment)$/, 'successful_payment'],
  [
    /^(?:pre_checkout_query|pre_checkout_query_handler|register_pre_checkout_query_handler|PreCheckoutQueryHandler)$/,
    'pre_checkout_query',
  ],
  [
    /^(?:shipping_query|shipping_query_handler|register_shipping_query_handler|ShippingQueryHandler)$/,
    'shipping_query',
  ],
];

/** The payment event that a bot handler's registration names, null when it names none. */
export function paymentEvent(callee: Expr, args: readonly Argument[]): string | null {
  for (const word of (dottedName(callee) ?? '').split('.')) {
    const event = eventOf(word);
    if (event !== null) return event;
  }
  for (const { value } of args) {
    const event = eventIn(value);
    if (event !== null) return event;
  }
  return null;
}

function eventIn(root: Expr): string | null {
  let event: string | null = null;
  walkExpressions(root, (expr) => {
    if (event !== null || expr.kind === 'unary') return false;
    if (expr.kind === 'attribute') event = eventOf(expr.name);
    else if (expr.kind === 'string') event = eventOf(literalString(expr) ?? '');
    return undefined;
  });
  return event;
}

function eventOf(word: string): string | null {
  return SPELLINGS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

export function isPaymentEvent(event: string | null): boolean {
  return event !== null && PAYMENT_EVENTS.includes(event);
}

/** The kind of update an observer hears: `message` of `router.message(…)` and `dp.message.register(…)`. */
export function observedEvent(callee: Expr): string | null {
  const words = (dottedName(callee) ?? '').split('.').filter((word) => word !== 'register');
  const last = words.at(-1);
  return words.length > 1 && last !== undefined ? last : null;
}
