import { walkExpressions, walkStatements } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import { isSetIfAbsent } from '../flow/locks.ts';
import { chainOf } from '../effects/chains.ts';
import { statementOf } from '../effects/statement.ts';
import type { EvidenceHit } from '../model/evidence.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import {
  comparisonsIn,
  hit,
  shortText,
  testsOf,
  wordsOf,
  type EvidenceServices,
  type Matcher,
} from './matching.ts';
import { conditionalWrites, statusTests } from './state-guard.ts';

/** Names of what tells one delivery from another. */
const DELIVERY_ID =
  /^(?:(?:\w+_)?(?:event|update|message|charge|payment|transaction|tx|txn|delivery|notification|request|webhook|invoice|external|provider|intent|operation|idempotency|dedup\w*|signature|receipt|session)_?(?:id|key|uuid|hash|no|number)|idempotency|telegram_payment_charge_id|provider_payment_charge_id|tx_?hash|nonce)$/i;
/** Names of what says that it was done before. */
const DONE =
  /^(?:is_|was_|already_|has_been_|_)*(?:processed|handled|paid|completed|duplicate[ds]?|seen|consumed|credited|confirmed|delivered|settled|captured|finali[sz]ed|fulfilled|received|applied|succeeded|closed|redeemed|used|executed)(?:_at|_on|_by|_ids?|_events?|_updates?)?$/i;
const NAMED =
  /idempot|dedup|already_(?:processed|handled|paid|exists)|is_duplicate|mark_(?:as_)?processed|seen_before|exactly_once|once_only|processed_(?:event|update|message)/i;
const DEDUPED_DISPATCH = [
  'task_id',
  '_job_id',
  'job_id',
  'deduplication_id',
  'MessageDeduplicationId',
  'message_id',
  'idempotency_key',
];

/** Evidence that a second delivery of the same event changes nothing. */
export const idempotencyEvidence: Matcher = (fn, services) =>
  distinct([
    ...fn.calls.flatMap((call) => ofCall(fn, call, services)),
    ...uniqueCatches(fn, services),
    ...doneTests(fn),
    ...identityLookups(fn),
    ...statusTests(fn).map((one) => ({ ...one, group: 'idempotency' as const })),
    ...conditionalWrites(fn, services).map((one) => ({ ...one, group: 'idempotency' as const })),
  ]);

/** The same words may tell in several ways. */
function distinct(hits: readonly EvidenceHit[]): readonly EvidenceHit[] {
  const starts = new Set<number>();
  return hits.filter(({ span }) => {
    if (starts.has(span.start)) return false;
    starts.add(span.start);
    return true;
  });
}

function ofCall(
  fn: FunctionModel,
  call: CallSite,
  services: EvidenceServices,
): readonly EvidenceHit[] {
  const note = noteOf(call, services);
  return note === null ? [] : [hit(fn, 'idempotency', { span: call.span, note })];
}

function noteOf(call: CallSite, services: EvidenceServices): string | null {
  const { knowledge } = services;
  if (/\.on_(?:conflict|duplicate)_\w+$/.test(call.text)) return null;
  if (call.fact?.roles?.includes('idempotency-check') === true)
    return `${call.text}(…) looks before it creates`;
  if (isSetIfAbsent(call, knowledge)) return `${call.text}(…, nx=True) sets once`;
  if (NAMED.test(call.text) || (call.name !== null && NAMED.test(call.name)))
    return `${call.text}(…)`;
  if (
    call.fact?.effects?.includes('task-dispatch') === true &&
    DEDUPED_DISPATCH.some((name) => call.argument(name) !== null)
  ) {
    return `${call.text}(…) is dispatched under an id of its own`;
  }
  const effects = call.fact?.effects ?? [];
  if (!effects.includes('database-read') && !effects.includes('database-write')) return null;
  return statementOf(call, services)?.onConflict === true ? 'INSERT … ON CONFLICT' : null;
}

