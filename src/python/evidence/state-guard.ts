import type { Expr } from '../facts/facts.ts';
import { statementOf } from '../effects/statement.ts';
import type { EvidenceHit } from '../model/evidence.ts';
import type { FunctionModel } from '../model/symbols.ts';
import {
  comparisonsIn,
  hit,
  shortText,
  testsOf,
  wordsOf,
  type EvidenceServices,
  type Matcher,
} from './matching.ts';

const STATE = /^(?:\w+_)?(?:status|state|stage|phase)$/i;

/** Evidence that a change of state is allowed only from the right state. */
export const stateGuardEvidence: Matcher = (fn, services) => [
  ...statusTests(fn),
  ...conditionalWrites(fn, services),
];

/** `if order.status != Status.NEW: …`, `match order.status:`. */
export function statusTests(
  fn: FunctionModel,
  isOther: (part: Expr) => boolean = () => false,
): readonly EvidenceHit[] {
  return testsOf(fn).flatMap((test) =>
    [...comparisonsIn(test)].flatMap((part) =>
      isStatusRead(part) && !isOther(part)
        ? [hit(fn, 'state-guard', { span: part, note: `tests \`${shortText(part)}\`` })]
        : [],
    ),
  );
}

/** Compares a status with something, or matches on it. A call such as `response.raise_for_status()` is no status. */
function isStatusRead(part: Expr): boolean {
  if (part.kind === 'attribute') return STATE.test(part.name) && part.object.kind !== 'call';
  if (part.kind !== 'compare') return false;
  if (part.operands.some((operand) => operand.kind === 'number')) return false;
  return part.operands.some((operand) => operand.kind === 'attribute' && STATE.test(operand.name));
}

/** `UPDATE … WHERE status = …`: the database decides. */
export function conditionalWrites(
  fn: FunctionModel,
  services: EvidenceServices,
): readonly EvidenceHit[] {
  return fn.calls.flatMap((call) => {
    if (call.fact?.effects === undefined) return [];
    const statement = statementOf(call, services);
    if (
      statement === null ||
      (statement.kind !== 'update' && statement.kind !== 'delete') ||
      !statement.filtered
    )
      return [];
    const conditions = statement.chain.filter(({ text }) =>
      /\.(?:where|filter|filter_by|exclude)$/.test(text),
    );
    const byStatus =
      conditions.some(({ expr }) =>
        expr.args.some(
          ({ name, value }) =>
            STATE.test((name ?? '').replace(/__\w+$/, '')) ||
            wordsOf(value).some((word) => STATE.test(word)),
        ),
      ) || /\bwhere\b[\s\S]*\b\w*(?:status|state)\b/i.test(statement.sql ?? '');
    return byStatus
      ? [hit(fn, 'state-guard', { span: call.span, note: 'UPDATE … WHERE status = …' })]
      : [];
  });
}
