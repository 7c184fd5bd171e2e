import type { ClassifiedFinding, Severity } from '../domain/finding.ts';
import { wholeStart } from './cut.ts';
import { printable } from './plain-text.ts';

/** A note on lines of a file inside a check run. */
export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

const LEVELS: Readonly<Record<Severity, Annotation['level']>> = {
  critical: 'failure',
  high: 'failure',
  medium: 'warning',
  low: 'notice',
};

const MOST_TITLE = 255;
/** The limit is 64 KB; in bytes, and nobody reads that much beside a line. */
const MOST_MESSAGE = 8_000;

/** Annotations are plain text on lines of head. A deleted line has no place there: those findings are in the summary. */
export function renderAnnotations(findings: readonly ClassifiedFinding[]): readonly Annotation[] {
  return findings
    .filter((finding) => finding.side === 'RIGHT')
    .map((finding) => ({
      path: finding.path,
      startLine: finding.line,
      endLine: Math.max(finding.line, finding.endLine),
      level: LEVELS[finding.severity],
      title: `${finding.severity}: ${finding.rule}`.slice(0, MOST_TITLE),
      message: shortened(textOf(finding)),
    }));
}

function textOf(finding: ClassifiedFinding): string {
  const parts = [
    finding.message,
    finding.why,
    finding.fix === '' ? '' : `Fix:\n${finding.fix}`,
    finding.library === '' ? '' : `Use ${finding.library}`,
  ];
  return printable(parts.filter((part) => part !== '').join('\n\n'));
}

function shortened(text: string): string {
  return text.length > MOST_MESSAGE ? `${wholeStart(text, MOST_MESSAGE - 1)}…` : text;
}
