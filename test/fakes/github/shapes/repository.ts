/** Repositories, commits and files as the API shows them. */
import type { FileDiff } from '../file-diffs.ts';
import { nodeId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { timestamp } from '../json.ts';
import type { Commit, Signature } from '../object-store.ts';
import type { SimulatedRepository } from '../repository.ts';
import { userJson } from './account.ts';

const urlTemplates: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

export function apiUrl(repository: SimulatedRepository): string {
  return `${repository.world.url}/repos/${repository.fullName}`;
}

export function webUrl(repository: SimulatedRepository): string {
  return `${repository.world.url}/web/${repository.fullName}`;
}

export function repositoryJson(repository: SimulatedRepository): JsonObject {
  const { id, name, fullName, isPrivate, createdAt, pulls } = repository;
  const url = apiUrl(repository);
  const open = [...pulls.values()].filter((pull) => pull.state === 'open').length;
  return {
    id,
    node_id: nodeId('R', id),
    name,
    full_name: fullName,
    owner: userJson(repository.world, repository.owner),
    private: isPrivate,
    html_url: webUrl(repository),
    description: null,
    fork: repository.parent !== undefined,
    url,
    ...Object.fromEntries(Object.entries(urlTemplates).map(([key, path]) => [key, url + path])),
    git_url: `git://127.0.0.1/${fullName}.git`,
    ssh_url: `git@127.0.0.1:${fullName}.git`,
    clone_url: `${webUrl(repository)}.git`,
    svn_url: webUrl(repository),
    mirror_url: null,
    homepage: null,
    language: 'Python',
    ...counts(open),
    default_branch: repository.defaultBranch,
    ...features(isPrivate),
    license: null,
    pushed_at: createdAt,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

function counts(open: number): JsonObject {
  return {
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 1,
    open_issues_count: open,
    forks: 0,
    open_issues: open,
    watchers: 0,
  };
}

function features(isPrivate: boolean): JsonObject {
  return {
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: isPrivate ? 'private' : 'public',
    allow_forking: true,
    web_commit_signoff_required: false,
  };
}

export function fullRepositoryJson(repository: SimulatedRepository): JsonObject {
  return { ...repositoryJson(repository), subscribers_count: 0, network_count: 0 };
}

/** The repository as webhooks of installations name it. */
export function repositoryNameJson(repository: SimulatedRepository): JsonObject {
  const { id, name, fullName, isPrivate } = repository;
  return { id, node_id: nodeId('R', id), name, full_name: fullName, private: isPrivate };
}

function signatureJson({ name, email, at }: Signature): JsonObject {
  return { name, email, date: timestamp(new Date(at * 1000)) };
}

function parentsJson(repository: SimulatedRepository, commit: Commit): JsonObject[] {
  return commit.parents.map((sha) => ({
    sha,
    url: `${apiUrl(repository)}/commits/${sha}`,
    html_url: `${webUrl(repository)}/commit/${sha}`,
  }));
}

const unsigned = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

export function gitCommitJson(repository: SimulatedRepository, commit: Commit): JsonObject {
  const url = apiUrl(repository);
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${webUrl(repository)}/commit/${commit.sha}`,
    author: signatureJson(commit.author),
    committer: signatureJson(commit.committer),
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message.trimEnd(),
    parents: parentsJson(repository, commit),
    verification: unsigned,
  };
}

export function commitJson(repository: SimulatedRepository, commit: Commit): JsonObject {
  const url = `${apiUrl(repository)}/commits/${commit.sha}`;
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    url,
    html_url: `${webUrl(repository)}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${apiUrl(repository)}/git/commits/${commit.sha}`,
      author: signatureJson(commit.author),
      committer: signatureJson(commit.committer),
      message: commit.message.trimEnd(),
      comment_count: 0,
      tree: { sha: commit.tree, url: `${apiUrl(repository)}/git/trees/${commit.tree}` },
      verification: unsigned,
    },
    author: null,
    committer: null,
    parents: parentsJson(repository, commit),
  };
}

/** A commit as check suites and merge groups carry it. */
export function simpleCommitJson(commit: Commit): JsonObject {
  const person = ({ name, email }: Signature): JsonObject => ({ name, email });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message.trimEnd(),
    timestamp: timestamp(new Date(commit.committer.at * 1000)),
    author: person(commit.author),
    committer: person(commit.committer),
  };
}

/** A changed file; `ref` is the commit its links point to. */
export function diffEntryJson(
  repository: SimulatedRepository,
  file: FileDiff,
  ref: string,
): JsonObject {
  const { change } = file;
  const path = encodeURI(change.path);
  return {
    sha: change.headSha ?? change.baseSha ?? null,
    filename: change.path,
    status: change.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${webUrl(repository)}/blob/${ref}/${path}`,
    raw_url: `${webUrl(repository)}/raw/${ref}/${path}`,
    contents_url: `${apiUrl(repository)}/contents/${path}?ref=${ref}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(change.previousPath === undefined ? {} : { previous_filename: change.previousPath }),
  };
}
