import { textOf } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import { flowOf } from '../effects/chains.ts';
import type { Region } from '../model/flow.ts';
import type { CallSite } from '../model/symbols.ts';
import { STORES } from './destination.ts';

type Branch = Extract<Region, { readonly kind: 'branch' }>;

/**
 * `if client is None: client = build()`, `if key not in clients: …`, `if not ready: … ready = True` around a call: the branch
 * assigns what it asks for, so it runs the first time only. Not `if not order.paid: …`.
 */
export function isFirstTimeOnly(call: CallSite): boolean {
  return call.regions.some(
    (region) => region.kind === 'branch' && region.test !== null && assignsTested(region, call),
  );
}

function assignsTested(branch: Branch, call: CallSite): boolean {
  const tested = branch.test === null ? [] : testedTexts(branch.test);
  if (tested.length === 0) return false;
  return flowOf(call).operations.some(
    (operation) =>
      operation.regions.some(({ id, kind }) => id === branch.id && kind === 'branch') &&
      (operation.kind === 'assign'
        ? operation.targets.flatMap(targetTexts).some((text) => tested.includes(text))
        : operation.kind === 'call' && putsInto(operation.call, tested)),
  );
}

/** `logger.addHandler(handler)` after `if not logger.handlers:`. */
function putsInto({ expr }: CallSite, tested: readonly string[]): boolean {
  const { callee } = expr;
  if (callee.kind !== 'attribute' || !STORES.test(callee.name)) return false;
  const owner = textOf(callee.object);
  return tested.some((text) => text === owner || text.startsWith(`${owner}.`));
}

/** What a test asks for: both sides of a comparison, the operand of `not`, what `hasattr` and `.get` look into. */
function testedTexts(test: Expr): readonly string[] {
  switch (test.kind) {
    case 'unary':
      return testedTexts(test.operand);
    case 'boolean':
      return [...operandText(test.left), ...operandText(test.right)];
    case 'compare':
      return test.operands.flatMap(operandText);
    default:
      return operandText(test);
  }
}

function operandText(expr: Expr): readonly string[] {
  const inner = expr.kind === 'unary' ? expr.operand : expr;
  if (inner.kind === 'compare') return inner.operands.map(textOf);
  if (inner.kind !== 'call') return [textOf(inner)];
  const [first] = inner.args;
  const looked = inner.callee.kind === 'attribute' ? inner.callee.object : first?.value;
  return looked === undefined ? [] : [textOf(looked)];
}

/** `clients[key]` also answers for `clients`, `local.client` for `local`. */
function targetTexts(target: Expr): readonly string[] {
  if (target.kind === 'subscript' || target.kind === 'attribute')
    return [textOf(target), textOf(target.object)];
  return [textOf(target)];
}
