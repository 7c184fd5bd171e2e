import type { ClassifiedFinding, Severity } from '../../domain/finding.ts';
import { SEVERITIES } from '../../domain/finding.ts';
import { sortedBy } from '../../domain/order.ts';
import type { Review } from '../../domain/review.ts';
import type { PostedComment } from '../ports/review-publisher.ts';
import type { CommentMarker } from './marker.ts';
import { readCommentMarker } from './marker.ts';

/** GitHub answers 502 or calls it abuse beyond about thirty comments in one review. */
export const MAX_INLINE_COMMENTS = 25;
/** This many findings of one rule become one comment with a list. */
const GROUP_SIZE = 3;

/** Says which lines GitHub accepts a comment on. */
export interface CommentableLines {
  has(path: string, side: 'LEFT' | 'RIGHT', line: number): boolean;
}

export interface PlanInput {
  readonly review: Review;
  readonly commentable: CommentableLines;
  readonly posted: readonly PostedComment[];
  /** Inline comments per review, `MAX_INLINE_COMMENTS` at the most. */
  readonly limit: number;
}

/** A comment to be created: one finding, or several of one rule. It sits on the line of the first. */
export interface CommentDraft {
  readonly findings: readonly [ClassifiedFinding, ...ClassifiedFinding[]];
}

export type CommentEdit =
  /** None of its findings is left. */
  | { readonly kind: 'fixed'; readonly comment: PostedComment; readonly marker: CommentMarker }
  /** It was marked fixed and its findings are back. */
  | {
      readonly kind: 'regressed';
      readonly comment: PostedComment;
      readonly marker: CommentMarker;
      readonly findings: readonly ClassifiedFinding[];
    };

/** What makes GitHub match the Review. Applying it twice equals applying it once: the second plan is empty. */
export interface PublicationPlan {
  readonly create: readonly CommentDraft[];
  readonly edits: readonly CommentEdit[];
  /** Open findings already told in a comment that stays. */
  readonly kept: readonly ClassifiedFinding[];
  /** Open findings that are told on the check run only: outside the diff, low confidence, or over the limit. */
  readonly notInline: readonly ClassifiedFinding[];
}

export function planPublication(input: PlanInput): PublicationPlan {
  const open = openFindings(input.review);
  const byFingerprint = new Map(open.map((finding) => [finding.fingerprint, finding]));
  const told = new Set<string>();
  const edits: CommentEdit[] = [];
  for (const comment of input.posted) {
    const marker = readCommentMarker(comment.body);
    if (marker === null) continue;
    const left = marker.fingerprints.flatMap((fingerprint) => byFingerprint.get(fingerprint) ?? []);
    for (const finding of left) told.add(finding.fingerprint);
    if (left.length > 0 && marker.state === 'fixed') {
      edits.push({ kind: 'regressed', comment, marker, findings: left });
    }
    if (left.length === 0 && marker.state === 'open' && isJudged(comment, marker, input.review)) {
      edits.push({ kind: 'fixed', comment, marker });
    }
  }
  const fresh = open.filter((finding) => !told.has(finding.fingerprint));
  const { create, rest } = draftsOf(fresh, input);
  return {
    create,
    edits,
    kept: open.filter((finding) => told.has(finding.fingerprint)),
    notInline: rest,
  };
}

/** Introduced and worsened findings, most severe first, then in order of place. */
function openFindings(review: Review): ClassifiedFinding[] {
  const open = review.findings.filter(
    (finding) => finding.status === 'introduced' || finding.status === 'worsened',
  );
  return sortedBy(open, (finding) => [
    rankOf(finding.severity),
    finding.path,
    finding.line,
    finding.column,
    finding.rule,
    finding.fingerprint,
  ]);
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** A finding that vanished because nobody looked is not fixed: its file was skipped, or its rule crashed. */
function isJudged(comment: PostedComment, marker: CommentMarker, review: Review): boolean {
  if (review.coverage.skipped.some((skipped) => skipped.path === comment.path)) return false;
  return !review.coverage.crashedRules.some((crashed) => crashed.rule === marker.rule);
}

function draftsOf(
  fresh: readonly ClassifiedFinding[],
  input: PlanInput,
): { readonly create: CommentDraft[]; readonly rest: ClassifiedFinding[] } {
  const inline = fresh.filter((finding) => isInline(finding, input.commentable));
  const rest = fresh.filter((finding) => !isInline(finding, input.commentable));
  const drafts = groupsOf(inline);
  const limit = Math.min(input.limit, MAX_INLINE_COMMENTS);
  for (const draft of drafts.slice(limit)) rest.push(...draft.findings);
  return { create: drafts.slice(0, limit), rest };
}

function isInline(finding: ClassifiedFinding, commentable: CommentableLines): boolean {
  return finding.confidence !== 'low' && commentable.has(finding.path, finding.side, finding.line);
}

/** Drafts in the order of their first finding. */
function groupsOf(findings: readonly ClassifiedFinding[]): CommentDraft[] {
  const byRule = new Map<string, ClassifiedFinding[]>();
  for (const finding of findings) {
    const group = byRule.get(finding.rule);
    if (group === undefined) byRule.set(finding.rule, [finding]);
    else group.push(finding);
  }
  const drafts: CommentDraft[] = [];
  const grouped = new Set<string>();
  for (const finding of findings) {
    const group = byRule.get(finding.rule) ?? [];
    if (group.length < GROUP_SIZE) drafts.push({ findings: [finding] });
    else if (!grouped.has(finding.rule)) {
      grouped.add(finding.rule);
      const [first, ...others] = group;
      if (first !== undefined) drafts.push({ findings: [first, ...others] });
    }
  }
  return drafts;
}
