import type { CallSite } from '../python/model/index.ts';

/** The call is part of a calculation in its own statement. */
export function isOperand(call: CallSite): boolean {
  const { statement } = call.operation;
  if (statement.kind !== 'assign' && statement.kind !== 'return') return false;
  const { value } = statement;
  return value?.kind === 'binary' && value.start <= call.span.start && call.span.end <= value.end;
}
