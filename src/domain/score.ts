import type { ClassifiedFinding, Confidence, Severity } from './finding.ts';
import type { Deduction, Score } from './review.ts';
import { sortedBy } from './order.ts';

/** Hundredths of a point, so that sums are exact. */
const HUNDREDTHS: Readonly<Record<Severity, number>> = {
  critical: 400,
  high: 150,
  medium: 50,
  low: 10,
};

/** Divisor by confidence; 0 means that the finding deducts nothing. */
const DIVISOR: Readonly<Record<Confidence, number>> = { high: 1, medium: 2, low: 0 };

const FULL_HUNDREDTHS = 1000;
const LEAST_HUNDREDTHS = 100;

/** What a finding takes from the score, in hundredths of a point. */
export function deductionHundredths(severity: Severity, confidence: Confidence): number {
  const divisor = DIVISOR[confidence];
  return divisor === 0 ? 0 : HUNDREDTHS[severity] / divisor;
}

/** True for the findings that the change answers for. */
export function isCounted(finding: ClassifiedFinding): boolean {
  return finding.status === 'introduced' || finding.status === 'worsened';
}

/** 10 minus the deductions of introduced and worsened findings, never under 1, rounded down to a tenth, with its ledger. */
export function scoreOf(findings: readonly ClassifiedFinding[]): Score {
  const deductions: Deduction[] = [];
  let remaining = FULL_HUNDREDTHS;
  for (const finding of findings.filter(isCounted)) {
    const hundredths = deductionHundredths(finding.severity, finding.confidence);
    if (hundredths === 0) continue;
    remaining -= hundredths;
    deductions.push({
      fingerprint: finding.fingerprint,
      rule: finding.rule,
      points: hundredths / 100,
    });
  }
  return {
    value: roundDown(Math.max(remaining, LEAST_HUNDREDTHS)),
    deductions: sortedBy(deductions, (d) => [-d.points, d.rule, d.fingerprint]),
  };
}

/** Rounded down, so that ten out of ten means that nothing was deducted. */
function roundDown(hundredths: number): number {
  return Math.floor(hundredths / 10) / 10;
}
