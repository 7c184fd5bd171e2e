import { dottedName, textOf } from '../facts/expressions.ts';
import type { ExceptHandler, Span } from '../facts/facts.ts';
import { chainText } from '../flow/expression-text.ts';
import { endsTransaction } from '../flow/transaction-shapes.ts';
import type { Region } from '../model/flow.ts';
import type { Guard } from '../model/guards.ts';
import type { FunctionModel } from '../model/symbols.ts';
import { guardAt, type GuardServices } from './guard-at.ts';

/** Guards that stand around statements: transactions, locks, resources, handlers. */
export function regionGuards(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  return [
    ...transactions(fn),
    ...locks(fn),
    ...regionsOf(fn).flatMap((region) => [
      ...resource(fn, region, services),
      ...handler(fn, region),
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

function locks(fn: FunctionModel): readonly Guard[] {
  const seen = new Set<string>();
  return fn.flow.operations.flatMap((operation) =>
    fn.flow.locksAt(operation).flatMap((lock) => {
      const key = `${lock.start} ${lock.text}`;
      if (seen.has(key)) return [];
      seen.add(key);
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

function handler(fn: FunctionModel, region: Region): readonly Guard[] {
  if (region.kind === 'except')
    return [...rollback(fn, region), ...cancellation(fn, region.handler)];
  if (region.kind !== 'try' || region.statement.handlers.length === 0) return [];
  // Only where a worker would die: everywhere else to handle or not to handle is a matter of design.
  const loop = fn.flow.operations.flatMap(({ regions }) =>
    regions.includes(region) ? [regions] : [],
  )[0];
  const inForever =
    loop?.some(
      (outer) =>
        outer.kind === 'loop' &&
        outer.loop === 'while' &&
        outer.header.kind === 'constant' &&
        outer.header.value === 'True',
    ) === true;
  if (!inForever) return [];
  const [first] = region.statement.handlers;
  return [
    guardAt(fn, 'exception-guard', {
      subject: 'worker loop',
      text: `try … except ${first?.types.map((type) => textOf(type)).join(', ') ?? ''}`.trim(),
      span: { start: region.start, end: region.start + 4 },
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

/** `except CancelledError: … raise`. */
function cancellation(fn: FunctionModel, caught: ExceptHandler): readonly Guard[] {
  const catches = caught.types.some((type) => (dottedName(type) ?? '').endsWith('CancelledError'));
  const raises = caught.body.at(-1)?.kind === 'raise';
  return catches && raises
    ? [
        guardAt(fn, 'cancellation-handling', {
          subject: 'cancellation',
          text: 'except CancelledError: raise',
          span: { start: caught.start, end: caught.body[0]?.start ?? caught.end },
        }),
      ]
    : [];
}
