import { canonicalJson } from '../domain/canonical-json.ts';
import type { ClassifiedFinding } from '../domain/finding.ts';
import type { Practice, Review } from '../domain/review.ts';
import type { Tool } from './tool.ts';

/** The JSON report: one object with sorted keys, described by schemas/report.schema.json. */
export function renderJson(review: Review, tool: Tool): string {
  return `${canonicalJson({
    schema: 1,
    tool: { name: tool.name, version: tool.version },
    verdict: review.verdict,
    verdictReason: review.verdictReason,
    nextVerdict: review.nextVerdict,
    score: review.score.value,
    deductions: review.score.deductions,
    findings: review.findings.map(findingOf),
    practices: review.practices.map(practiceOf),
    movedGuards: review.movedGuards,
    stateMachines: review.stateMachines,
    summaryBlocks: review.summaryBlocks,
    suppressed: review.suppressed,
    context: review.context,
    coverage: review.coverage,
    digest: review.digest,
  })}\n`;
}

function findingOf(
  finding: ClassifiedFinding,
): Omit<ClassifiedFinding, 'messageKey' | 'suggestion'> {
  const { messageKey: _internal, suggestion: _comment, ...visible } = finding;
  return visible;
}

function practiceOf(practice: Practice): Omit<Practice, 'touched'> {
  const { touched: _internal, ...visible } = practice;
  return visible;
}
