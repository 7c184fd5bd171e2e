import { literalNumber, walkExpressions } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';

/** A limit of this height as a strength: the higher, the weaker. Not a number: not measured. */
export function measured(limit: number): { strength: number; unmeasured: boolean } {
  return Number.isFinite(limit) && limit > 0
    ? { strength: 1 / limit, unmeasured: false }
    : { strength: 1, unmeasured: true };
}

/** Numbers written in a value: `5`, `(3.05, 27)`, `Timeout(10, connect=5)`. */
export function numbersIn(value: Expr): readonly number[] {
  const numbers: number[] = [];
  walkExpressions(value, (expr) => {
    const number = literalNumber(expr);
    if (number !== null) numbers.push(number);
    return number === null ? undefined : false;
  });
  return numbers;
}

/** `None`: what it stands for is switched off. */
export function isNothing(value: Expr): boolean {
  return value.kind === 'constant' && value.value === 'None';
}
