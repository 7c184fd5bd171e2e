import type { Expr } from '../facts/facts.ts';

/** A name that has one type where a test holds. */
export interface Narrowing {
  readonly name: string;
  readonly types: Expr;
}

/** `isinstance(name, Type)`, alone or joined by `and`. A tuple of types says nothing certain. */
export function narrowings(test: Expr): readonly Narrowing[] {
  const found: Narrowing[] = [];
  const pending: Expr[] = [test];
  for (let part = pending.pop(); part; part = pending.pop()) {
    if (part.kind === 'boolean' && part.operator === 'and') pending.push(part.right, part.left);
    const narrowing = narrowingOf(part);
    if (narrowing) found.push(narrowing);
  }
  return found;
}

function narrowingOf(expr: Expr): Narrowing | null {
  if (expr.kind !== 'call' || expr.callee.kind !== 'name' || expr.callee.id !== 'isinstance') {
    return null;
  }
  const [subject, types] = expr.args;
  if (!subject || !types || subject.value.kind !== 'name' || expr.args.length !== 2) return null;
  const single = types.value.kind === 'name' || types.value.kind === 'attribute';
  return single ? { name: subject.value.id, types: types.value } : null;
}
