import type { Severity } from '../domain/finding.ts';
import type { Verdict } from '../domain/review.ts';

/** Colours of the terminal report, or none at all. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  severity(severity: Severity, text: string): string;
  verdict(verdict: Verdict, text: string): string;
}

const RED = '31';
const YELLOW = '33';
const GREEN = '32';

const SEVERITY_STYLES: Readonly<Record<Severity, string>> = {
  critical: `1;${RED}`,
  high: RED,
  medium: YELLOW,
  low: '36',
};

const VERDICT_STYLES: Readonly<Record<Verdict, string>> = {
  'production-ready': `1;${GREEN}`,
  'production-ready-with-fixes': `1;${YELLOW}`,
  'not-production-ready': `1;${RED}`,
};

export function createPaint(color: boolean): Paint {
  const style = (code: string, text: string): string =>
    color ? `\u001B[${code}m${text}\u001B[0m` : text;
  return {
    bold: (text) => style('1', text),
    dim: (text) => style('2', text),
    good: (text) => style(GREEN, text),
    bad: (text) => style(RED, text),
    severity: (severity, text) => style(SEVERITY_STYLES[severity], text),
    verdict: (verdict, text) => style(VERDICT_STYLES[verdict], text),
  };
}
