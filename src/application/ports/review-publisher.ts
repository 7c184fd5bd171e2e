import type { ReviewError } from '../../domain/error.ts';
import type { Side } from '../../domain/finding.ts';
import type { Result } from '../../domain/result.ts';
import type { CheckConclusion } from '../../engine/config.ts';
import type { PullRequestRef } from './pull-request.ts';

/** One of our comments as it stands on GitHub. `body` is the text as posted, marker included. */
export interface PostedComment {
  readonly id: number;
  readonly body: string;
  readonly path: string;
}

/** Everything of ours on a pull request. */
export interface PostedState {
  readonly comments: readonly PostedComment[];
}

export interface NewComment {
  readonly path: string;
  readonly side: Side;
  readonly line: number;
  readonly body: string;
}

export interface CheckAnnotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

export interface CheckOutput {
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
}

/** Conclusions a run of ours can end with. `cancelled` and `skipped`: superseded by a newer head, or nothing to do. */
export type RunConclusion = CheckConclusion | 'cancelled' | 'skipped';

/** Identifies one run of the check across retries: the same external id finds the same check run again. */
export interface CheckRef {
  readonly pullRequest: PullRequestRef;
  readonly headSha: string;
  /** `owner/repo#n@sha`, plus the attempt for re-runs. */
  readonly externalId: string;
}

/** How a check run stands on GitHub. */
export interface CheckState {
  readonly completed: boolean;
  /** Empty while it has none. */
  readonly title: string;
  /** Annotations that an earlier attempt added; they cannot be taken back. */
  readonly annotations: number;
}

/** A review to be posted. */
export interface NewReview {
  readonly headSha: string;
  readonly body: string;
  readonly comments: readonly NewComment[];
}

/** Port: makes GitHub match a Review. Every call may be repeated: it finds what an earlier attempt already did. */
export interface ReviewPublisher {
  /**
   * Creates the check run and answers its id. `mayExist`: an earlier attempt may have got as far, so GitHub is asked first.
   */
  openCheck(
    ref: CheckRef,
    status: 'queued' | 'in_progress',
    mayExist: boolean,
  ): Promise<Result<number, ReviewError>>;
  checkState(ref: CheckRef, checkRunId: number): Promise<Result<CheckState, ReviewError>>;
  /** `skipAnnotations`: how many of them are there already. */
  completeCheck(
    ref: CheckRef,
    checkRunId: number,
    completion: {
      readonly conclusion: RunConclusion;
      readonly output: CheckOutput;
      readonly skipAnnotations?: number;
    },
  ): Promise<Result<void, ReviewError>>;
  postedOn(ref: PullRequestRef): Promise<Result<PostedState, ReviewError>>;
  /** One review with event COMMENT. Answers the comments that GitHub refused (422), to be shown elsewhere. */
  postReview(
    ref: PullRequestRef,
    review: NewReview,
  ): Promise<Result<{ readonly refused: readonly NewComment[] }, ReviewError>>;
  editComment(
    ref: PullRequestRef,
    comment: PostedComment,
    body: string,
  ): Promise<Result<void, ReviewError>>;
}
