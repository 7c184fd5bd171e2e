import { literalString, textOf, walkExpressions } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import { singleDefinition, flowOf } from '../effects/chains.ts';
import type { Guard } from '../model/guards.ts';
import type { CallSite } from '../model/symbols.ts';
import { isNothing } from './amounts.ts';
import { guardAt, keywordText } from './guard-at.ts';

/** Keyword, option or header that makes a repeated call count once. */
const KEY = /^(?:x[-_])?idempoten(?:cy|t)[-_]?(?:key|token|id)?$/iu;

/** What makes a call count once however often it is sent: the key of a payment, an `Idempotency-Key` header, a keyword of that name. */
export function idempotencyKeys(call: CallSite): readonly Guard[] {
  const subject = call.name ?? call.text;
  const guard = (text: string, span: Expr): Guard =>
    guardAt(call, 'idempotency-key', { subject, text, span });
  const fact = call.fact?.payment;
  const given =
    fact?.idempotency === undefined ? null : call.argument(fact.idempotency, fact.position);
  if (fact?.idempotency !== undefined && given !== null && !isNothing(given))
    return [guard(keywordText(fact.idempotency, given), given)];
  for (const { name, value } of call.expr.args) {
    if (name !== null && KEY.test(name) && !isNothing(value))
      return [guard(keywordText(name, value), value)];
    const entry = keyEntry(value, call);
    if (entry !== null) return [guard(entry.text, entry.span)];
  }
  return [];
}

/** `{"Idempotency-Key": key}` among the arguments, in place or in the local name that is passed. */
function keyEntry(
  value: Expr,
  call: CallSite,
): { readonly text: string; readonly span: Expr } | null {
  const root =
    value.kind === 'name'
      ? (singleDefinition(flowOf(call), value.id, call.operation)?.value ?? value)
      : value;
  let found: { readonly text: string; readonly span: Expr } | null = null;
  walkExpressions(root, (expr) => {
    if (expr.kind === 'call' || expr.kind === 'lambda') return false;
    for (const entry of expr.kind === 'dict' ? expr.entries : []) {
      const name = literalString(entry.key);
      if (name === null || !KEY.test(name)) continue;
      found ??= { text: `${name}: ${textOf(entry.value)}`, span: entry.value };
    }
    return undefined;
  });
  return found;
}
