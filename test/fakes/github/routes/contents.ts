/** Reading files: blobs, contents, the tarball; and what else is read of a repository as such. */
import { ApiError, notFound } from '../api-error.ts';
import { nodeId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { TreeEntry } from '../object-store.ts';
import { isDirectory } from '../object-store.ts';
import type { SimulatedRepository } from '../repository.ts';
import { apiUrl, commitJson, fullRepositoryJson, webUrl } from '../shapes/repository.ts';
import { userJson } from '../shapes/account.ts';
import { tarballPath } from '../tarball.ts';
import { commitAt } from './commit-at.ts';
import type { Call, Reply, Routes } from './route.ts';
import { ok, repositoryOf, text } from './route.ts';
import { directEntries } from './trees.ts';

const blobLimit = 100 * 1024 * 1024;
const inlineContentLimit = 1024 * 1024;

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
  'repos/get-content': { access: 'contents:read', handle: getContent },
  'repos/get-collaborator-permission-level': {
    access: 'metadata:read',
    handle: collaboratorPermission,
  },
  'repos/download-tarball-archive': { access: 'contents:read', handle: tarball },
  'git/get-blob': { access: 'contents:read', handle: getBlob },
  'git/get-ref': { access: 'contents:read', handle: getRef },
};
