import type { ReviewError } from '../../domain/error.ts';
import type { ClassifiedFinding } from '../../domain/finding.ts';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import type { Review } from '../../domain/review.ts';
import { matchesAny } from '../../domain/glob.ts';
import type { CheckConclusion, ReviewConfig } from '../../engine/config.ts';
import { renderAnnotations } from '../../render/annotations.ts';
import type { Links } from '../../render/places.ts';
import { renderSummary } from '../../render/summary.ts';
import { counted, verdictTitle } from '../../render/words.ts';
import type { ListedChange, PullRequestRef } from '../ports/pull-request.ts';
import type { CheckOutput, NewComment, ReviewPublisher } from '../ports/review-publisher.ts';
import { editedBody, openBody } from './comment-body.ts';
import { commentableLinesOf } from './commentable-lines.ts';
import type { CommentDraft, PublicationPlan } from './plan.ts';
import { planPublication } from './plan.ts';

/** A Review on its way to GitHub. */
export interface Publication {
  readonly pullRequest: PullRequestRef;
  readonly headSha: string;
  readonly review: Review;
  readonly change: ListedChange;
  readonly config: ReviewConfig;
  readonly links: Links;
  /** What a reader must know first. */
  readonly notes: readonly string[];
}

/** What is left to be said on the check run once the comments stand. */
export interface Published {
  readonly conclusion: CheckConclusion;
  readonly output: CheckOutput;
  readonly commented: number;
  readonly edited: number;
}

/** Makes the comments on GitHub match the Review. Doing it twice equals doing it once. */
export async function publishComments(
  publication: Publication,
  publisher: ReviewPublisher,
): Promise<Result<Published, ReviewError>> {
  const { pullRequest, review, change, config } = publication;
  const posted = await publisher.postedOn(pullRequest);
  if (!posted.ok) return posted;
  const plan = planPublication({
    review,
    commentable: commentableLinesOf(change.files),
    posted: posted.value.comments,
    limit: config.limits.inlineComments,
  });
  const refused = await postReview(plan, publication, publisher);
  if (!refused.ok) return refused;
  for (const edit of plan.edits) {
    const body = editedBody(edit, publication);
    const edited = await publisher.editComment(pullRequest, edit.comment, body);
    if (!edited.ok) return edited;
  }
  return ok({
    conclusion: conclusionOf(publication),
    output: outputOf(publication, [...plan.notInline, ...refused.value]),
    commented: plan.create.length,
    edited: plan.edits.length,
  });
}

/** Answers the findings whose comments GitHub did not take. */
async function postReview(
  plan: PublicationPlan,
  publication: Publication,
  publisher: ReviewPublisher,
): Promise<Result<readonly ClassifiedFinding[], ReviewError>> {
  if (plan.create.length === 0) return ok([]);
  const drafts = new Map<NewComment, CommentDraft>();
  for (const draft of plan.create)
    drafts.set({ ...draft.place, body: openBody(draft.findings, publication) }, draft);
  const posted = await publisher.postReview(publication.pullRequest, {
    headSha: publication.headSha,
    body: reviewBody(publication.review, plan),
    comments: [...drafts.keys()],
  });
  if (!posted.ok) return posted;
  return ok(posted.value.refused.flatMap((comment) => drafts.get(comment)?.findings ?? []));
}

/** The text above the comments: GitHub wants one. */
function reviewBody(review: Review, plan: PublicationPlan): string {
  const elsewhere = plan.notInline.length;
  const more =
    elsewhere === 0
      ? ''
      : ` ${counted(elsewhere, 'more finding is', 'more findings are')} on the check run.`;
  return `**${verdictTitle(review.verdict)}** · score ${review.score.value} of 10.${more}`;
}

/** Green only when everything of the change was looked at; what the team itself ignores does not count. */
function conclusionOf({ review, config, change }: Publication): CheckConclusion {
  const { analysed, skipped } = review.coverage;
  const conclusion = config.verdict.conclusions[review.verdict];
  const changed = new Set(change.files.map((file) => file.path));
  const isPartial = skipped.some(
    ({ path }) => changed.has(path) && !matchesAny(config.ignore, path),
  );
  return conclusion === 'success' && (analysed === 0 || isPartial) ? 'neutral' : conclusion;
}

function outputOf(
  { review, links, notes }: Publication,
  notInline: readonly ClassifiedFinding[],
): CheckOutput {
  return {
    ...renderSummary(review, { links, notes }),
    annotations: renderAnnotations(notInline),
  };
}
