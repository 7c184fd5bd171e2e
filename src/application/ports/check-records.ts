import type { CheckRef } from './review-publisher.ts';
import type { PullRequestRef } from './pull-request.ts';

/** How a check ended. Only `reviewed` answers for its head: the others are reviewed again when asked. */
export type CheckEnd = 'reviewed' | 'superseded' | 'failed';

/** A check that we owe GitHub, or have completed. */
export interface CheckRecord {
  readonly ref: CheckRef;
  /** Null between the decision to create it and GitHub's answer. */
  readonly checkRunId: number | null;
  /** A worker has begun to review this head. */
  readonly started: boolean;
  /** Null while it is open. */
  readonly end: CheckEnd | null;
  /** Tip of the base branch it was reviewed against; empty while it is open. */
  readonly baseSha: string;
  /** Digest of the Review; empty when there is none. */
  readonly digest: string;
}

/**
 * Port: the check runs of ours. It makes sure that two processes never create the same one, and that each is ended. Losing
 * it loses no review: GitHub is asked then.
 */
export interface CheckRecords {
  /** True on a new database, and when the old one was lost. */
  isEmpty(): Promise<boolean>;
  /** The check that was opened last, of whatever head: what is posted reflects it. */
  newestOf(pullRequest: PullRequestRef): Promise<CheckRecord | null>;
  /** The newest thousand of the pull request, newest first. */
  ofPullRequest(pullRequest: PullRequestRef): Promise<readonly CheckRecord[]>;
  /** Newest first. */
  ofHead(pullRequest: PullRequestRef, headSha: string): Promise<readonly CheckRecord[]>;
  /** Checks of the pull request that have not ended. */
  openOf(pullRequest: PullRequestRef): Promise<readonly CheckRecord[]>;
  /** Open checks that nobody has touched for this long. */
  abandoned(olderThanSeconds: number): Promise<readonly CheckRecord[]>;
  /** Numbers of the pull requests that had this head. */
  numbersAt(repositoryId: number, headSha: string): Promise<readonly number[]>;
  find(externalId: string): Promise<CheckRecord | null>;
  /** True for the one caller that may create the check run. */
  claim(ref: CheckRef): Promise<boolean>;
  created(ref: CheckRef, checkRunId: number): Promise<void>;
  started(ref: CheckRef): Promise<void>;
  ended(
    ref: CheckRef,
    result: { readonly end: CheckEnd; readonly baseSha: string; readonly digest: string },
  ): Promise<void>;
}
