import {
  answersSuccess,
  catchesEverything,
  codeBodyOf,
  defineRule,
  handlerPlace,
  handlesItself,
  isKept,
  isStoredBefore,
  isStoredFirst,
  placeAt,
  statementsIn,
  swallowedByCallee,
} from '#rule-kit';
import type {
  CallSite,
  Effect,
  EntryPoint,
  ExceptHandler,
  FunctionModel,
  Stmt,
  TryStmt,
} from '#rule-kit';

/** What the provider's event is for: lost when it fails and is acknowledged. */
const WORK: ReadonlySet<Effect> = new Set<Effect>([
  'database-write',
  'transaction-commit',
  'payment',
  'publish',
  'task-dispatch',
]);
const PAYMENT_LOST = [
  '1. Telegram has taken the money when it sends `successful_payment`, and the bot has acknowledged the update.',
  '2. The step fails: a timeout of the panel, a lock in the database. The handler logs it and ends.',
  '3. Nothing is stored that says what was paid for. No job can deliver it later, and only a log line knows the charge.',
].join('\n');
const STORE_FIRST =
  'await payments.store(charge_id=payment.telegram_payment_charge_id, status="paid")  # first, and committed\n...  # then deliver; a job delivers what is still "paid"';

export default defineRule({
  title: 'Failed webhook acknowledged as handled',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    acknowledged:
      '`{function}` catches every error of `{work}` and answers with success: the sender does not deliver the event again, and it is lost.',
    swallowed:
      '`{callee}` catches every error of `{work}`, and `{function}` answers with success all the same: the sender does not deliver the event again, and it is lost.',
    dropped:
      '`{function}` catches every error of `{work}` and goes on: the payment is taken, and what was paid for is lost.',
  },
  library: 'an inbox table that is written before the answer',
  create({ project, report }) {
    return {
      function(fn) {
        reportSwallowed(fn);
        const entry = fn.entries.find(isAcknowledged);
        if (entry === undefined) return;
        const body = codeBodyOf(fn);
        for (const statement of statementsIn(fn.body)) {
          if (statement.kind !== 'try') continue;
          const handler = statement.handlers.find(({ types }) => catchesEverything(types, body));
          const isPayment = entry.kind === 'bot-payment';
          const work = handler === undefined ? null : workIn(statement, fn, isPayment);
          if (handler === undefined || work === null) continue;
          if (isKept(handler, fn) || isStoredBefore(statement, fn)) continue;
          if (isPayment && isStoredFirst(statement, work, fn)) continue;
          if (!(isPayment ? goesOn(handler) : succeeds(handler, statement, fn))) continue;
          const end = handler.types.at(-1)?.end ?? handler.start + 'except'.length;
          report(
            placeAt(fn, { start: handler.start, end }),
            isPayment ? 'dropped' : 'acknowledged',
            { function: fn.name, work: work.text },
            {
              evidence: [{ place: work, note: 'what fails here is lost' }],
              ...(isPayment ? { why: PAYMENT_LOST, fixCode: STORE_FIRST } : {}),
            },
          );
        }
      },
    };

    function reportSwallowed(callee: FunctionModel): void {
      const found = swallowedByCallee(callee, WORK, project);
      const caller = found?.call.function ?? null;
      if (found === null || caller === null) return;
      const { handler, work, call, statement, others } = found;
      if (isKept(handler, callee) || isStoredBefore(statement, callee)) return;
      report(
        handlerPlace(handler, codeBodyOf(callee)),
        'swallowed',
        { callee: callee.name, work: work.text, function: caller.name },
        {
          evidence: [
            { place: work, note: 'what fails here is lost' },
            ...[call, ...others].map((place) => ({ place, note: 'answered with success' })),
          ],
        },
      );
    }
  },
});

function isAcknowledged({ kind, path }: EntryPoint): boolean {
  return kind === 'webhook' || (kind === 'bot-payment' && path === 'successful_payment');
}

/**
 * The first call in the body of the `try` that does the work. For the payment of a bot only one whose errors reach the `try`: what
 * handles its own has decided elsewhere what becomes of the payment.
 */
function workIn(statement: TryStmt, fn: FunctionModel, isPayment: boolean): CallSite | null {
  const found = fn
    .effects()
    .find(
      ({ effect, origin, path }) =>
        WORK.has(effect) &&
        !(isPayment && path.slice(1).some(handlesItself)) &&
        origin.regions.some((region) => region.kind === 'try' && region.statement === statement),
    );
  return found?.origin ?? null;
}

/** The handler ends the function normally, or falls through. */
function goesOn(handler: ExceptHandler): boolean {
  return handler.body.at(-1)?.kind !== 'continue';
}

/** The answer after the failure is known to be a success: returned by the handler, or by what follows the `try`. */
function succeeds(handler: ExceptHandler, statement: TryStmt, fn: FunctionModel): boolean {
  const last = handler.body.at(-1);
  if (last?.kind === 'return') return answersSuccess(last.value);
  if (last?.kind === 'continue' || last?.kind === 'break') return false;
  const isBehind = (stmt: Stmt): boolean => stmt.start >= statement.end;
  const rest = fn.body.slice(fn.body.findIndex((stmt) => stmt.end >= statement.end) + 1);
  const answers = [...statementsIn(rest)].filter(
    (stmt) => (stmt.kind === 'return' || stmt.kind === 'raise') && isBehind(stmt),
  );
  return answers.every((stmt) => stmt.kind === 'return' && answersSuccess(stmt.value));
}
