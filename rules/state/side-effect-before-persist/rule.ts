import { crashWindow, defineRule, outsideSteps } from '#rule-kit';
import type { FunctionModel, OutsideStep, Project } from '#rule-kit';

/** Rows that say that a payment was begun. */
const INTENT = /payment|charge|refund|payout|intent|transaction|withdraw|transfer|invoice|order/iu;

export default defineRule({
  title: 'Payment made before anything is stored',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    found:
      '`{function}` calls `{effect}` before it stores anything: the first thing kept of it is `{persist}`, and a crash in between leaves money moved and no record.',
  },
  library: 'a pending record that is committed before the call',
  create({ project, report }) {
    return {
      function(fn) {
        const steps = outsideSteps(fn, project);
        const payment = steps.find(isUnsafePayment);
        if (payment === undefined || payment.kinds.has('persist')) return;
        const at = payment.call.operation;
        const persists = steps.filter((step) => step.kinds.has('persist') && step !== payment);
        if (persists.some((step) => fn.flow.canFollow(step.call.operation, at))) return;
        const persist = persists.find((step) => fn.flow.canFollow(at, step.call.operation));
        if (persist === undefined || isOnFailureOnly(persist)) return;
        if (payment.payment?.operation === 'refund' && !isOfTheSameBranch(payment, persist)) return;
        if (loadsIntent(fn, payment) || isStoredByCaller(fn, project)) return;
        const effect = payment.call.text;
        report(
          payment.call,
          'found',
          { function: fn.name, effect, persist: persist.call.text },
          {
            confidence:
              payment.payment?.told === 'library' || isOwnGateway(payment) ? 'high' : 'medium',
            why: whyOf(steps, payment, endOf(persist, persists)),
            evidence: [{ place: persist.call, note: 'the first thing that is stored' }],
            fixCode: fixFor(payment, persist),
          },
        );
      },
    };
  },
});

/** A key of its own makes another attempt harmless: it is answered with the same payment. */
function isUnsafePayment({ payment }: OutsideStep): boolean {
  return payment !== null && payment.key !== 'given';
}

function isOwnGateway({ payment }: OutsideStep): boolean {
  return payment?.told === 'gateway' && payment.key === 'missing';
}

/** What is stored in a handler tells of the failure, and not of the payment. */
function isOnFailureOnly({ call }: OutsideStep): boolean {
  return call.regions.some((region) => region.kind === 'except');
}

/** What is stored whether money went back or not is no record of the refund. */
function isOfTheSameBranch(payment: OutsideStep, persist: OutsideStep): boolean {
  const branches = ({ call }: OutsideStep): readonly number[] =>
    call.regions.filter(({ kind }) => kind === 'branch').map(({ id }) => id);
  const around = branches(persist);
  return branches(payment).every((id) => around.includes(id));
}

/** A row that was begun before: it is read here, and says after a crash that a payment may be under way. */
function loadsIntent(fn: FunctionModel, payment: OutsideStep): boolean {
  return fn
    .effects()
    .some(
      ({ effect, model, origin }) =>
        effect === 'database-read' &&
        (model === null || INTENT.test(model.class.name)) &&
        origin !== payment.call &&
        fn.flow.canFollow(origin.operation, payment.call.operation),
    );
}

/** A caller stored something before it called, or cannot be seen to have done nothing. */
function isStoredByCaller(fn: FunctionModel, project: Project): boolean {
  return project.callersOf(fn).calls.some(({ function: caller, operation }) => {
    if (caller === null || caller === fn) return false;
    return outsideSteps(caller, project).some(
      (step) =>
        step.kinds.has('persist') &&
        step.call.operation !== operation &&
        caller.flow.canFollow(step.call.operation, operation),
    );
  });
}

/** Where what is stored is there for good: its own commit, or the next one. */
function endOf(persist: OutsideStep, persists: readonly OutsideStep[]): OutsideStep {
  const later = persists.filter(({ call }) => call.index >= persist.call.index);
  return later.find(({ kinds }) => kinds.has('commit')) ?? persist;
}

function whyOf(steps: readonly OutsideStep[], payment: OutsideStep, end: OutsideStep): string {
  const operation = payment.payment?.operation ?? 'charge';
  return crashWindow({
    steps,
    from: payment,
    to: end,
    leaves: `leaves a ${operation} that nothing here records`,
    outcome: `A deploy or an error there does the same: the customer has paid, and nobody knows. Another attempt makes another ${operation}.`,
  });
}

function fixFor(payment: OutsideStep, persist: OutsideStep): string {
  const wait = (step: OutsideStep): string => (step.call.awaited ? 'await ' : '');
  return [
    `${wait(persist)}${persist.call.text}(…)  # PENDING, with the idempotency key, committed first`,
    `${wait(payment)}${payment.call.text}(…, idempotency_key=key)`,
    `${wait(persist)}${persist.call.text}(…)  # PAID`,
  ].join('\n');
}