/** `except IntegrityError` around a write. */
export function uniqueCatches(
  fn: FunctionModel,
  { knowledge }: EvidenceServices,
): readonly EvidenceHit[] {
  const hits: EvidenceHit[] = [];
  walkStatements(fn.body, (statement) => {
    for (const { types } of statement.kind === 'try' ? statement.handlers : []) {
      const caught = types.find((type) => {
        const resolved = fn.resolve(type);
        return resolved?.kind === 'external' && knowledge.hasRole(resolved.name, 'integrity-error');
      });
      if (caught === undefined) continue;
      hits.push(hit(fn, 'idempotency', { span: caught, note: `catches ${shortText(caught)}` }));
    }
  });
  return hits;
}

/** `if payment.processed:`, `if event.id in seen_events:`. */
function doneTests(fn: FunctionModel): readonly EvidenceHit[] {
  return testsOf(fn).flatMap((test) =>
    [...comparisonsIn(test)].flatMap((part) => {
      const words = wordsOf(part);
      const isMembership =
        part.kind === 'compare' &&
        part.operators.some((operator) => operator === 'in' || operator === 'not in');
      const tells =
        words.some((word) => DONE.test(word)) ||
        (isMembership && words.some((word) => DELIVERY_ID.test(word)));
      return tells
        ? [hit(fn, 'idempotency', { span: part, note: `tests \`${shortText(part)}\`` })]
        : [];
    }),
  );
}

/**
 * Something is read by the id of the delivery and its result decides: `existing = get_by_charge_id(charge_id)` and later
 * `if existing: return`. A lookup that only feeds what follows decides nothing.
 */
function identityLookups(fn: FunctionModel): readonly EvidenceHit[] {
  const tests = testsOf(fn);
  return fn.calls.flatMap((call) => {
    if (!isLookup(call) || !namesDelivery(call)) return [];
    const result = resultName(call);
    const decides =
      result === null ? isTested(call, tests) : tests.some((test) => isExistenceTest(test, result));
    return decides
      ? [
          hit(fn, 'idempotency', {
            span: call.span,
            note: `looks up \`${shortText(call.expr)}\` first`,
          }),
        ]
      : [];
  });
}

/** A read of a database or cache, direct or through a function of the project. */
function isLookup(call: CallSite): boolean {
  const effects = call.fact?.effects ?? [];
  if (effects.includes('database-read') || effects.includes('cache-read')) return true;
  if (call.target === null || !('returnType' in call.target)) return false;
  return call.target
    .effects(2)
    .some(({ effect }) => effect === 'database-read' || effect === 'cache-read');
}

function namesDelivery(call: CallSite): boolean {
  const { calls } = chainOf(call.expr, call);
  const roots: readonly Expr[] = [
    call.expr,
    ...calls.map(({ expr }) => expr),
    ...call.expr.args.flatMap(({ value }) => chainOf(value, call).calls.map(({ expr }) => expr)),
  ];
  if (roots.some((root) => wordsOf(root).some((word) => DELIVERY_ID.test(word)))) return true;
  return /_by_(?:\w+_)?(?:event|charge|payment|update|message|transaction|external|provider|idempotency)\w*$/.test(
    call.text,
  );
}

/** Name that the result of a call is assigned to, through `await` and accessors (`(await session.execute(…)).scalar()`). */
function resultName(call: CallSite): string | null {
  const { statement } = call.operation;
  if (statement.kind !== 'assign' || statement.value === null || statement.targets.length !== 1)
    return null;
  const [target] = statement.targets;
  let holds = false;
  walkExpressions(statement.value, (expr) => {
    holds ||= expr === call.expr;
  });
  return holds && target?.kind === 'name' ? target.id : null;
}

/** `if existing:`, `if existing is not None:`, and tests of its attributes that say what became of it. */
function isExistenceTest(test: Expr, name: string): boolean {
  for (const part of comparisonsIn(test)) {
    if (part.kind === 'name' && part.id === name) return true;
    if (part.kind === 'named' && part.target === name) return true;
    if (
      part.kind === 'compare' &&
      part.operands.some((operand) => operand.kind === 'name' && operand.id === name)
    )
      return true;
  }
  return false;
}

function isTested(call: CallSite, tests: readonly Expr[]): boolean {
  return tests.some((test) => {
    let inside = false;
    walkExpressions(test, (expr) => {
      inside ||= expr === call.expr;
    });
    return inside;
  });
}
