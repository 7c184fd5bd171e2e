import type { GitFailure } from '../../adapters/git/git-tree.ts';

/** What the user asked for cannot be done: one sentence with the place and the remedy. */
export interface InputProblem {
  readonly message: string;
}

export function problemOfGit(failure: GitFailure): InputProblem {
  return { message: sentenceOf(failure) };
}

function sentenceOf(failure: GitFailure): string {
  switch (failure.kind) {
    case 'not-a-work-tree':
      return `${failure.path} is not in a git repository. Give revisions inside one, or two folders with --base DIR --head DIR.`;
    case 'unknown-revision':
      if (failure.revision.trim() === '')
        return 'A revision is empty. Give a branch, tag or commit.';
      return `Git knows no revision ${failure.revision} here. Fetch it first, or give a branch, tag or commit that exists.`;
    case 'no-merge-base':
      return `${failure.base} and ${failure.head} have no common ancestor. In a shallow clone, fetch more history (git fetch --unshallow).`;
    case 'git-missing':
      return 'The git command was not found. Install git, or compare two folders.';
    case 'git-failed':
      return `Git failed: ${failure.message}`;
  }
}
