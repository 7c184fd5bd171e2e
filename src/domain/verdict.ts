import type { ClassifiedFinding, Severity } from './finding.ts';
import type { Review, Verdict } from './review.ts';
import { sortedBy } from './order.ts';
import { deductionHundredths, isCounted, scoreOf } from './score.ts';

/** DESIGN 7: under this score a change is not production-ready, whatever its findings. */
export const MINIMUM_SCORE = 5;

export interface Judgement {
  readonly verdict: Verdict;
  readonly verdictReason: string;
  readonly nextVerdict: Review['nextVerdict'];
}

/** The verdict, why it is what it is (`happened` says what became of the findings), and which smallest set of fixes reaches a better one. */
export function judge(
  findings: readonly ClassifiedFinding[],
  minimumScore = MINIMUM_SCORE,
  happened = 'introduced or worsened',
): Judgement {
  const verdict = verdictOf(findings, minimumScore);
  return {
    verdict,
    verdictReason: reasonOf(findings, { verdict, minimumScore, happened }),
    nextVerdict: nextVerdictOf(verdict, findings, minimumScore),
  };
}

/** A function of introduced and worsened findings only; low confidence never changes it. */
export function verdictOf(
  findings: readonly ClassifiedFinding[],
  minimumScore = MINIMUM_SCORE,
): Verdict {
  const severities = new Set(deciding(findings).map((finding) => finding.severity));
  if (severities.has('critical') || scoreOf(findings).value < minimumScore) {
    return 'not-production-ready';
  }
  if (severities.has('high') || severities.has('medium')) return 'production-ready-with-fixes';
  return 'production-ready';
}

function deciding(findings: readonly ClassifiedFinding[]): ClassifiedFinding[] {
  return findings.filter((finding) => isCounted(finding) && finding.confidence !== 'low');
}

/**
 * The findings that must go are those that force the verdict by their severity; then, while the score is too low, the
 * largest deductions: no smaller set reaches the same sum.
 */
function nextVerdictOf(
  verdict: Verdict,
  findings: readonly ClassifiedFinding[],
  minimumScore: number,
): Review['nextVerdict'] {
  if (verdict === 'production-ready') return null;
  const forcing: readonly Severity[] =
    verdict === 'not-production-ready' ? ['critical'] : ['high', 'medium'];
  const fixes = new Set(deciding(findings).filter((finding) => forcing.includes(finding.severity)));
  const rest = sortedBy(
    deciding(findings).filter((finding) => !fixes.has(finding)),
    (f) => [-deductionHundredths(f.severity, f.confidence), f.path, f.line, f.fingerprint],
  );
  // Every further fix raises the score: the fewest that are enough are found by halving.
  let few = 0;
  let enough = rest.length;
  while (few < enough) {
    const count = (few + enough) >> 1;
    const fixed = new Set([...fixes, ...rest.slice(0, count)]);
    if (verdictOf(without(findings, fixed), minimumScore) === 'not-production-ready')
      few = count + 1;
    else enough = count;
  }
  for (const finding of rest.slice(0, enough)) fixes.add(finding);
  return {
    verdict: verdictOf(without(findings, fixes), minimumScore),
    fixes: findings.filter((finding) => fixes.has(finding)).map((finding) => finding.fingerprint),
  };
}

function without(
  findings: readonly ClassifiedFinding[],
  fixed: ReadonlySet<ClassifiedFinding>,
): ClassifiedFinding[] {
  return findings.filter((finding) => !fixed.has(finding));
}

interface Grounds {
  readonly verdict: Verdict;
  readonly minimumScore: number;
  /** What the findings that count were: `introduced or worsened` by a change, `reported` by an audit. */
  readonly happened: string;
}

function reasonOf(
  findings: readonly ClassifiedFinding[],
  { verdict, minimumScore, happened }: Grounds,
): string {
  const counts = countsOf(deciding(findings));
  if (verdict === 'production-ready') {
    return counts === ''
      ? `No finding was ${happened}.`
      : `Nothing above low severity was ${happened} (${counts}).`;
  }
  const what = `${happened.charAt(0).toUpperCase()}${happened.slice(1)}: ${counts}.`;
  const score = scoreOf(findings).value;
  if (verdict === 'production-ready-with-fixes' || score >= minimumScore) return what;
  return `${what} The score ${score} is under ${minimumScore}.`;
}

/** `1 critical, 2 medium`: severities that occur, worst first. */
function countsOf(findings: readonly ClassifiedFinding[]): string {
  const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
  return severities
    .map((severity) => ({
      severity,
      count: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(', ');
}
