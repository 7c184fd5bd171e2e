import { readCommentMarker } from '../../application/publication/marker.ts';
import type { PullRequestRef } from '../../application/ports/pull-request.ts';
import type {
  NewComment,
  NewReview,
  PostedComment,
} from '../../application/ports/review-publisher.ts';
import type { ReviewError } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import { ONCE } from './check-runs.ts';
import type { GitHubClient } from './client.ts';
import { attempt, isUncertain } from './failures.ts';

const PAGE = 100;
/** Pages of comments that are read; nobody reviews a pull request with more. */
const MOST_PAGES = 30;

export interface CommentCall {
  readonly client: GitHubClient;
  readonly ref: PullRequestRef;
  /** Who we are: a marker in somebody else's comment says nothing. */
  readonly login: string;
}

/** Our inline comments, by author and marker. */
export function listOwnComments(
  call: CommentCall,
): Promise<Result<readonly PostedComment[], ReviewError>> {
  const { client, ref, login } = call;
  return attempt('review comments', async () => {
    const own: PostedComment[] = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const { data } = await client.request(
        'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
        { ...placeOf(ref), per_page: PAGE, page },
      );
      for (const { id, body, path, user } of data) {
        // The type says there is always an author; a deleted account's is null.
        const author: { readonly login: string } | null = user;
        if (author?.login === login && readCommentMarker(body) !== null)
          own.push({ id: Number(id), body, path });
      }
      if (data.length < PAGE) break;
    }
    return own;
  });
}

/** Posts the review, or finds it posted when GitHub failed afterwards. What GitHub refuses is answered, the rest delivered. */
export async function createReview(
  call: CommentCall,
  review: NewReview,
): Promise<Result<{ readonly refused: readonly NewComment[] }, ReviewError>> {
  const posted = await post(call, review);
  if (posted.ok) return ok({ refused: [] });
  if (isRefusal(posted.error)) return postSingly(call, review);
  if (!isUncertain(posted.error)) return posted;
  const left = await notPosted(call, review.comments);
  if (!left.ok) return left;
  return left.value.length === 0 ? ok({ refused: [] }) : posted;
}

async function post(
  { client, ref }: CommentCall,
  { headSha, body, comments }: NewReview,
): Promise<Result<void, ReviewError>> {
  const posted = await attempt('create review', () =>
    client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...placeOf(ref),
      commit_id: headSha,
      event: 'COMMENT',
      body,
      comments: comments.map((comment) => ({ ...comment })),
      request: ONCE,
    }),
  );
  return posted.ok ? ok(undefined) : posted;
}

/** GitHub refuses a review as a whole and does not say for which comment: each is tried by itself. */
async function postSingly(
  call: CommentCall,
  review: NewReview,
): Promise<Result<{ readonly refused: readonly NewComment[] }, ReviewError>> {
  const { client, ref } = call;
  const refused: NewComment[] = [];
  for (const comment of review.comments) {
    const posted = await attempt('create review comment', () =>
      client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        ...placeOf(ref),
        commit_id: review.headSha,
        ...comment,
        request: ONCE,
      }),
    );
    if (posted.ok) continue;
    if (!isRefusal(posted.error)) return posted;
    refused.push(comment);
  }
  return ok({ refused });
}

function isRefusal(error: ReviewError): boolean {
  return error.kind === 'upstream-failed' && error.status === 422;
}

async function notPosted(
  call: CommentCall,
  comments: readonly NewComment[],
): Promise<Result<readonly NewComment[], ReviewError>> {
  const own = await listOwnComments(call);
  if (!own.ok) return own;
  const told = new Set(own.value.map(({ body }) => keyOf(body)));
  return ok(comments.filter(({ body }) => !told.has(keyOf(body))));
}

function keyOf(body: string): string {
  const marker = readCommentMarker(body);
  return marker === null ? body : `${marker.headSha} ${marker.fingerprints.join()}`;
}

export async function updateComment(
  { client, ref }: CommentCall,
  comment: PostedComment,
  body: string,
): Promise<Result<void, ReviewError>> {
  const updated = await attempt('update review comment', () =>
    client.request('PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}', {
      owner: ref.repository.owner,
      repo: ref.repository.name,
      comment_id: comment.id,
      body,
      request: ONCE,
    }),
  );
  if (updated.ok) return ok(undefined);
  // Somebody deleted it meanwhile: there is nothing to edit any more.
  return updated.error.kind === 'not-found' ? ok(undefined) : updated;
}

function placeOf(ref: PullRequestRef): { owner: string; repo: string; pull_number: number } {
  return { owner: ref.repository.owner, repo: ref.repository.name, pull_number: ref.number };
}
