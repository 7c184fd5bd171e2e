/** Reading a repository: trees, blobs, commits, contents, comparison, tarball. */
import { ApiError, notFound } from '../api-error.ts';
import type { FileDiff } from '../file-diffs.ts';
import { nodeId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Commit, TreeEntry, TreeFile } from '../object-store.ts';
import { isDirectory } from '../object-store.ts';
import type { SimulatedRepository } from '../repository.ts';
import {
  apiUrl,
  commitJson,
  diffEntryJson,
  fullRepositoryJson,
  gitCommitJson,
  webUrl,
} from '../shapes/repository.ts';
import { userJson } from '../shapes/account.ts';
import { pullRequestSimpleJson } from '../shapes/pull-request.ts';
import { tarballPath } from '../tarball.ts';
import type { Call, Reply, Routes } from './route.ts';
import { ok, page, repositoryOf, text } from './route.ts';

const mostTreeEntries = 100_000;
const mostFilesOfComparison = 300;
const mostFilesOfCommit = 3_000;
const blobLimit = 100 * 1024 * 1024;
const inlineContentLimit = 1024 * 1024;

/** A commit by branch, reference or id, as seen through a repository. */
export async function commitAt(
  call: Call,
  repository: SimulatedRepository,
  ref: string,
): Promise<Commit> {
  const sha = await repository.resolve(ref);
  const commit = sha === undefined ? undefined : await repository.store.commit(sha);
  if (commit === undefined || hiddenForkHead(call, repository, ref)) throw notFound();
  return commit;
}

function hiddenForkHead(call: Call, repository: SimulatedRepository, ref: string): boolean {
  const ofFork = [...repository.pulls.values()].some(
    (pull) => pull.fromFork && pull.headSha === ref,
  );
  return ofFork && call.world.quirks.strike('forkHeadNotInBase') !== undefined;
}

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

