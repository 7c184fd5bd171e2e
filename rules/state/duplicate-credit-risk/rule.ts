import { defineRule, interleaving, lineOf, onceOnlyEffects, textOf } from '#rule-kit';
import type { EntryKind, FunctionModel, OnceOnlyEffect, Placed, Project } from '#rule-kit';

/** What a customer is credited with. */
const CREDIT =
  /balance|credits?|wallet|coins?|tokens?|points?|bonus|quota|funds|deposit|days|months|expires|until|paid_to|limit|generations|requests_left/iu;
/** Functions that run because a payment has succeeded. */
const SUCCESS =
  /(?:^|_)(?:(?:payment|charge|invoice|order|checkout|purchase|top_?up|deposit|subscription)_(?:succeeded|success|successful|completed|confirmed|paid|received|captured)|(?:on|handle|process|confirm|complete|apply|finali[sz]e|fulfil+|accept|credit)_(?:\w+_)?(?:payment|purchase|top_?up|deposit|checkout|invoice|charge)|successful_payment)(?:$|_)/iu;
const JUDGED: ReadonlySet<EntryKind> = new Set<EntryKind>(['webhook', 'consumer', 'bot-payment']);

export default defineRule({
  title: 'Payment that can be credited twice',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    found:
      '`{function}` credits `{subject}` for a payment, and no payment or charge id is looked up or stored with it: run twice, it credits twice.',
    unseen:
      '`{function}` credits `{subject}` for a payment; no payment or charge id was found on the way, and `{unresolved}` could not be followed.',
  },
  library: 'a payment row with a unique charge id, inserted in the transaction of the credit',
  create({ project, report }) {
    return {
      function(fn) {
        if (!SUCCESS.test(fn.name) || isJudgedAsDelivery(fn)) return;
        const credit = onceOnlyEffects(fn, project).find(isCredit);
        if (credit === undefined || isKnownPayment(fn, credit, project)) return;
        const search = project.evidence(fn, 'idempotency');
        if (search.found.length > 0) return;
        const [unresolved] = search.unresolved;
        const place = credit.path[0] ?? credit.place;
        const params = { function: fn.name, subject: credit.subject };
        const details = {
          confidence: search.complete ? ('high' as const) : ('low' as const),
          evidence:
            credit.path.length === 0 ? [] : [{ place: credit.place, note: 'credited here' }],
          context: credit.subject,
          why: whyOf(fn, credit, place),
          fixCode: [
            `session.add(Payment(charge_id=charge_id))  # charge_id is unique: the second insert fails`,
            'session.flush()',
            `${credit.subject} += amount`,
            'session.commit()  # the payment and the credit together',
          ].join('\n'),
        };
        if (unresolved === undefined) report(place, 'found', params, details);
        else report(place, 'unseen', { ...params, unresolved: unresolved.text }, details);
      },
    };
  },
});

/** The same lines, once for each confirmation of one payment. */
function whyOf(fn: FunctionModel, { subject }: OnceOnlyEffect, place: Placed): string {
  const line = lineOf(place, place);
  const code = `${fn.name}(…)`;
  return interleaving(
    [
      { who: 'first', code, note: 'the page the customer returns to confirms the payment' },
      { who: 'first', line, code: subject, note: 'is credited' },
      { who: 'second', code, note: "the provider's notification, a retry or a second click does" },
      { who: 'second', line, code: subject, note: 'is credited again: nothing knows the payment' },
    ],
    'The customer has twice what was paid for, and the books do not say why.',
  );
}

/** Deliveries are judged as a whole by `webhook-not-idempotent`: one cause is one finding. */
function isJudgedAsDelivery(fn: FunctionModel): boolean {
  return fn.entries.some(
    ({ kind, path }) =>
      JUDGED.has(kind) &&
      (kind !== 'bot-payment' || path === null || path === 'successful_payment'),
  );
}

/** Something is added to what a customer owns. */
function isCredit({ subject, step }: OnceOnlyEffect): boolean {
  return step === '+' && CREDIT.test(subject.split('.').at(-1) ?? subject);
}

/** A caller looks before it credits, or a payment handed in is changed together with the credit. */
function isKnownPayment(fn: FunctionModel, credit: OnceOnlyEffect, project: Project): boolean {
  const closes = credit.function.flow.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      operation.targets.some((target) =>
        /(?:status|state|paid|processed|completed)(?:_at)?$/iu.test(textOf(target)),
      ),
  );
  const { calls } = project.callersOf(fn);
  return (
    (closes && calls.length === 0) ||
    calls.some(
      ({ function: caller }) =>
        caller !== null &&
        (isJudgedAsDelivery(caller) || project.evidence(caller, 'idempotency').found.length > 0),
    )
  );
}
