/** The conversation of a pull request: issue comments and reactions. */
import { ApiError, notFound } from '../api-error.ts';
import type { IssueComment } from '../conversation.ts';
import { nodeId } from '../ids.ts';
import type { SimulatedPullRequest } from '../pull-request.ts';
import { userJson } from '../shapes/account.ts';
import { issueCommentJson } from '../shapes/pull-request.ts';
import type { Call, Reply, Routes } from './route.ts';
import { authorOf, listReply, number, ok, repositoryOf } from './route.ts';

function pullOfIssue(call: Call): SimulatedPullRequest {
  const pull = repositoryOf(call).pulls.get(number(call.path, 'issue_number'));
  if (pull === undefined) throw notFound();
  return pull;
}

function commentAt(call: Call): { pull: SimulatedPullRequest; comment: IssueComment } {
  const id = number(call.path, 'comment_id');
  for (const pull of repositoryOf(call).pulls.values()) {
    const comment = pull.conversation.comments.find((item) => item.id === id);
    if (comment !== undefined) return { pull, comment };
  }
  throw notFound();
}

function list(call: Call): Reply {
  const pull = pullOfIssue(call);
  const { since } = call.query;
  const comments = pull.conversation.comments.filter(
    (comment) => since === undefined || comment.updatedAt >= String(since),
  );
  return listReply(call, comments, (comment) => issueCommentJson(pull, comment));
}

function create(call: Call): Reply {
  const pull = pullOfIssue(call);
  const { body } = call.body as { body: string };
  return {
    status: 201,
    body: issueCommentJson(pull, pull.conversation.post(authorOf(call), body)),
  };
}

function update(call: Call): Reply {
  const { pull, comment } = commentAt(call);
  if (comment.author.id !== authorOf(call).id)
    throw new ApiError(403, 'Resource not accessible by integration');
  const { body } = call.body as { body: string };
  pull.conversation.update(comment, body);
  return ok(issueCommentJson(pull, comment));
}

/** 200 when the same reaction was there, 201 when it is new. */
function react(call: Call): Reply {
  const { comment } = commentAt(call);
  const author = authorOf(call);
  const { content } = call.body as { content: string };
  const before = comment.reactions.find(
    (reaction) => reaction.content === content && reaction.author.id === author.id,
  );
  const reaction = before ?? { id: call.world.ids.next('reaction'), content, author };
  if (before === undefined) comment.reactions.push(reaction);
  const body = {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: userJson(call.world, author),
    content,
    created_at: call.world.now(),
  };
  return { status: before === undefined ? 201 : 200, body };
}

export const issueRoutes: Routes = {
  'issues/list-comments': { access: 'issues|pull_requests:read', handle: list },
  'issues/get-comment': {
    access: 'issues|pull_requests:read',
    handle(call) {
      const { pull, comment } = commentAt(call);
      return ok(issueCommentJson(pull, comment));
    },
  },
  'issues/create-comment': { access: 'issues|pull_requests:write', creates: true, handle: create },
  'issues/update-comment': { access: 'issues|pull_requests:write', handle: update },
  'reactions/create-for-issue-comment': {
    access: 'issues|pull_requests:write',
    creates: true,
    handle: react,
  },
};
