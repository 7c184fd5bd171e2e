import { booleanValue, defineRule, expressionsIn, expressionsOf, statementsIn } from '#rule-kit';
import type { CallSite, EffectOccurrence, Expr, FunctionModel } from '#rule-kit';

/** What tells one payment from another, as Telegram names it. */
const ORDER_FIELDS = ['invoice_payload', 'total_amount', 'currency'];
const CHARGE_FIELDS = ['telegram_payment_charge_id', 'provider_payment_charge_id'];

/** Parameters and variables that hold the update or the payment in it. */
const CARRIER = /payment|checkout|query|message|update|event/u;

export default defineRule({
  title: 'Telegram payment accepted without verification',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    'always-approved':
      '`{function}` approves every checkout: it answers `ok=True` without looking at the order behind the query.',
    'amount-unchecked':
      '`{function}` credits a payment through `{effect}` and compares neither the paid amount nor its charge id with anything.',
  },
  library: 'a lookup of the order by its payload, and a unique charge id',
  create({ report }) {
    return {
      function(fn) {
        const entry = fn.entries.find(({ kind }) => kind === 'bot-payment');
        if (entry === undefined) return;
        if (entry.path === 'pre_checkout_query') {
          const answer = unconditionalApproval(fn);
          if (answer !== null && !knowsOrder(fn, ORDER_FIELDS))
            // The price stands in the invoice that the bot sent: what is missing is whether the order still stands.
            report(answer, 'always-approved', { function: fn.name }, { severity: 'high' });
        }
        if (entry.path === 'successful_payment') {
          const credit = creditOf(fn);
          if (credit !== null && !knowsOrder(fn, ['total_amount', ...CHARGE_FIELDS]))
            report(
              credit.origin,
              'amount-unchecked',
              { function: fn.name, effect: credit.origin.text },
              { evidence: credit.path.slice(1).map((place) => ({ place, note: place.text })) },
            );
        }
      },
    };
  },
});

/** `query.answer(ok=True)` or `bot.answer_pre_checkout_query(id, ok=True)` that no condition decides about. */
function unconditionalApproval(fn: FunctionModel): CallSite | null {
  const leavesEarly = fn.flow.operations.some(
    (operation) => operation.kind === 'raise' || operation.kind === 'return',
  );
  if (leavesEarly && fn.flow.operations.some((operation) => operation.kind === 'test')) return null;
  return (
    fn.calls.find(
      (call) =>
        /(?:^|\.)(?:answer|answer_pre_checkout_query)$/u.test(call.text) &&
        booleanValue(call.argument('ok')) === true &&
        !call.regions.some((region) => region.kind === 'branch' || region.kind === 'except'),
    ) ?? null
  );
}

/** The first write or onward call that gives the customer something. */
function creditOf(fn: FunctionModel): EffectOccurrence | null {
  return (
    fn.effects().find(({ effect }) => effect === 'database-write' || effect === 'payment') ?? null
  );
}

/** The handler, or a function it hands the query or the payment to, reads one of the fields. Handed to something unknown: it may. */
function knowsOrder(fn: FunctionModel, fields: readonly string[]): boolean {
  if (mentions(fn, fields)) return true;
  const names = new Set(fn.params.map((param) => param.name).filter((name) => CARRIER.test(name)));
  return fn.calls.some((call) => {
    const isHanded = call.expr.args.some((arg) => isPaymentValue(arg.value, names));
    if (!isHanded) return false;
    return call.target === null ? call.fact === null : reads(call, fields);
  });
}

function reads(call: CallSite, fields: readonly string[]): boolean {
  const { target } = call;
  return target === null || !('flow' in target) || knowsOrder(target, fields);
}

/** The update itself, or the payment in it, as a whole. */
function isPaymentValue(value: Expr, names: ReadonlySet<string>): boolean {
  if (value.kind === 'name') return names.has(value.id) || CARRIER.test(value.id);
  return (
    value.kind === 'attribute' && /^(?:successful_payment|pre_checkout_query)$/u.test(value.name)
  );
}

function mentions(fn: FunctionModel, fields: readonly string[]): boolean {
  return [...statementsIn(fn.body)].some((statement) =>
    expressionsOf(statement)
      .flatMap((root) => [...expressionsIn(root)])
      .some((expr) => expr.kind === 'attribute' && fields.includes(expr.name)),
  );
}
