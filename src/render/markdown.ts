import type { ClassifiedFinding } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { isCounted } from '../domain/score.ts';
import { renderComment } from './comment.ts';
import type { Links } from './places.ts';
import { renderSummary, type SummaryOptions } from './summary.ts';

/** One Markdown document: the summary, then every finding of the change in full. */
export function renderMarkdown(review: Review, options: SummaryOptions): string {
  const { links } = options;
  const { summary } = renderSummary(review, options);
  const details = review.findings.filter(isCounted).map((finding) => detail(finding, links));
  const parts = details.length === 0 ? [summary] : [summary, '## Details', ...details];
  return `${parts.join('\n\n')}\n`;
}

function detail(finding: ClassifiedFinding, links: Links): string {
  return `---\n\n${renderComment([finding], { links, place: true })}`;
}
