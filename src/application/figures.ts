import type { Review } from '../domain/review.ts';

/** A Review in numbers, for log lines. */
export function figuresOf(review: Review): Readonly<Record<string, string | number>> {
  const count = (status: string): number =>
    review.findings.filter((finding) => finding.status === status).length;
  return {
    verdict: review.verdict,
    score: review.score.value,
    introduced: count('introduced'),
    fixed: count('fixed'),
    files: review.coverage.files,
    analysed: review.coverage.analysed,
  };
}
