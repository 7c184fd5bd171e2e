import { walkExpressions, walkStatements } from '../facts/expressions.ts';
import type { Expr, IfStmt } from '../facts/facts.ts';
import { isSetIfAbsent } from '../flow/locks.ts';
import { chainOf } from '../effects/chains.ts';
import { statementOf } from '../effects/statement.ts';
import type { EvidenceHit } from '../model/evidence.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import {
  comparisonsIn,
  hit,
  leaves,
  shortText,
  snakeCase,
  testsOf,
  wordsOf,
  type EvidenceServices,
  type Matcher,
} from './matching.ts';
import { isOfDelivery } from './delivery.ts';
import { conditionalWrites, statusTests } from './state-guard.ts';

/** Names of what tells one delivery from another. */
const DELIVERY_ID =
  /^(?:(?:\w+_)?(?:event|update|message|charge|payment|transaction|tx|txn|delivery|notification|request|webhook|invoice|external|provider|intent|operation|idempotency|dedup\w*|signature|receipt|session)_?(?:id|key|uuid|hash|no|number)|idempotency|telegram_payment_charge_id|provider_payment_charge_id|tx_?hash|nonce)$/i;
/** Names of what says that it was done before. */
const DONE =
  /^(?:is_|was_|already_|has_been_|_)*(?:processed|handled|paid|completed|duplicate[ds]?|seen|consumed|credited|confirmed|delivered|settled|captured|finali[sz]ed|fulfilled|received|applied|succeeded|closed|redeemed|used|executed)(?:_at|_on|_by|_ids?|_events?|_updates?)?$/i;
const NAMED =
  /(?:^|[_.])(?:idempot\w*|dedup(?:e|licat\w*)?|already_(?:\w+_)?(?:processed|handled|paid|exists)|is_duplicate|mark_(?:as_)?processed|seen_before|exactly_once|once_only|processed_(?:event|update|message)s?)(?:[_.]|$)/i;
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
    ...statusTests(fn, (part) => isOfDelivery(fn, subjectOf(part))).map((one) => ({
      ...one,
      group: 'idempotency' as const,
    })),
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
  if (NAMED.test(snakeCase(call.text))) return `${call.text}(…)`;
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

/** What a comparison asks about: its first operand that is no literal. */
function subjectOf(part: Expr): Expr {
  if (part.kind !== 'compare') return part;
  return part.operands.find(({ kind }) => kind !== 'string' && kind !== 'constant') ?? part;
}

/** `if payment.processed:`, `if event.id in seen_events:`. What was delivered itself tells nothing. */
function doneTests(fn: FunctionModel): readonly EvidenceHit[] {
  return testsOf(fn).flatMap((test) =>
    [...comparisonsIn(test)].flatMap((part) => {
      const words = wordsOf(part);
      const isMembership =
        part.kind === 'compare' &&
        part.operators.some((operator) => operator === 'in' || operator === 'not in');
      const tells =
        (words.some((word) => DONE.test(word)) && !isOfDelivery(fn, subjectOf(part))) ||
        (isMembership && words.some((word) => DELIVERY_ID.test(word)));
      return tells
        ? [hit(fn, 'idempotency', { span: part, note: `tests \`${shortText(part)}\`` })]
        : [];
    }),
  );
}

/**
 * Something is read by the id of the delivery and what is found ends the matter: `existing = get_by_charge_id(charge_id)` and
 * later `if existing: return`. `if payment is None: raise` only says that it must exist.
 */
function identityLookups(fn: FunctionModel): readonly EvidenceHit[] {
  const branches: IfStmt[] = [];
  walkStatements(fn.body, (statement) => {
    if (statement.kind === 'if') branches.push(statement);
  });
  return fn.calls.flatMap((call) => {
    if (!isLookup(call) || !namesDelivery(call)) return [];
    const result = resultName(call);
    const isResult = (expr: Expr): boolean =>
      expr === call.expr ||
      (expr.kind === 'await' && expr.value === call.expr) ||
      (expr.kind === 'name' && expr.id === result) ||
      (expr.kind === 'named' && (expr.target === result || isResult(expr.value)));
    if (!branches.some((branch) => endsWhenFound(branch, isResult))) return [];
    const note = `looks up \`${shortText(call.expr)}\` first`;
    return [hit(fn, 'idempotency', { span: call.span, note })];
  });
}

/** `if found: return`, `if found: … else: create`, `if not found: create`. */
function endsWhenFound({ test, body, orelse }: IfStmt, isResult: (expr: Expr) => boolean): boolean {
  const presence = presenceIn(test, isResult);
  if (presence === 'present') return leaves(body) || orelse.length > 0;
  return presence === 'absent' && !leaves(body);
}

function presenceIn(test: Expr, isResult: (expr: Expr) => boolean): 'present' | 'absent' | null {
  if (isResult(test)) return 'present';
  if (test.kind === 'unary' && test.operator === 'not') {
    const inner = presenceIn(test.operand, isResult);
    return inner === null ? null : inner === 'present' ? 'absent' : 'present';
  }
  if (test.kind === 'boolean')
    return presenceIn(test.left, isResult) ?? presenceIn(test.right, isResult);
  if (test.kind !== 'compare' || !test.operands.some(isResult)) return null;
  if (!test.operands.some((operand) => operand.kind === 'constant' && operand.value === 'None'))
    return null;
  const [operator] = test.operators;
  return operator === 'is not' || operator === '!=' ? 'present' : 'absent';
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
    ...call.expr.args.flatMap(({ value }) => {
      const { root } = chainOf(value, call);
      return root === value ? [] : [root];
    }),
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
