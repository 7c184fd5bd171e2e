/** Findings and Reviews for tests of publication. */
import type { ClassifiedFinding } from '../../../src/domain/finding.ts';
import type { Review } from '../../../src/domain/review.ts';

export function findingOf(overrides: Partial<ClassifiedFinding> = {}): ClassifiedFinding {
  const line = overrides.line ?? 2;
  return {
    rule: 'no-danger',
    dimension: 'resilience',
    messageKey: 'found',
    severity: 'high',
    confidence: 'high',
    path: 'app/pay.py',
    side: 'RIGHT',
    line,
    endLine: line,
    column: 1,
    symbol: 'pay',
    message: '`danger` is called.',
    why: 'It may fail.',
    fix: 'Do not.',
    migration: '',
    library: '',
    evidence: [],
    fingerprint: '0123456789abcdef',
    status: 'introduced',
    ...overrides,
  };
}

export function reviewOf(
  findings: readonly ClassifiedFinding[],
  coverage: Partial<Review['coverage']> = {},
): Review {
  return {
    verdict: 'production-ready-with-fixes',
    verdictReason: 'One finding is high.',
    nextVerdict: null,
    score: { value: 8.5, deductions: [] },
    findings,
    practices: [],
    movedGuards: [],
    stateMachines: [],
    suppressed: 0,
    context: { frameworks: [], layout: '', layers: [], features: [], entryPoints: [] },
    coverage: { files: 1, analysed: 1, skipped: [], unjudged: [], crashedRules: [], ...coverage },
    summaryBlocks: [],
    digest: 'd',
  };
}
