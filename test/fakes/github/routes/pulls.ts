/** Pull requests, their files, reviews and review comments. */
import { ApiError, notFound, unprocessable } from '../api-error.ts';
import { checkBody } from '../conversation.ts';
import type { SimulatedPullRequest } from '../pull-request.ts';
import type { CreateReview, CreateReviewComment } from '../requests.ts';
import type { ReviewComment } from '../review-comment.ts';
import {
  pullRequestJson,
  pullRequestSimpleJson,
  reviewCommentJson,
  reviewJson,
} from '../shapes/pull-request.ts';
import { commitJson, diffEntryJson } from '../shapes/repository.ts';
import { withoutPatches } from './commits.ts';
import type { Call, Reply, Routes } from './route.ts';
import { authorOf, listReply, number, ok, page, pullOf, repositoryOf } from './route.ts';

const mostFiles = 3_000;
const mostCommits = 250;
const mostFilesOfDiff = 300;
const mostLinesOfDiff = 20_000;

function list(call: Call): Reply {
  const { state = 'open', head, base, sort = 'created', direction } = call.query;
  const descending = (direction ?? (sort === 'created' ? 'desc' : 'asc')) === 'desc';
  const pulls = [...repositoryOf(call).pulls.values()]
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => head === undefined || `${pull.headOwner.login}:${pull.headBranch}` === head)
    .filter((pull) => base === undefined || pull.baseBranch === base)
    .sort((a, b) => (descending ? b.number - a.number : a.number - b.number));
  return listReply(call, pulls, pullRequestSimpleJson);
}

async function get(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  return /vnd\.github\.(v3\.)?(diff|patch)/.test(call.accept)
    ? diffReply(pull)
    : ok(await pullRequestJson(pull));
}

/** The diff media type is never cut: too large is an error. */
async function diffReply(pull: SimulatedPullRequest): Promise<Reply> {
  const files = await pull.files();
  const lines = files.reduce((sum, file) => sum + file.additions + file.deletions, 0);
  if (files.length > mostFilesOfDiff || lines > mostLinesOfDiff) {
    const message =
      "Sorry, the diff exceeded the maximum number of files (300). Consider using 'List pull requests files' API or locally cloning the repository instead.";
    throw new ApiError(406, message, {
      errors: [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }],
    });
  }
  const parts = files.map(({ change, patch }) => {
    const from = change.previousPath ?? change.path;
    const heads = [`diff --git a/${from} b/${change.path}`];
    if (change.previousPath !== undefined)
      heads.push(`rename from ${from}`, `rename to ${change.path}`);
    if (patch === undefined) return heads.join('\n');
    heads.push(
      change.baseSha === undefined ? '--- /dev/null' : `--- a/${from}`,
      change.headSha === undefined ? '+++ /dev/null' : `+++ b/${change.path}`,
    );
    return [...heads, patch].join('\n');
  });
  return {
    status: 200,
    raw: Buffer.from(`${parts.join('\n')}\n`),
    headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' },
  };
}

async function listFiles(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  const files = (await pull.files()).slice(0, mostFiles);
  const shown = page(call, withoutPatches(call, files));
  return {
    status: 200,
    body: shown.items.map((file) => diffEntryJson(pull.repository, file, pull.headSha)),
    headers: shown.headers,
  };
}

async function listCommits(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  return listReply(call, (await pull.commits()).slice(0, mostCommits), (commit) =>
    commitJson(pull.repository, commit),
  );
}

async function createReview(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  const review = await pull.reviews.create(authorOf(call), call.body as CreateReview);
  if (call.world.quirks.strike('reviewPostedBut502') !== undefined)
    throw new ApiError(502, 'Server Error', { injected: true });
  return ok(reviewJson(pull, review));
}

function listReviews(call: Call): Reply {
  const pull = pullOf(call);
  return listReply(call, pull.reviews.reviews, (review) => reviewJson(pull, review));
}

function updateReview(call: Call): Reply {
  const pull = pullOf(call);
  const review = pull.reviews.findReview(number(call.path, 'review_id'));
  requireAuthor(call, review.author.id);
  const { body } = call.body as { body: string };
  if (body.length > 65_536) throw unprocessable('Body is too long (maximum is 65536 characters)');
  review.body = body;
  return ok(reviewJson(pull, review));
}

