import type { Role } from '../../knowledge/entries.ts';
import type { EvidenceGroup, EvidenceHit } from '../model/evidence.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { isAdvisory } from '../flow/locks.ts';
import { statementOf } from '../effects/statement.ts';
import { hit, type EvidenceServices, type Matcher } from './matching.ts';

/** Evidence of a lock: a held lock, a locked row, an advisory lock. */
export const lockEvidence: Matcher = (fn, services) => [
  ...locks(fn),
  ...fn.calls.flatMap((call) =>
    locksRow(call, services)
      ? [hit(fn, 'lock', { span: call.span, note: `${call.text}(…) locks the row` })]
      : [],
  ),
];

function locks(fn: FunctionModel): readonly EvidenceHit[] {
  const seen = new Set<number>();
  return fn.flow.operations.flatMap((operation) =>
    fn.flow.locksAt(operation).flatMap((lock) => {
      if (seen.has(lock.start)) return [];
      seen.add(lock.start);
      return [hit(fn, 'lock', { span: lock, note: `holds ${lock.text}` })];
    }),
  );
}

function locksRow(call: CallSite, services: EvidenceServices): boolean {
  if (call.fact?.effects?.includes('row-lock') === true || isAdvisory(call)) return true;
  const effects = call.fact?.effects ?? [];
  return effects.includes('database-read') && statementOf(call, services)?.rowLock === true;
}

/** Evidence that a wait ends: a timeout given, a client's own, or a scope around it. */
export const timeoutEvidence: Matcher = (fn, { knowledge }) => [
  ...fn.calls.flatMap((call) => {
    const { fact } = call;
    const given = fact?.timeout !== undefined && hasTimeout(call);
    const scope =
      fact?.roles?.includes('timeout-scope') === true ||
      (call.name !== null && knowledge.hasRole(call.name, 'timeout-scope'));
    return given || scope ? [hit(fn, 'timeout', { span: call.span, note: `${call.text}(…)` })] : [];
  }),
  ...byDecorator(fn, 'timeout-scope', 'timeout'),
];

/** The call is given a timeout that is not `None`, or has one by default. */
export function hasTimeout(call: CallSite): boolean {
  const timeout = call.fact?.timeout;
  if (timeout === undefined) return false;
  const given =
    call.argument(timeout.parameter, timeout.position) ??
    (timeout.alternatives ?? [])
      .map((name) => call.argument(name))
      .find((value) => value !== null) ??
    null;
  if (given !== null) return !(given.kind === 'constant' && given.value === 'None');
  return timeout.default !== 'none';
}

/** Evidence of another attempt. */
export const retryEvidence: Matcher = (fn, { knowledge }) => [
  ...byDecorator(fn, 'retry', 'retry'),
  ...fn.calls.flatMap((call) =>
    call.fact?.roles?.includes('retry') === true ||
    (call.name !== null && knowledge.hasRole(call.name, 'retry'))
      ? [hit(fn, 'retry', { span: call.span, note: `${call.text}(…)` })]
      : [],
  ),
];

/** Evidence of a transaction that is opened on purpose. */
export const transactionEvidence: Matcher = (fn) =>
  fn.flow.transactions
    .filter(({ kind }) => kind !== 'implicit')
    .map((scope) => hit(fn, 'transaction', { span: scope, note: scope.opener }));

function byDecorator(fn: FunctionModel, role: Role, group: EvidenceGroup): readonly EvidenceHit[] {
  return fn.decorators.flatMap(({ fact, span, name }) =>
    fact?.roles?.includes(role) === true ? [hit(fn, group, { span, note: `@${name ?? ''}` })] : [],
  );
}
