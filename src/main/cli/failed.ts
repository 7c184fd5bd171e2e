import type { InputProblem } from './input-problem.ts';
import { complain } from './terminal.ts';

/** Usage or input error. */
export const FAILED = 2;

/** Says what is wrong in one line. */
export function failed(problem: InputProblem): number {
  complain(problem.message);
  return FAILED;
}
