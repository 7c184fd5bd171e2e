import type { Severity } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { isCounted } from '../domain/score.ts';
import { verdictTitle } from './words.ts';

const COMMANDS: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
};

/** Workflow commands of GitHub Actions: each finding becomes an annotation of the job. */
export function renderGitHub(review: Review): string {
  const lines = review.findings
    .filter((finding) => isCounted(finding) && finding.side === 'RIGHT')
    .map((finding) => {
      const place = [
        `file=${property(finding.path)}`,
        `line=${finding.line}`,
        `endLine=${Math.max(finding.line, finding.endLine)}`,
        `col=${finding.column}`,
        `title=${property(finding.rule)}`,
      ];
      return `::${COMMANDS[finding.severity]} ${place.join(',')}::${message(finding.message)}`;
    });
  const removed = review.findings.filter((f) => isCounted(f) && f.side === 'LEFT');
  for (const finding of removed) {
    // The line is gone: an annotation would sit on another one.
    const text = `${finding.path}:${finding.line} (removed): ${finding.message}`;
    lines.push(`::${COMMANDS[finding.severity]} title=${property(finding.rule)}::${message(text)}`);
  }
  const verdict = `${verdictTitle(review.verdict)}, score ${review.score.value} of 10. ${review.verdictReason}`;
  lines.push(`::notice title=Lintel::${message(verdict)}`);
  return `${lines.join('\n')}\n`;
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
