import type { ReviewError } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import type { PullRequestRef, RepositoryRef } from './pull-request.ts';

/** An open pull request with its head, as a list shows it. */
export interface OpenPullRequest {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly draft: boolean;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** Port: what GitHub knows and we may have missed. */
export interface OpenPullRequests {
  /** Every repository the App is installed on, or those of one installation. */
  repositories(installationId?: number): Promise<Result<readonly RepositoryRef[], ReviewError>>;
  /** Open pull requests, the most recently updated first. */
  openIn(repository: RepositoryRef): Promise<Result<readonly OpenPullRequest[], ReviewError>>;
  /** True when the head has a completed check of ours. */
  isReviewed(repository: RepositoryRef, headSha: string): Promise<Result<boolean, ReviewError>>;
  /** Asks GitHub to send failed deliveries again. Answers how many. */
  redeliverFailed(): Promise<Result<number, ReviewError>>;
}
