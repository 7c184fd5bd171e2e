import type { ReviewPublisher } from '../../application/ports/review-publisher.ts';
import type { CheckRef } from '../../application/ports/review-publisher.ts';
import type { PullRequestRef } from '../../application/ports/pull-request.ts';
import type { ReviewError } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import type { CheckCall } from './check-runs.ts';
import { completeCheckRun, openCheckRun, stateOfCheckRun } from './check-runs.ts';
import type { ClientFor, GitHubClient } from './client.ts';
import { attempt } from './failures.ts';
import type { CommentCall } from './review-comments.ts';
import { createReview, listOwnComments, updateComment } from './review-comments.ts';

/** The App as it is known on GitHub. */
export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
}

interface Services {
  readonly clientFor: ClientFor;
  /** Asked once a process. */
  readonly identity: () => Promise<AppIdentity>;
}

export function createReviewPublisher({ clientFor, identity }: Services): ReviewPublisher {
  async function onCheck<T>(
    ref: CheckRef,
    work: (call: CheckCall) => Promise<Result<T, ReviewError>>,
  ): Promise<Result<T, ReviewError>> {
    const access = await accessTo(ref.pullRequest);
    if (!access.ok) return access;
    return work({ ref, client: access.value.client, appId: access.value.app.id });
  }

  async function onComments<T>(
    ref: PullRequestRef,
    work: (call: CommentCall) => Promise<Result<T, ReviewError>>,
  ): Promise<Result<T, ReviewError>> {
    const access = await accessTo(ref);
    if (!access.ok) return access;
    return work({ ref, client: access.value.client, login: `${access.value.app.slug}[bot]` });
  }

  function accessTo({
    repository,
  }: PullRequestRef): Promise<
    Result<{ readonly client: GitHubClient; readonly app: AppIdentity }, ReviewError>
  > {
    return attempt('access token', async () => ({
      client: await clientFor(repository.installationId),
      app: await identity(),
    }));
  }

  return {
    openCheck: (ref, status, mayExist) =>
      onCheck(ref, (call) => openCheckRun(call, status, mayExist)),
    checkState: (ref, id) => onCheck(ref, (call) => stateOfCheckRun(call, id)),
    completeCheck: (ref, id, completion) =>
      onCheck(ref, (call) => completeCheckRun(call, id, completion)),
    postedOn: (ref) =>
      onComments(ref, async (call) => {
        const comments = await listOwnComments(call);
        return comments.ok ? ok({ comments: comments.value }) : comments;
      }),
    postReview: (ref, review) => onComments(ref, (call) => createReview(call, review)),
    editComment: (ref, comment, body) =>
      onComments(ref, (call) => updateComment(call, comment, body)),
  };
}
