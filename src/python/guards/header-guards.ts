import { textOf } from '../facts/expressions.ts';
import type { EntryKind } from '../../knowledge/entries.ts';
import { isAuthGuard } from '../evidence/access.ts';
import { wordsOf } from '../evidence/matching.ts';
import type { Guard } from '../model/guards.ts';
import type { DecoratorModel, FunctionModel } from '../model/symbols.ts';
import { guardAt, type GuardServices } from './guard-at.ts';

const REPEATED: ReadonlySet<EntryKind> = new Set([
  'webhook',
  'consumer',
  'task',
  'schedule',
  'bot-payment',
]);

/** Guards of a function's header: decorators, dependencies, the class around it. */
export function headerGuards(fn: FunctionModel, services: GuardServices): readonly Guard[] {
  return [
    ...fn.decorators.flatMap(rateLimit),
    ...access(fn, services),
    ...ownEvidence(fn, services),
  ];
}

function rateLimit(decorator: DecoratorModel): readonly Guard[] {
  if (decorator.fact?.roles?.includes('rate-limit') !== true) return [];
  const text = `@${textOf(decorator.expr)}`;
  return [guardAt(decorator, 'rate-limit', { subject: 'requests', text })];
}

/** What keeps strangers and forgeries out: dependencies that check, decorators, permission classes. */
function access(fn: FunctionModel, { evidence }: GuardServices): readonly Guard[] {
  const own = evidence.own(fn, 'auth').filter(({ span }) => span.start < bodyStart(fn));
  const ofHeader = own.map((hit) =>
    guardAt(hit, 'auth-dependency', { subject: 'caller', text: hit.note }),
  );
  const taken = new Set(ofHeader.map(({ text }) => text));
  const guards = [...new Set(fn.entries.flatMap(({ guards: before }) => before))];
  const signed = guards.filter((guard) => evidence.own(guard, 'signature').length > 0);
  const checks = guards.filter(
    (guard) =>
      !signed.includes(guard) &&
      isAuthGuard(guard, (at) => evidence.own(at, 'auth')) &&
      !fn.decorators.some(({ target }) => target === guard),
  );
  const brought = (guard: FunctionModel): Pick<Guard, 'text' | 'span'> => ({
    text: guard.name.startsWith('__') ? (guard.class?.name ?? guard.name) : guard.name,
    span: placeOf(fn, guard),
  });
  return [
    ...ofHeader,
    ...signed.map((guard) =>
      guardAt(fn, 'signature-check', { subject: 'signature', ...brought(guard) }),
    ),
    ...checks
      .filter(({ name }) => !taken.has(name))
      .map((guard) => guardAt(fn, 'auth-dependency', { subject: 'caller', ...brought(guard) })),
  ];
}

/** The parameter or decorator that brings the guard in; for a router's, the header of the function. */
function placeOf(
  fn: FunctionModel,
  guard: FunctionModel,
): { readonly start: number; readonly end: number } {
  const param = fn.params.find(
    ({ dependency, facts }) =>
      dependency === guard ||
      [facts.annotation, facts.default].some(
        (expr) => expr !== null && wordsOf(expr).includes(guard.class?.name ?? guard.name),
      ),
  );
  if (param !== undefined) return param.facts;
  const decorator = fn.decorators.find(({ expr }) =>
    wordsOf(expr).includes(guard.class?.name ?? guard.name),
  );
  return decorator?.span ?? fn.facts.nameSpan;
}

function bodyStart(fn: FunctionModel): number {
  return fn.body[0]?.start ?? fn.facts.end;
}

/** Signature, idempotency and status checks in the body. */
function ownEvidence(fn: FunctionModel, { evidence }: GuardServices): readonly Guard[] {
  const [signature] = evidence.own(fn, 'signature');
  const status = evidence.own(fn, 'state-guard');
  const once = evidence
    .own(fn, 'idempotency')
    .filter(
      ({ span, note }) =>
        !status.some((hit) => hit.span.start === span.start) &&
        note !== 'INSERT … ON CONFLICT' &&
        (isDelivered(fn) || !/^(?:tests|looks up) /.test(note)),
    );
  return [
    ...(signature === undefined
      ? []
      : [guardAt(signature, 'signature-check', { subject: 'signature', text: signature.note })]),
    ...status.map((hit) => guardAt(hit, 'status-guard', { subject: 'status', text: hit.note })),
    ...once
      .slice(0, 1)
      .map((hit) =>
        guardAt(hit, 'idempotency-check', { subject: onceOf(hit.note), text: hit.note }),
      ),
  ];
}

/** A caught violation protects the insert around which it is caught; everything else tells one event from another. */
function onceOf(note: string): string {
  return note.startsWith('catches ') ? 'insert' : 'event';
}

/** Called by a sender that may send again. */
function isDelivered({ entries }: FunctionModel): boolean {
  return entries.some(({ kind }) => REPEATED.has(kind));
}
