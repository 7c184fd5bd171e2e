import { writeFileSync } from 'node:fs';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';
import type { Review } from '../../domain/review.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { fileProblem } from './file-problem.ts';
import type { InputProblem } from './input-problem.ts';
import type { Format } from './report-formats.ts';
import { renderReport } from './report-formats.ts';
import { say, wantsColor } from './terminal.ts';
import type { InputTrees } from './trees.ts';

interface Delivery {
  readonly rules: readonly LoadedRule[];
  readonly trees: InputTrees;
  readonly options: { readonly format: Format; readonly output?: string };
}

/** Writes the report to its file, or to standard output. */
export function deliver(review: Review, delivery: Delivery): Result<null, InputProblem> {
  const { rules, trees, options } = delivery;
  const color = options.output === undefined && wantsColor();
  const report = renderReport(options.format, review, { rules, trees, color });
  try {
    if (options.output === undefined) say(report);
    else writeFileSync(options.output, report);
    return ok(null);
  } catch (error) {
    const place = options.output ?? 'standard output';
    return err({ message: `The report cannot be written to ${place}: ${fileProblem(error)}.` });
  }
}
