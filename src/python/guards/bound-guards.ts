import type { BoundFact } from '../../knowledge/entries.ts';
import { literalNumber, textOf } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import { chainText } from '../flow/expression-text.ts';
import type { Region } from '../model/flow.ts';
import type { Guard } from '../model/guards.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { isNothing, measured } from './amounts.ts';
import { guardAt, type GuardServices } from './guard-at.ts';

type WithRegion = Extract<Region, { readonly kind: 'with' }>;

/** Names of what is bounded, as subjects of guards. The number of a semaphore is one guard, holding it another. */
export const HELD = 'concurrency';
const SUBJECTS: Readonly<Record<BoundFact['of'], string>> = {
  concurrency: 'number of permits',
  queue: 'queue',
  connections: 'connections',
};

/** `async with semaphore:`, `limiter.acquire()`: how many do this at once is limited. */
export function heldBounds(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  const held = (text: string, span: { start: number; end: number }): Guard =>
    guardAt(fn, 'bound', { subject: HELD, text, span, unmeasured: true });
  const regions = limiterRegions(fn, services).map((region) =>
    held(`${region.isAsync ? 'async with' : 'with'} ${chainText(region.context)}`, {
      start: region.start,
      end: region.context.end,
    }),
  );
  const acquired = fn.calls.filter(
    ({ text, receiver }) =>
      text.endsWith('.acquire') && receiver !== null && isLimiter(receiver.name, services),
  );
  return [...regions, ...acquired.map((call) => held(`${call.text}()`, call.span))];
}

/** Blocks of a function in which a semaphore or limiter is held. */
export function limiterRegions(
  fn: FunctionModel,
  services: Pick<GuardServices, 'knowledge'>,
): readonly WithRegion[] {
  const found = new Map<number, WithRegion>();
  for (const { regions } of fn.flow.operations) {
    for (const region of regions) {
      if (region.kind !== 'with' || found.has(region.id)) continue;
      const type = fn.typeOf(region.context);
      if (type !== null && !type.isClass && isLimiter(type.name, services))
        found.set(region.id, region);
    }
  }
  return [...found.values()];
}

function isLimiter(type: string, { knowledge }: Pick<GuardServices, 'knowledge'>): boolean {
  return knowledge.hasRole(type, 'semaphore') || knowledge.hasRole(type, 'rate-limit');
}

/** `Semaphore(10)`, `Queue(maxsize=100)`, `TCPConnector(limit=20)`: a number that bounds what may pile up. */
export function boundOf(call: CallSite): readonly Guard[] {
  const fact = call.fact?.bound;
  if (fact === undefined || call.hasSplat) return [];
  const subject = `${SUBJECTS[fact.of]} of ${call.name ?? call.text}`;
  const value = call.argument(fact.parameter, fact.position);
  if (value === null) {
    if (fact.default === 'none') return [];
    const text = textOf(call.expr);
    return [guardAt(call, 'bound', { subject, text, ...measured(fact.default) })];
  }
  return isUnbounded(value)
    ? []
    : [
        guardAt(call, 'bound', {
          subject,
          text: textOf(call.expr),
          ...measured(literalNumber(value) ?? Number.NaN),
          span: value,
        }),
      ];
}

function isUnbounded(value: Expr): boolean {
  const number = literalNumber(value);
  return isNothing(value) || (number !== null && number <= 0);
}
