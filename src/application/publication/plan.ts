import type { ClassifiedFinding, Severity, Side } from '../../domain/finding.ts';
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

/** Where GitHub takes a comment. */
export interface CommentPlace {
  /** As GitHub lists the file: for a renamed one the path in head, on both sides. */
  readonly path: string;
  readonly side: Side;
  readonly line: number;
}

/** Says which places GitHub accepts a comment on. */
export interface CommentableLines {
  /** Where a comment on this place goes; null when the line is not shown in the diff. */
  placeOf(place: Pick<ClassifiedFinding, 'path' | 'side' | 'line'>): CommentPlace | null;
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
  readonly place: CommentPlace;
  readonly findings: readonly [ClassifiedFinding, ...ClassifiedFinding[]];
}

export type CommentEdit =
  /** None of its findings is left. */
  | { readonly kind: 'fixed'; readonly comment: PostedComment; readonly marker: CommentMarker }
  /** `regressed`: it was marked fixed and findings of it are back. `narrowed`: some of a group are fixed. */
  | {
      readonly kind: 'regressed' | 'narrowed';
      readonly comment: PostedComment;
      readonly marker: CommentMarker;
      readonly findings: readonly [ClassifiedFinding, ...ClassifiedFinding[]];
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
  const told = new Set<string>();
  const edits: CommentEdit[] = [];
  for (const comment of input.posted) {
    const marker = readCommentMarker(comment.body);
    if (marker === null) continue;
    const left = open.filter((finding) => marker.fingerprints.includes(finding.fingerprint));
    for (const finding of left) told.add(finding.fingerprint);
    const edit = editOf({ comment, marker, left, review: input.review });
    if (edit !== null) edits.push(edit);
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

interface Told {
  readonly comment: PostedComment;
  readonly marker: CommentMarker;
  /** Findings told in the comment that are still open. */
  readonly left: readonly ClassifiedFinding[];
  readonly review: Review;
}

function editOf({ comment, marker, left, review }: Told): CommentEdit | null {
  const [first, ...others] = left;
  if (first !== undefined) {
    const findings = [first, ...others] as const;
    if (marker.state === 'fixed') return { kind: 'regressed', comment, marker, findings };
    const isWhole = marker.fingerprints.every((fingerprint) => isThere(fingerprint, review));
    // The files of the group's other places are not known here: one that was not read may hold its finding still.
    const isCertain = review.coverage.skipped.length === 0 && !hasCrashed(marker, review);
    return isWhole || !isCertain ? null : { kind: 'narrowed', comment, marker, findings };
  }
  if (marker.state === 'fixed') return null;
  const isGone = !marker.fingerprints.some((fingerprint) => isThere(fingerprint, review));
  return isGone && isJudged(comment, marker, review) ? { kind: 'fixed', comment, marker } : null;
}

/** An inherited finding (the base branch got it meanwhile) is still there: nobody fixed it. */
function isThere(fingerprint: string, review: Review): boolean {
  return review.findings.some(
    (finding) => finding.fingerprint === fingerprint && finding.status !== 'fixed',
  );
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
  return !hasCrashed(marker, review);
}

function hasCrashed(marker: CommentMarker, review: Review): boolean {
  return review.coverage.crashedRules.some((crashed) => crashed.rule === marker.rule);
}

interface Placed {
  readonly finding: ClassifiedFinding;
  readonly place: CommentPlace;
}

function draftsOf(
  fresh: readonly ClassifiedFinding[],
  input: PlanInput,
): { readonly create: CommentDraft[]; readonly rest: ClassifiedFinding[] } {
  const inline: Placed[] = [];
  const rest: ClassifiedFinding[] = [];
  for (const finding of fresh) {
    const place = finding.confidence === 'low' ? null : input.commentable.placeOf(finding);
    if (place === null) rest.push(finding);
    else inline.push({ finding, place });
  }
  const drafts = groupsOf(inline);
  const limit = Math.min(input.limit, MAX_INLINE_COMMENTS);
  for (const draft of drafts.slice(limit)) rest.push(...draft.findings);
  return { create: drafts.slice(0, limit), rest };
}

/** Drafts in the order of their first finding. */
function groupsOf(inline: readonly Placed[]): CommentDraft[] {
  const byRule = new Map<string, ClassifiedFinding[]>();
  for (const { finding } of inline) {
    const group = byRule.get(finding.rule);
    if (group === undefined) byRule.set(finding.rule, [finding]);
    else group.push(finding);
  }
  const drafts: CommentDraft[] = [];
  const grouped = new Set<string>();
  for (const { finding, place } of inline) {
    const group = byRule.get(finding.rule) ?? [];
    if (group.length < GROUP_SIZE) drafts.push({ place, findings: [finding] });
    else if (!grouped.has(finding.rule)) {
      grouped.add(finding.rule);
      drafts.push({ place, findings: [finding, ...group.slice(1)] });
    }
  }
  return drafts;
}
