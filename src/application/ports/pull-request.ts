/** Names of things on GitHub, as every port speaks of them. */
export interface RepositoryRef {
  /** Numeric id: survives renames and transfers. */
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly installationId: number;
}

export interface PullRequestRef {
  readonly repository: RepositoryRef;
  readonly number: number;
}

/** A pull request as it is now. */
export interface PullRequestSnapshot {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  /** Tip of the base branch. */
  readonly baseSha: string;
  readonly baseBranch: string;
  readonly draft: boolean;
  readonly open: boolean;
  readonly fromFork: boolean;
}

/** A changed file as GitHub lists it. `patch` is null when GitHub leaves it out (binary, pure rename, too large). */
export interface ListedFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status:
    'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged';
  readonly patch: string | null;
}

/** What GitHub says of a change. `complete` is false when the list was cut at GitHub's limit. */
export interface ListedChange {
  readonly mergeBase: string;
  readonly files: readonly ListedFile[];
  readonly complete: boolean;
}

/** `owner/name#12`, for logs and messages. */
export function nameOf(ref: PullRequestRef): string {
  return `${ref.repository.owner}/${ref.repository.name}#${ref.number}`;
}
