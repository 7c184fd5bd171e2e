/** Pull requests, reviews and comments as the API shows them. */
import type { Account } from '../accounts.ts';
import { nodeId } from '../ids.ts';
import type { IssueComment } from '../conversation.ts';
import type { JsonObject } from '../json.ts';
import type { SimulatedPullRequest } from '../pull-request.ts';
import type { SimulatedRepository } from '../repository.ts';
import type { Review, ReviewComment } from '../review-comment.ts';
import { appJson, userJson } from './account.ts';
import { apiUrl, repositoryJson, webUrl } from './repository.ts';

export function associationOf(repository: SimulatedRepository, account: Account): string {
  const permission = repository.permissionOf(account.login);
  if (permission === 'admin') return 'OWNER';
  return permission === 'write' ? 'COLLABORATOR' : 'NONE';
}

function branchJson(
  repository: SimulatedRepository | null,
  place: { owner: Account; ref: string; sha: string; world: SimulatedRepository['world'] },
): JsonObject {
  const { owner, ref, sha, world } = place;
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: userJson(world, owner),
    repo: repository === null ? null : repositoryJson(repository),
  };
}

/** What lists and webhooks show as well. */
export function pullRequestSimpleJson(pull: SimulatedPullRequest): JsonObject {
  const { repository, number } = pull;
  const { world } = repository;
  const url = `${apiUrl(repository)}/pulls/${number}`;
  const issue = `${apiUrl(repository)}/issues/${number}`;
  const html = `${webUrl(repository)}/pull/${number}`;
  const statuses = `${apiUrl(repository)}/statuses/${pull.headSha}`;
  const links = {
    self: url,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    commits: `${url}/commits`,
    statuses,
  };
  const reviewComment = `${apiUrl(repository)}/pulls/comments{/number}`;
  return {
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    body: pull.body,
    user: userJson(world, pull.author),
    author_association: associationOf(repository, pull.author),
    ...nobody,
    draft: pull.draft,
    created_at: pull.createdAt,
    updated_at: world.now(),
    closed_at: pull.closedAt,
    merged_at: pull.merged ? pull.closedAt : null,
    merge_commit_sha: pull.merged ? pull.headSha : null,
    head: branchJson(pull.headRepository, {
      owner: pull.headOwner,
      ref: pull.headBranch,
      sha: pull.headSha,
      world,
    }),
    base: branchJson(repository, {
      owner: repository.owner,
      ref: pull.baseBranch,
      sha: pull.baseSha,
      world,
    }),
    _links: {
      ...Object.fromEntries(Object.entries(links).map(([key, href]) => [key, { href }])),
      review_comment: { href: reviewComment },
    },
  };
}

const nobody = {
  labels: [],
  milestone: null,
  assignee: null,
  assignees: [],
  requested_reviewers: [],
  requested_teams: [],
  auto_merge: null,
};

export async function pullRequestJson(pull: SimulatedPullRequest): Promise<JsonObject> {
  const files = await pull.files();
  return {
    ...pullRequestSimpleJson(pull),
    merged: pull.merged,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: pull.merged ? userJson(pull.repository.world, pull.author) : null,
    comments: pull.conversation.comments.length,
    review_comments: pull.reviews.comments.length,
    maintainer_can_modify: false,
    commits: (await pull.commits()).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** The pull request as check runs name it. */
export function pullRequestMinimalJson(pull: SimulatedPullRequest): JsonObject {
  const repo = (repository: SimulatedRepository): JsonObject => ({
    id: repository.id,
    url: apiUrl(repository),
    name: repository.name,
  });
  return {
    id: pull.id,
    number: pull.number,
    url: `${apiUrl(pull.repository)}/pulls/${pull.number}`,
    head: {
      ref: pull.headBranch,
      sha: pull.headSha,
      repo: repo(pull.headRepository ?? pull.repository),
    },
    base: { ref: pull.baseBranch, sha: pull.baseSha, repo: repo(pull.repository) },
  };
}

export function reviewJson(pull: SimulatedPullRequest, review: Review): JsonObject {
  const { repository } = pull;
  const html = `${webUrl(repository)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const url = `${apiUrl(repository)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: userJson(repository.world, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: associationOf(repository, review.author),
    _links: { html: { href: html }, pull_request: { href: url } },
    ...(review.state === 'PENDING' ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  };
}

export async function reviewCommentJson(
  pull: SimulatedPullRequest,
  comment: ReviewComment,
): Promise<JsonObject> {
  const { repository } = pull;
  const url = `${apiUrl(repository)}/pulls/comments/${comment.id}`;
  const html = `${webUrl(repository)}/pull/${pull.number}#discussion_r${comment.id}`;
  const pullUrl = `${apiUrl(repository)}/pulls/${pull.number}`;
  const { anchor } = comment;
  const standing = await pull.reviews.standing(comment);
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: comment.nodeId,
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: pull.headSha,
    original_commit_id: comment.commitId,
    user: userJson(repository.world, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: associationOf(repository, comment.author),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullUrl } },
    start_line: standing?.startLine ?? null,
    original_start_line: anchor?.startLine ?? null,
    start_side: anchor?.startLine === undefined ? null : (anchor.startSide ?? anchor.side),
    line: standing?.line ?? null,
    original_line: anchor?.line ?? 1,
    side: anchor?.side ?? 'RIGHT',
    position: anchor === undefined ? 1 : (standing?.position ?? null),
    original_position: comment.originalPosition,
    subject_type: anchor === undefined ? 'file' : 'line',
    ...(comment.inReplyTo === undefined ? {} : { in_reply_to_id: comment.inReplyTo }),
    reactions: reactionsJson(url, []),
  };
}

export function issueCommentJson(pull: SimulatedPullRequest, comment: IssueComment): JsonObject {
  const { repository } = pull;
  const { world } = repository;
  const url = `${apiUrl(repository)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: comment.nodeId,
    url,
    html_url: `${webUrl(repository)}/pull/${pull.number}#issuecomment-${comment.id}`,
    issue_url: `${apiUrl(repository)}/issues/${pull.number}`,
    body: comment.body,
    user: userJson(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(repository, comment.author),
    performed_via_github_app:
      comment.author === world.apps.own.bot ? appJson(world, world.apps.own) : null,
    reactions: reactionsJson(url, comment.reactions),
  };
}

const reactionNames = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'eyes', 'rocket'];

function reactionsJson(
  url: string,
  reactions: readonly { readonly content: string }[],
): JsonObject {
  const count = (name: string): number =>
    reactions.filter((reaction) => reaction.content === name).length;
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(reactionNames.map((name) => [name, count(name)])),
  };
}
