import type { TreeFile } from '../../python/model/source-tree.ts';
import type { GitHubClient } from './client.ts';

export interface TreeListing {
  /** Files only, sorted by path. Links and submodules are left out: nothing in them is ours to read. */
  readonly files: readonly TreeFile[];
  /** False when GitHub cut the list. */
  readonly complete: boolean;
}

/** Lists a whole tree in one call. `ref` is a commit, a tree or a full reference. */
export async function listTree(
  client: GitHubClient,
  repository: { readonly owner: string; readonly name: string },
  ref: string,
): Promise<TreeListing> {
  const { data } = await client.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    owner: repository.owner,
    repo: repository.name,
    tree_sha: ref,
    recursive: '1',
  });
  const files: TreeFile[] = [];
  for (const { type, mode, path, sha, size } of data.tree) {
    if (type === 'blob' && mode !== '120000') files.push({ path, blob: sha, size: size ?? 0 });
  }
  return { files: sortedByPath(files), complete: !data.truncated };
}

export function sortedByPath(files: readonly TreeFile[]): TreeFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}
