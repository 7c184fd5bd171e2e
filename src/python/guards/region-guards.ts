import type { Span } from '../facts/facts.ts';
import { chainText } from '../flow/expression-text.ts';
import { endsTransaction } from '../flow/transaction-shapes.ts';
import type { Region } from '../model/flow.ts';
import type { Guard } from '../model/guards.ts';
import type { FunctionModel } from '../model/symbols.ts';
import { limiterRegions } from './bound-guards.ts';
import { guardAt, type GuardServices } from './guard-at.ts';

/** Guards that stand around statements: transactions, locks, resources, handlers. */
export function regionGuards(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  return [
    ...transactions(fn),
    ...locks(fn, services),
    ...regionsOf(fn).flatMap((region) => [
      ...resource(fn, region, services),
      ...(region.kind === 'except' ? rollback(fn, region) : []),
    ]),
  ];
}

function regionsOf(fn: FunctionModel): readonly Region[] {
  const byId = new Map<string, Region>();
  for (const { regions } of fn.flow.operations)
    for (const region of regions) byId.set(`${region.id} ${region.kind}`, region);
  return [...byId.values()];
}

/** The header line of a statement, not its body. */
function header(region: Span, within: Span): Span {
  return { start: region.start, end: within.end };
}

function transactions(fn: FunctionModel): readonly Guard[] {
  return fn.flow.transactions.flatMap((scope) => {
    if (scope.kind !== 'block' && scope.kind !== 'decorator') return [];
    const short = scope.opener.slice(scope.opener.lastIndexOf('.') + 1);
    const decorator =
      scope.kind === 'decorator'
        ? fn.decorators.find(({ name }) => name === scope.opener)
        : undefined;
    const text =
      scope.kind === 'decorator'
        ? `@${short}`
        : `with ${scope.session === '' ? '' : `${scope.session}.`}${short}()`;
    return [
      guardAt(fn, 'transaction', { subject: 'writes', text, span: decorator?.span ?? scope }),
    ];
  });
}

/** A semaphore bounds; it is no lock. */
function locks(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  const seen = new Set(limiterRegions(fn, services).map(({ start }) => start));
  return fn.flow.operations.flatMap((operation) =>
    fn.flow.locksAt(operation).flatMap((lock) => {
      if (seen.has(lock.start)) return [];
      seen.add(lock.start);
      return [guardAt(fn, 'lock', { subject: 'shared state', text: lock.text, span: lock })];
    }),
  );
}

/** `with open(…)`: closed whatever happens. */
function resource(
  fn: FunctionModel,
  region: Region,
  { knowledge }: GuardServices,
): readonly Guard[] {
  if (region.kind !== 'with' || region.call === null || region.call.name === null) return [];
  const { name, fact } = region.call;
  const type = fact?.returns ?? fact?.enters;
  const made = type === undefined || type === 'self' ? name : type;
  if (knowledge.type(made)?.resource === undefined && name !== 'builtins.open') return [];
  return [
    guardAt(fn, 'context-manager', {
      subject: name,
      text: `with ${region.call.text}(…)`,
      span: header(region, region.context),
    }),
  ];
}

function rollback(
  fn: FunctionModel,
  region: Extract<Region, { kind: 'except' }>,
): readonly Guard[] {
  const call = fn.calls.find(
    (candidate) =>
      candidate.regions.some(({ id }) => id === region.id) &&
      endsTransaction(candidate) &&
      candidate.text.endsWith('rollback'),
  );
  if (call === undefined) return [];
  return [
    guardAt(call, 'rollback', { subject: 'transaction', text: `${chainText(call.expr.callee)}()` }),
  ];
}
