import type { ClassifiedFinding } from './finding.ts';
import type { StateMachineChange } from './state-machine.ts';

/** The result of one run: classified findings, practices, context, coverage, verdict and score. */

export const VERDICTS = [
  'production-ready',
  'production-ready-with-fixes',
  'not-production-ready',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Place {
  readonly path: string;
  readonly line: number;
}

export interface Practice {
  /** Id of the absence rule without `missing-`. */
  readonly id: string;
  readonly status: 'present' | 'missing' | 'not-needed' | 'not-visible';
  readonly needed: readonly Place[];
  readonly evidence: readonly Place[];
  /** True when the change touches one of the needed places: shown open in a review. */
  readonly touched: boolean;
}

/** One line of the score's ledger. */
export interface Deduction {
  readonly fingerprint: string;
  readonly rule: string;
  readonly points: number;
}

export interface Score {
  /** 1 to 10, one decimal. */
  readonly value: number;
  readonly deductions: readonly Deduction[];
}

export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/** `kind` as the model names it: `test`, `script`, `generated` … */
export interface Unjudged {
  readonly kind: string;
  readonly files: number;
}

export interface ReviewContext {
  readonly frameworks: readonly string[];
  readonly layout: string;
  readonly layers: readonly string[];
  readonly features: readonly string[];
  readonly entryPoints: readonly string[];
}

export interface Coverage {
  /** Python files in scope: changed files of a review, all files of an audit. */
  readonly files: number;
  readonly analysed: number;
  readonly skipped: readonly Skipped[];
  /** Files in scope that are of a kind that no rule judges: they are not read, and not missed. */
  readonly unjudged: readonly Unjudged[];
  /** Rules that crashed, with the place they crashed at (I9). */
  readonly crashedRules: readonly { readonly rule: string; readonly message: string }[];
}

/** A guard that only moved: told in the summary, never a finding. */
export interface MovedGuard {
  readonly guard: string;
  readonly from: Place;
  readonly to: Place;
  readonly note: string;
}

export interface Review {
  readonly verdict: Verdict;
  /** Why the verdict is what it is, and the smallest set of fixes (fingerprints) that reaches the next one. */
  readonly verdictReason: string;
  readonly nextVerdict: { readonly verdict: Verdict; readonly fixes: readonly string[] } | null;
  readonly score: Score;
  /** Sorted by (path, line, column, rule, message). */
  readonly findings: readonly ClassifiedFinding[];
  readonly practices: readonly Practice[];
  readonly movedGuards: readonly MovedGuard[];
  /** State machines that the change alters; empty in an audit. */
  readonly stateMachines: readonly StateMachineChange[];
  readonly suppressed: number;
  readonly context: ReviewContext;
  readonly coverage: Coverage;
  /** Extra Markdown blocks that rules ask to be shown in the summary (a diagram …). */
  readonly summaryBlocks: readonly { readonly title: string; readonly markdown: string }[];
  /** SHA-256 of the canonical content; same digest means nothing new to publish. */
  readonly digest: string;
}
