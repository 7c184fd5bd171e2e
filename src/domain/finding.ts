/** What a rule says about one place, before (Finding) and after (ClassifiedFinding) base and head are compared. */

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How much of what a finding rests on was resolved. Low confidence never changes the verdict. */
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const FINDING_STATUSES = ['introduced', 'worsened', 'inherited', 'fixed'] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

export const DIMENSIONS = [
  'resilience',
  'async',
  'database',
  'layers',
  'architecture',
  'ddd',
  'errors',
  'state',
  'security',
  'performance',
  'quality',
  'production',
  'testing',
  'cqrs',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A further place that proves a finding. Lines count from 1. */
export interface Evidence {
  readonly path: string;
  readonly line: number;
  readonly note: string;
}

/** `RIGHT` is the head file, `LEFT` the base file (a deleted guard). */
export type Side = 'LEFT' | 'RIGHT';

export interface Finding {
  readonly rule: string;
  readonly dimension: Dimension;
  /** Key of the message in the rule, part of no output, used for grouping. */
  readonly messageKey: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Path relative to the root of the tree, with `/`. For side LEFT the path in base. */
  readonly path: string;
  readonly side: Side;
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  /** Dotted name inside the module (`OrderService.pay`); empty at module level. */
  readonly symbol: string;
  /** One full sentence stating a fact, with the real names. */
  readonly message: string;
  /** Why it is dangerous (Markdown). */
  readonly why: string;
  /** The concrete fix (Markdown, usually with fenced Python). */
  readonly fix: string;
  /** Steps where the fix is not local; empty when it is. */
  readonly migration: string;
  /** Library or pattern to use; empty when none. */
  readonly library: string;
  readonly evidence: readonly Evidence[];
  /** Identity: rule, path at base, symbol, normalised context, ordinal. No line, no wording. 16 hex digits. */
  readonly fingerprint: string;
}

export interface ClassifiedFinding extends Finding {
  readonly status: FindingStatus;
  /** How the line reads after the fix, where the edit is mechanical and was verified. For comments only, part of no report. */
  readonly suggestion?: string;
}
