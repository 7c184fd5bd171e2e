/** Trees: one level or all of them. */
import type { JsonObject } from '../json.ts';
import type { TreeFile } from '../object-store.ts';
import { isDirectory } from '../object-store.ts';
import type { SimulatedRepository } from '../repository.ts';
import { apiUrl } from '../shapes/repository.ts';
import { commitAt } from './commit-at.ts';
import type { Call, Reply, Routes } from './route.ts';
import { ok, repositoryOf, text } from './route.ts';

const mostTreeEntries = 100_000;

async function getTree(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const ref = text(call.path, 'tree_sha');
  const known = await repository.store.tree(ref);
  const sha = known === undefined ? (await commitAt(call, repository, ref)).tree : ref;
  // Any value switches recursion on, "0" and "false" included.
  const recursive = call.query['recursive'] !== undefined;
  const entries = recursive
    ? await recursiveEntries(repository, sha)
    : await directEntries(repository, sha);
  const struck = recursive ? call.world.quirks.strike('truncatedTree') : undefined;
  const limit =
    struck === undefined ? mostTreeEntries : (struck.entries ?? Math.floor(entries.length / 2));
  const tree = await Promise.all(
    entries.slice(0, limit).map((entry) => treeEntryJson(repository, entry)),
  );
  return ok({
    sha,
    url: `${apiUrl(repository)}/git/trees/${sha}`,
    tree,
    truncated: entries.length > limit,
  });
}

export async function directEntries(
  repository: SimulatedRepository,
  tree: string,
): Promise<TreeFile[]> {
  const entries = (await repository.store.tree(tree)) ?? [];
  return entries.map(({ name, mode, sha }) => ({ path: name, mode, sha }));
}

/** Files and directories, as GitHub lists them: a directory before what is in it. */
async function recursiveEntries(
  repository: SimulatedRepository,
  tree: string,
): Promise<TreeFile[]> {
  const found: TreeFile[] = [];
  const pending: TreeFile[] = (await directEntries(repository, tree)).reverse();
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    found.push(entry);
    if (!isDirectory(entry)) continue;
    const { path } = entry;
    const below = await directEntries(repository, entry.sha);
    for (const child of below.reverse()) pending.push({ ...child, path: `${path}/${child.path}` });
  }
  return found;
}

async function treeEntryJson(
  repository: SimulatedRepository,
  entry: TreeFile,
): Promise<JsonObject> {
  const { path, sha } = entry;
  const mode = entry.mode.padStart(6, '0');
  if (mode === '160000') return { path, mode, type: 'commit', sha };
  if (isDirectory(entry))
    return { path, mode, type: 'tree', sha, url: `${apiUrl(repository)}/git/trees/${sha}` };
  const size = await repository.store.size(sha);
  return {
    path,
    mode,
    type: 'blob',
    sha,
    ...(size === undefined ? {} : { size }),
    url: `${apiUrl(repository)}/git/blobs/${sha}`,
  };
}

export const treeRoutes: Routes = { 'git/get-tree': { access: 'contents:read', handle: getTree } };