async function commentsReply(
  call: Call,
  pull: SimulatedPullRequest,
  comments: readonly ReviewComment[],
): Promise<Reply> {
  const shown = page(call, comments);
  return {
    status: 200,
    body: await Promise.all(shown.items.map((comment) => reviewCommentJson(pull, comment))),
    headers: shown.headers,
  };
}

async function listComments(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  const comments = [...pull.reviews.comments];
  const { since, direction } = call.query;
  const fresh = comments.filter(
    (comment) => since === undefined || comment.updatedAt >= String(since),
  );
  return commentsReply(call, pull, direction === 'desc' ? fresh.reverse() : fresh);
}

async function createComment(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  const comment = await pull.reviews.createComment(
    authorOf(call),
    call.body as CreateReviewComment,
  );
  return { status: 201, body: await reviewCommentJson(pull, comment) };
}

function commentAt(call: Call): { pull: SimulatedPullRequest; comment: ReviewComment } {
  const id = number(call.path, 'comment_id');
  for (const pull of repositoryOf(call).pulls.values()) {
    const comment = pull.reviews.comments.find((item) => item.id === id);
    if (comment !== undefined) return { pull, comment };
  }
  throw notFound();
}

/** An App edits its own texts only; users with write access may edit any. */
function requireAuthor(call: Call, authorId: number): void {
  const author = authorOf(call);
  if (author.id === authorId) return;
  const level = repositoryOf(call).permissionOf(author.login);
  if (call.actor.kind === 'installation' || (level !== 'write' && level !== 'admin'))
    throw new ApiError(403, 'Resource not accessible by integration');
}

async function updateComment(call: Call): Promise<Reply> {
  const { pull, comment } = commentAt(call);
  requireAuthor(call, comment.author.id);
  const { body } = call.body as { body: string };
  checkBody(body, 'PullRequestReviewComment');
  comment.body = body;
  comment.updatedAt = call.world.now();
  return ok(await reviewCommentJson(pull, comment));
}

function deleteComment(call: Call): Reply {
  const { pull, comment } = commentAt(call);
  requireAuthor(call, comment.author.id);
  pull.reviews.delete(comment);
  return { status: 204 };
}

export const pullRoutes: Routes = {
  'pulls/list': { access: 'pull_requests:read', handle: list },
  'pulls/get': { access: 'pull_requests:read', handle: get },
  'pulls/list-files': { access: 'pull_requests:read', handle: listFiles },
  'pulls/list-commits': { access: 'pull_requests:read', handle: listCommits },
  'pulls/list-reviews': { access: 'pull_requests:read', handle: listReviews },
  'pulls/get-review': {
    access: 'pull_requests:read',
    handle: (call) =>
      ok(reviewJson(pullOf(call), pullOf(call).reviews.findReview(number(call.path, 'review_id')))),
  },
  'pulls/list-comments-for-review': {
    access: 'pull_requests:read',
    handle(call) {
      const pull = pullOf(call);
      const { id } = pull.reviews.findReview(number(call.path, 'review_id'));
      return commentsReply(
        call,
        pull,
        pull.reviews.comments.filter((comment) => comment.reviewId === id),
      );
    },
  },
  'pulls/list-review-comments': { access: 'pull_requests:read', handle: listComments },
  'pulls/get-review-comment': {
    access: 'pull_requests:read',
    async handle(call) {
      const { pull, comment } = commentAt(call);
      return ok(await reviewCommentJson(pull, comment));
    },
  },
  'pulls/create-review': { access: 'pull_requests:write', creates: true, handle: createReview },
  'pulls/update-review': { access: 'pull_requests:write', handle: updateReview },
  'pulls/create-review-comment': {
    access: 'pull_requests:write',
    creates: true,
    handle: createComment,
  },
  'pulls/update-review-comment': { access: 'pull_requests:write', handle: updateComment },
  'pulls/delete-review-comment': { access: 'pull_requests:write', handle: deleteComment },
};
