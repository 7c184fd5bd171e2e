import type { ListedChange, ListedFile } from '../../application/ports/pull-request.ts';
import type { PullRequestSnapshot } from '../../application/ports/pull-request.ts';
import type { GitHubClient } from './client.ts';

/** A file of a change with the blob GitHub names: in head, or in base for a removed one. */
export interface ListedBlob extends ListedFile {
  readonly blob: string | null;
}

export interface BlobChange extends ListedChange {
  readonly files: readonly ListedBlob[];
}

/** GitHub lists this many files of a comparison, on its first page, and no more. */
const COMPARED_FILES = 300;
const PAGE = 100;
/** GitHub lists this many files of a pull request, and no more. */
const MOST_FILES = 3_000;

interface DiffEntry {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: ListedFile['status'];
  readonly patch?: string;
  readonly sha: string | null;
}

/** Merge base and changed files: one call up to 300 files, then one for each hundred. */
export async function listChange(
  client: GitHubClient,
  snapshot: PullRequestSnapshot,
  headRef: string,
): Promise<BlobChange> {
  const { owner, name } = snapshot.ref.repository;
  const comparison = await client.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner,
    repo: name,
    basehead: `${snapshot.baseSha}...${headRef}`,
    // The commits are of no interest; the files come with the first page whatever its size.
    per_page: 1,
  });
  const { merge_base_commit: mergeBase, files = [] } = comparison.data;
  if (files.length < COMPARED_FILES)
    return { mergeBase: mergeBase.sha, files: files.map(listedFile), complete: true };
  const listed = await listFiles(client, snapshot);
  const complete = listed.length < MOST_FILES;
  return { mergeBase: mergeBase.sha, files: listed, complete };
}

async function listFiles(
  client: GitHubClient,
  { ref: { repository, number } }: PullRequestSnapshot,
): Promise<ListedBlob[]> {
  const files: ListedBlob[] = [];
  for (let page = 1; page <= MOST_FILES / PAGE; page++) {
    const answer = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      owner: repository.owner,
      repo: repository.name,
      pull_number: number,
      per_page: PAGE,
      page,
    });
    files.push(...answer.data.map(listedFile));
    if (answer.data.length < PAGE) break;
  }
  return files;
}

function listedFile(entry: DiffEntry): ListedBlob {
  return {
    path: entry.filename,
    previousPath: entry.previous_filename ?? null,
    status: entry.status,
    patch: entry.patch ?? null,
    blob: entry.sha,
  };
}