async function directEntries(repository: SimulatedRepository, tree: string): Promise<TreeFile[]> {
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

async function getBlob(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const sha = text(call.path, 'file_sha');
  const blob = await repository.store.blob(sha);
  if (blob === undefined) throw notFound();
  if (blob.length > blobLimit)
    throw new ApiError(
      403,
      'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.',
    );
  if (wantsRaw(call))
    return {
      status: 200,
      raw: blob,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    };
  const content = base64Lines(blob);
  return ok({
    sha,
    node_id: nodeId('B', sha),
    size: blob.length,
    url: `${apiUrl(repository)}/git/blobs/${sha}`,
    content,
    encoding: 'base64',
  });
}

/** GitHub breaks base64 into lines of 60 characters. */
function base64Lines(content: Buffer): string {
  return content.toString('base64').replace(/.{1,60}/g, '$&\n');
}

function wantsRaw(call: Call): boolean {
  return /application\/vnd\.github\.(v3\.)?raw/.test(call.accept);
}

async function getContent(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const path = text(call.path, 'path').replace(/^\/+|\/+$/g, '');
  const ref = text(call.query, 'ref') || repository.defaultBranch;
  const commit = await commitAt(call, repository, ref);
  const entry = await repository.store.entryAt(commit.tree, path);
  if (entry === undefined) throw notFound();
  if (!isDirectory(entry)) return fileReply(call, repository, { entry, path, ref });
  const children = await directEntries(repository, entry.sha);
  const below = await Promise.all(
    children.slice(0, 1_000).map(async (child) => {
      const size = isDirectory(child) ? 0 : ((await repository.store.size(child.sha)) ?? 0);
      const place = { path: path === '' ? child.path : `${path}/${child.path}`, ref, size };
      return contentJson(repository, { ...child, name: child.path }, place);
    }),
  );
  return ok(below);
}

async function fileReply(
  call: Call,
  repository: SimulatedRepository,
  at: { entry: TreeEntry; path: string; ref: string },
): Promise<Reply> {
  const { entry, path, ref } = at;
  const blob = await repository.store.blob(entry.sha);
  if (blob === undefined) throw notFound();
  if (wantsRaw(call))
    return {
      status: 200,
      raw: blob,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    };
  const base = contentJson(repository, entry, { path, ref, size: blob.length });
  if (entry.mode === '120000')
    return ok({ ...base, type: 'symlink', target: blob.toString('utf8') });
  if (blob.length > blobLimit)
    throw new ApiError(403, 'This API returns blobs up to 100 MB in size.');
  const inline = blob.length <= inlineContentLimit;
  return ok({
    ...base,
    content: inline ? base64Lines(blob) : '',
    encoding: inline ? 'base64' : 'none',
  });
}

function contentJson(
  repository: SimulatedRepository,
  entry: TreeEntry,
  at: { path: string; ref: string; size: number },
): JsonObject {
  const path = encodeURI(at.path);
  const url = `${apiUrl(repository)}/contents/${path}?ref=${at.ref}`;
  const directory = isDirectory(entry);
  const git = `${apiUrl(repository)}/git/${directory ? 'trees' : 'blobs'}/${entry.sha}`;
  const html = `${webUrl(repository)}/${directory ? 'tree' : 'blob'}/${at.ref}/${path}`;
  const type = directory
    ? 'dir'
    : entry.mode === '120000'
      ? 'symlink'
      : entry.mode === '160000'
        ? 'submodule'
        : 'file';
  return {
    type,
    name: entry.name,
    path: at.path,
    sha: entry.sha,
    size: at.size,
    url,
    git_url: git,
    html_url: html,
    download_url: directory ? null : `${webUrl(repository)}/raw/${at.ref}/${path}`,
    _links: { self: url, git, html },
  };
}

async function getCommit(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const commit = await commitAt(call, repository, text(call.path, 'ref'));
  if (call.accept.includes('vnd.github.sha'))
    return {
      status: 200,
      raw: Buffer.from(commit.sha),
      headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' },
    };
  const files = (await repository.diffs.between(commit.parents[0], commit.sha)).slice(
    0,
    mostFilesOfCommit,
  );
  const shown = page(call, files, 300);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  const stats = { additions, deletions, total: additions + deletions };
  const listed = (call.query['per_page'] === undefined ? files.slice(0, 300) : shown.items).map(
    (file) => diffEntryJson(repository, file, commit.sha),
  );
  return {
    status: 200,
    body: { ...commitJson(repository, commit), stats, files: listed },
    headers: shown.headers,
  };
}

async function compare(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const [baseRef = '', headRef = ''] = text(call.path, 'basehead')
    .split('...')
    .map((ref) => ref.slice(ref.indexOf(':') + 1));
  const base = await commitAt(call, repository, baseRef);
  const head = await commitAt(call, repository, headRef);
  const { mergeBase, ahead, behind } = await repository.divergence(base.sha, head.sha);
  const mergeBaseCommit =
    mergeBase === undefined ? undefined : await repository.store.commit(mergeBase);
  if (mergeBaseCommit === undefined)
    throw new ApiError(404, `No common ancestor between ${baseRef} and ${headRef}.`);
  const status =
    ahead.length > 0
      ? behind.length > 0
        ? 'diverged'
        : 'ahead'
      : behind.length > 0
        ? 'behind'
        : 'identical';
  const commits =
    call.query['per_page'] === undefined
      ? { items: ahead.slice(0, 250).toReversed(), headers: {} }
      : page(call, ahead.toReversed());
  const url = `${apiUrl(repository)}/compare/${base.sha}...${head.sha}`;
  const web = `${webUrl(repository)}/compare/${base.sha}...${head.sha}`;
  const body = {
    url,
    html_url: web,
    permalink_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: commitJson(repository, base),
    merge_base_commit: commitJson(repository, mergeBaseCommit),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: commits.items.map((commit) => commitJson(repository, commit)),
    files: await comparedFiles(call, repository, {
      mergeBase: mergeBaseCommit.sha,
      head: head.sha,
    }),
  };
  return { status: 200, body, headers: commits.headers };
}

/** Files come with the first page only. */
async function comparedFiles(
  call: Call,
  repository: SimulatedRepository,
  ends: { mergeBase: string; head: string },
): Promise<JsonObject[]> {
  if (Number(call.query['page'] ?? 1) > 1) return [];
  const files = await repository.diffs.between(ends.mergeBase, ends.head);
  return withoutPatches(call, files.slice(0, mostFilesOfComparison)).map((file) =>
    diffEntryJson(repository, file, ends.head),
  );
}

/** The quirk noPatch. */
export function withoutPatches(call: Call, files: readonly FileDiff[]): readonly FileDiff[] {
  const struck = call.world.quirks.strike('noPatch');
  if (struck === undefined) return files;
  return files.map((file) =>
    struck.paths?.includes(file.change.path) === false ? file : { ...file, patch: undefined },
  );
}

async function tarball(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const commit = await commitAt(call, repository, text(call.path, 'ref') || 'HEAD');
  return {
    status: 302,
    headers: { location: call.world.url + tarballPath(call.world, repository, commit.sha) },
  };
}

async function getRef(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const ref = `refs/${text(call.path, 'ref')}`;
  const sha = repository.refs.get(ref);
  if (sha === undefined) throw notFound();
  const url = `${apiUrl(repository)}/git`;
  return ok({
    ref,
    node_id: nodeId('REF', ref),
    url: `${url}/${ref}`,
    object: { type: 'commit', sha, url: `${url}/commits/${sha}` },
  });
}

async function getBranch(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const name = text(call.path, 'branch');
  const sha = repository.branch(name);
  if (sha === undefined) throw new ApiError(404, 'Branch not found');
  const url = `${apiUrl(repository)}/branches/${name}`;
  const commit = commitJson(repository, await commitAt(call, repository, sha));
  const protection = {
    enabled: false,
    required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
  };
  return ok({
    name,
    commit,
    _links: { self: url, html: `${webUrl(repository)}/tree/${name}` },
    protected: false,
    protection,
    protection_url: `${url}/protection`,
  });
}

async function pullsOfCommit(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const { sha } = await commitAt(call, repository, text(call.path, 'commit_sha'));
  const open = [...repository.pulls.values()].filter(
    (pull) => pull.state === 'open' && !pull.fromFork,
  );
  const held = await Promise.all(
    open.map(async (pull) => ({
      pull,
      holds: (await pull.commits()).some((commit) => commit.sha === sha),
    })),
  );
  const struck = call.world.quirks.strike('forkNoPulls') !== undefined;
  const shown = page(call, struck ? [] : held.filter((item) => item.holds));
  return {
    status: 200,
    body: shown.items.map((item) => pullRequestSimpleJson(item.pull)),
    headers: shown.headers,
  };
}

function collaboratorPermission(call: Call): Reply {
  const repository = repositoryOf(call);
  const login = text(call.path, 'username');
  const account = call.world.accounts.find(login);
  if (account === undefined) throw notFound();
  const permission = repository.permissionOf(login);
  const level = { admin: 3, write: 2, read: 1, none: 0 }[permission];
  const permissions = {
    pull: level >= 1,
    triage: level >= 2,
    push: level >= 2,
    maintain: level >= 3,
    admin: level >= 3,
  };
  return ok({
    permission,
    role_name: permission,
    user: { ...userJson(call.world, account), permissions, role_name: permission },
  });
}

export const contentRoutes: Routes = {
  'repos/get': {
    access: 'metadata:read',
    handle: (call) => ok(fullRepositoryJson(repositoryOf(call))),
  },
  'repos/get-branch': { access: 'contents:read', handle: getBranch },
  'repos/get-commit': { access: 'contents:read', handle: getCommit },
  'repos/get-content': { access: 'contents:read', handle: getContent },
  'repos/get-collaborator-permission-level': {
    access: 'metadata:read',
    handle: collaboratorPermission,
  },
  'repos/list-pull-requests-associated-with-commit': {
    access: 'pull_requests:read',
    handle: pullsOfCommit,
  },
  'repos/compare-commits-with-basehead': { access: 'contents:read', handle: compare },
  'repos/download-tarball-archive': { access: 'contents:read', handle: tarball },
  'git/get-blob': { access: 'contents:read', handle: getBlob },
  'git/get-commit': {
    access: 'contents:read',
    handle: async (call) =>
      ok(
        gitCommitJson(
          repositoryOf(call),
          await commitAt(call, repositoryOf(call), text(call.path, 'commit_sha')),
        ),
      ),
  },
  'git/get-ref': { access: 'contents:read', handle: getRef },
  'git/get-tree': { access: 'contents:read', handle: getTree },
};
