/** Webhook payloads, one function an event. */
import type { Account } from '../accounts.ts';
import type { CheckRun, CheckSuite } from '../checks.ts';
import type { IssueComment } from '../conversation.ts';
import { nodeId } from '../ids.ts';
import type { Installation } from '../installation.ts';
import type { JsonObject } from '../json.ts';
import type { SimulatedPullRequest } from '../pull-request.ts';
import type { SimulatedRepository } from '../repository.ts';
import type { World } from '../world.ts';
import { appJson, installationJson, userJson } from './account.ts';
import { checkRunJson, checkSuiteJson } from './checks.ts';
import { associationOf, issueCommentJson, pullRequestJson } from './pull-request.ts';
import {
  apiUrl,
  fullRepositoryJson,
  repositoryNameJson,
  simpleCommitJson,
  webUrl,
} from './repository.ts';

/** What every event about a repository carries. */
function surroundings(repository: SimulatedRepository, sender: Account): JsonObject {
  const { world } = repository;
  const installation = world.apps.installationOf(repository.id);
  return {
    repository: { ...fullRepositoryJson(repository), custom_properties: {} },
    ...(repository.owner.type === 'Organization'
      ? { organization: organizationJson(world, repository.owner) }
      : {}),
    sender: userJson(world, sender),
    ...(installation === undefined
      ? {}
      : { installation: { id: installation.id, node_id: nodeId('MDIz', installation.id) } }),
  };
}

function organizationJson(world: World, { id, login }: Account): JsonObject {
  const url = `${world.url}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId('O', id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/${id}`,
    description: null,
  };
}

const mergeSettings = {
  allow_auto_merge: false,
  allow_update_branch: false,
  delete_branch_on_merge: false,
  merge_commit_message: 'PR_TITLE',
  merge_commit_title: 'MERGE_MESSAGE',
  squash_merge_commit_message: 'COMMIT_MESSAGES',
  squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
  use_squash_pr_title_as_default: false,
  allow_merge_commit: true,
  allow_rebase_merge: true,
  allow_squash_merge: true,
};

export async function pullRequestPayload(
  pull: SimulatedPullRequest,
  action: string,
  extra: JsonObject,
): Promise<JsonObject> {
  const { repository } = pull;
  const json = await pullRequestJson(pull);
  return {
    action,
    number: pull.number,
    pull_request: { ...json, ...mergeSettings },
    ...extra,
    ...surroundings(repository, pull.author),
  };
}

export async function checkRunPayload(
  repository: SimulatedRepository,
  run: CheckRun,
  event: { action: string; extra: JsonObject },
): Promise<JsonObject> {
  const suite = await checkSuiteJson(repository, run.suite);
  const pulls = suite['pull_requests'];
  const headBranch = Array.isArray(pulls) && pulls.length === 0 ? null : run.suite.headBranch;
  const app = appJson(repository.world, run.app);
  return {
    action: event.action,
    check_run: {
      ...checkRunJson(repository, run),
      check_suite: { ...suite, head_branch: headBranch },
      app,
      pull_requests: pulls,
    },
    ...event.extra,
    ...surroundings(
      repository,
      event.action === 'created' || event.action === 'completed'
        ? run.app.bot
        : repository.world.accounts.get('alice'),
    ),
  };
}

export async function checkSuitePayload(
  repository: SimulatedRepository,
  suite: CheckSuite,
  action: string,
): Promise<JsonObject> {
  const json = await checkSuiteJson(repository, suite);
  return {
    action,
    check_suite: json,
    ...surroundings(repository, repository.world.accounts.get('alice')),
  };
}

export function installationPayload(
  world: World,
  installation: Installation,
  action: string,
): JsonObject {
  const repositories = installation.repositories().map(repositoryNameJson);
  return {
    action,
    installation: installationJson(world, installation),
    repositories,
    ...(action === 'created' ? {} : { requester: null }),
    sender: userJson(world, world.accounts.get('alice')),
  };
}

export function installationRepositoriesPayload(
  world: World,
  installation: Installation,
  change: { action: 'added' | 'removed'; repositories: readonly SimulatedRepository[] },
): JsonObject {
  const named = change.repositories.map(repositoryNameJson);
  return {
    action: change.action,
    installation: installationJson(world, installation),
    repository_selection: installation.selection,
    repositories_added: change.action === 'added' ? named : [],
    repositories_removed: change.action === 'removed' ? named : [],
    requester: null,
    sender: userJson(world, world.accounts.get('alice')),
  };
}

export interface MergeGroupData {
  readonly headSha: string;
  readonly headRef: string;
  readonly baseSha: string;
  readonly baseRef: string;
}

export async function mergeGroupPayload(
  repository: SimulatedRepository,
  group: MergeGroupData,
  event: { action: 'checks_requested' | 'destroyed'; reason: string | undefined },
): Promise<JsonObject> {
  const commit = await repository.store.commit(group.headSha);
  return {
    action: event.action,
    ...(event.reason === undefined ? {} : { reason: event.reason }),
    merge_group: {
      head_sha: group.headSha,
      head_ref: group.headRef,
      base_sha: group.baseSha,
      base_ref: group.baseRef,
      head_commit: commit === undefined ? null : simpleCommitJson(commit),
    },
    ...surroundings(repository, repository.world.accounts.get('alice')),
  };
}

export async function issueCommentPayload(
  pull: SimulatedPullRequest,
  comment: IssueComment,
): Promise<JsonObject> {
  const { repository } = pull;
  return {
    action: 'created',
    issue: issueJson(pull),
    comment: issueCommentJson(pull, comment),
    ...surroundings(repository, comment.author),
  };
}

/** A pull request as the issue it also is. */
function issueJson(pull: SimulatedPullRequest): JsonObject {
  const { repository, number } = pull;
  const url = `${apiUrl(repository)}/issues/${number}`;
  const html = `${webUrl(repository)}/pull/${number}`;
  return {
    id: pull.id + 1_000_000,
    node_id: nodeId('PR', pull.id),
    number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    state_reason: null,
    locked: false,
    active_lock_reason: null,
    draft: pull.draft,
    user: userJson(repository.world, pull.author),
    author_association: associationOf(repository, pull.author),
    labels: [],
    assignee: null,
    assignees: [],
    milestone: null,
    comments: pull.conversation.comments.length,
    created_at: pull.createdAt,
    updated_at: repository.world.now(),
    closed_at: pull.closedAt,
    url,
    html_url: html,
    repository_url: apiUrl(repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    pull_request: {
      url: `${apiUrl(repository)}/pulls/${number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: null,
    },
    reactions: {
      url: `${url}/reactions`,
      total_count: 0,
      '+1': 0,
      '-1': 0,
      laugh: 0,
      confused: 0,
      heart: 0,
      hooray: 0,
      eyes: 0,
      rocket: 0,
    },
  };
}
