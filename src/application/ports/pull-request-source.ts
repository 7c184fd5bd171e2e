import type { ReviewError } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import type { TreeContents } from '../trees/tree-contents.ts';
import type {
  ListedChange,
  PullRequestRef,
  PullRequestSnapshot,
  RepositoryRef,
} from './pull-request.ts';

/** Both trees of a change, with what the review needs of them at hand. */
export interface ChangeTrees {
  readonly base: TreeContents;
  readonly head: TreeContents;
  /** Files that were left out while reading (archive limits, unreadable blobs). */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Port: reads pull requests with as few calls as possible. */
export interface PullRequestSource {
  describe(ref: PullRequestRef): Promise<Result<PullRequestSnapshot, ReviewError>>;
  changeOf(snapshot: PullRequestSnapshot): Promise<Result<ListedChange, ReviewError>>;
  treesOf(
    snapshot: PullRequestSnapshot,
    change: ListedChange,
  ): Promise<Result<ChangeTrees, ReviewError>>;
  /** The first of these files at the tip of a repository of the same owner; null when there is none, or it may not be read. */
  defaultsIn(
    repository: RepositoryRef,
    name: string,
    paths: readonly string[],
  ): Promise<Result<string | null, ReviewError>>;
}
