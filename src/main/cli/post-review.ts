import type { Octokit } from '@octokit/rest';
import type { ListedChange, PullRequestSnapshot } from '../../application/ports/pull-request.ts';
import { commentableLinesOf } from '../../application/publication/commentable-lines.ts';
import {
  commentMarker,
  readReviewMarker,
  reviewMarker,
} from '../../application/publication/marker.ts';
import { MAX_INLINE_COMMENTS, planPublication } from '../../application/publication/plan.ts';
import type { CommentDraft } from '../../application/publication/plan.ts';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';
import type { Review } from '../../domain/review.ts';
import { renderComment } from '../../render/comment.ts';
import { cut } from '../../render/cut.ts';
import type { Links } from '../../render/places.ts';
import { renderSummary } from '../../render/summary.ts';
import type { InputProblem } from './input-problem.ts';

interface Target {
  readonly snapshot: PullRequestSnapshot;
  readonly change: ListedChange;
  readonly links: Links;
}

const MAX_BODY_CHARACTERS = 65_536;

/**
 * Posts one review with event COMMENT: the summary, and comments on lines of the diff that have none of ours yet. A check
 * run, and keeping comments up to date, are the App's: a token may not do the one and does not stay for the other.
 */
export async function postReview(
  client: Octokit,
  target: Target,
  review: Review,
): Promise<Result<null, InputProblem>> {
  const { repository, number } = target.snapshot.ref;
  const place = { owner: repository.owner, repo: repository.name, pull_number: number };
  try {
    const reviews = await client.paginate(client.rest.pulls.listReviews, {
      ...place,
      per_page: 100,
    });
    const isPosted = reviews.some(({ body }) => {
      const marker = readReviewMarker(body);
      return marker?.headSha === target.snapshot.headSha && marker.digest === review.digest;
    });
    if (isPosted) return ok(null);
    const comments = await client.paginate(client.rest.pulls.listReviewComments, {
      ...place,
      per_page: 100,
    });
    const plan = planPublication({
      review,
      commentable: commentableLinesOf(target.change.files),
      posted: comments.map(({ id, body, path }) => ({ id, body, path })),
      limit: MAX_INLINE_COMMENTS,
    });
    await client.rest.pulls.createReview({
      ...place,
      commit_id: target.snapshot.headSha,
      event: 'COMMENT',
      body: bodyOf(review, target),
      comments: plan.create.map((draft) => commentOf(draft, target)),
      // A review that was posted although GitHub answered with an error must not be posted again.
      request: { retries: 0 },
    });
    return ok(null);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ message: `The review could not be posted: ${reason}` });
  }
}

function bodyOf(review: Review, { snapshot, links }: Target): string {
  const marker = reviewMarker(snapshot.headSha, review.digest);
  const { summary } = renderSummary(review, { links });
  return `${cut(summary, MAX_BODY_CHARACTERS - marker.length - 2)}\n\n${marker}`;
}

function commentOf(
  { place, findings }: CommentDraft,
  { snapshot, links }: Target,
): { path: string; side: 'LEFT' | 'RIGHT'; line: number; body: string } {
  const marker = commentMarker({
    rule: findings[0].rule,
    fingerprints: findings.map(({ fingerprint }) => fingerprint),
    headSha: snapshot.headSha,
    state: 'open',
  });
  return { ...place, body: renderComment(findings, { links, marker, suggests: true }) };
}
