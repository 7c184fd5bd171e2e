import type { Logger } from 'pino';
import { CHECK_NAME, ONCE } from '../../adapters/github/check-runs.ts';
import type { ClientFor } from '../../adapters/github/client.ts';
import { attempt } from '../../adapters/github/failures.ts';
import type { Metrics } from '../../adapters/metrics/metrics.ts';
import { readCommand } from '../../application/command.ts';
import type { CheckRecords } from '../../application/ports/check-records.ts';
import type { OpenPullRequests } from '../../application/ports/open-pull-requests.ts';
import type { PullRequestRef, RepositoryRef } from '../../application/ports/pull-request.ts';
import type { Delivery, ReceiveDelivery } from '../../application/receive-delivery.ts';

/** What is read of payloads. GitHub's types hold a hundred members more. */
interface RepositoryPayload {
  readonly repository: {
    readonly id: number;
    readonly name: string;
    readonly owner: { readonly login: string };
  };
  readonly installation?: { readonly id: number };
}

interface PullRequestPayload extends RepositoryPayload {
  readonly action: string;
  readonly pull_request: {
    readonly number: number;
    readonly draft?: boolean;
    readonly head: { readonly sha: string };
    readonly base: { readonly sha: string };
  };
}

interface CheckPayload {
  readonly head_sha: string;
  readonly pull_requests: readonly ({ readonly number: number } | null)[];
  /** Whose it is. */
  readonly app: { readonly id: number | null } | null;
}

interface CheckRunPayload extends RepositoryPayload {
  readonly action: string;
  readonly check_run: CheckPayload & { readonly external_id: string | null };
}

interface CheckSuitePayload extends RepositoryPayload {
  readonly check_suite: CheckPayload;
}

interface CommentPayload extends RepositoryPayload {
  /** In the conversation: an issue that may be a pull request. */
  readonly issue?: { readonly number: number; readonly pull_request?: unknown };
  /** In answer to an inline comment. */
  readonly pull_request?: { readonly number: number };
  readonly comment: {
    readonly id: number;
    readonly body: string;
    readonly user: { readonly login: string; readonly type?: string } | null;
  };
}

interface MergeGroupPayload {
  readonly repository?: RepositoryPayload['repository'];
  readonly installation?: { readonly id: number };
  readonly merge_group: { readonly head_sha: string };
}

interface InstallationPayload {
  readonly action: string;
  readonly installation: { readonly id: number };
}

/** What the webhooks mean. */
export interface AppEvents {
  pullRequest(id: string, payload: PullRequestPayload): Promise<void>;
  checkRun(id: string, payload: CheckRunPayload): Promise<void>;
  checkSuite(id: string, payload: CheckSuitePayload): Promise<void>;
  comment(id: string, name: string, payload: CommentPayload): Promise<void>;
  mergeGroup(id: string, payload: MergeGroupPayload): Promise<void>;
  installed(id: string, name: string, payload: InstallationPayload): void;
  uninstalled(id: string, name: string, payload: InstallationPayload): void;
}

interface Services {
  readonly appId: number;
  readonly receiver: ReceiveDelivery;
  readonly records: CheckRecords;
  readonly openPullRequests: OpenPullRequests;
  readonly clientFor: ClientFor;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Looks for open pull requests of an installation without a review, in the background. */
  readonly reconcile: (installationId: number) => void;
}

export function createAppEvents(services: Services): AppEvents {
  const { logger, metrics } = services;
  const noted = (id: string, name: string, payload: InstallationPayload): void => {
    const { action, installation } = payload;
    metrics.delivery(name, 'accepted');
    logger.info({ delivery: id, installation: installation.id, action }, name);
  };
  return {
    ...pullRequestEvents(services),
    ...checkEvents(services),
    async mergeGroup(id, { repository, installation, merge_group: { head_sha: headSha } }) {
      if (repository === undefined) return;
      const place = repositoryOf({ repository, ...(installation && { installation }) });
      if (place === null) return;
      await answerMergeQueue(services.clientFor, place, headSha);
      metrics.delivery('merge_group.checks_requested', 'accepted');
      const name = `${place.owner}/${place.name}`;
      logger.info({ delivery: id, repository: name, headSha }, 'merge queue answered');
    },
    installed(id, name, payload) {
      noted(id, name, payload);
      services.reconcile(payload.installation.id);
    },
    uninstalled: noted,
  };
}

function pullRequestEvents(services: Services): Pick<AppEvents, 'pullRequest' | 'comment'> {
  return {
    async pullRequest(id, payload) {
      const { number, draft, head, base } = payload.pull_request;
      const repository = repositoryOf(payload);
      // Drafts get nothing until they are ready, or until somebody asks.
      if (repository === null || draft === true) return;
      await receive(services, {
        id,
        cause: `pull_request.${payload.action}`,
        pullRequests: [{ repository, number }],
        again: false,
        head: { headSha: head.sha, baseSha: base.sha },
      });
    },
    async comment(id, name, payload) {
      const repository = repositoryOf(payload);
      const number = commentedNumber(payload);
      const { body, user } = payload.comment;
      const isCommand = user?.type !== 'Bot' && readCommand(body) !== null;
      if (repository === null || number === null || !isCommand) return;
      if (!(await mayWrite(services.clientFor, repository, user?.login ?? ''))) return;
      const pullRequests = [{ repository, number }];
      await receive(services, {
        id,
        cause: `${name}.created`,
        pullRequests,
        again: true,
        head: null,
      });
      if (payload.issue !== undefined) await acknowledge(services, repository, payload.comment.id);
    },
  };
}

function commentedNumber({ issue, pull_request: pull }: CommentPayload): number | null {
  if (pull !== undefined) return pull.number;
  return issue?.pull_request === undefined ? null : issue.number;
}

/** Shows whoever gave the command that it was heard. A courtesy: the check says the same a moment later. */
async function acknowledge(
  { clientFor, logger }: Services,
  { owner, name, installationId }: RepositoryRef,
  commentId: number,
): Promise<void> {
  const reacted = await attempt('reaction', async () => {
    const client = await clientFor(installationId);
    await client.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
      owner,
      repo: name,
      comment_id: commentId,
      content: 'eyes',
      request: ONCE,
    });
  });
  if (!reacted.ok) logger.warn({ reason: reacted.error.kind }, 'command not acknowledged');
}

function checkEvents(services: Services): Pick<AppEvents, 'checkRun' | 'checkSuite'> {
  return {
    async checkRun(id, payload) {
      const repository = repositoryOf(payload);
      if (repository === null || payload.check_run.app?.id !== services.appId) return;
      const { external_id: externalId, ...check } = payload.check_run;
      const own = numberIn(externalId);
      const pullRequests =
        own === null
          ? await pullRequestsAt(services, repository, check)
          : [{ repository, number: own }];
      const cause = `check_run.${payload.action}`;
      await receive(services, { id, cause, pullRequests, again: true, head: null });
    },
    async checkSuite(id, payload) {
      const repository = repositoryOf(payload);
      if (repository === null || payload.check_suite.app?.id !== services.appId) return;
      const pullRequests = await pullRequestsAt(services, repository, payload.check_suite);
      const cause = 'check_suite.rerequested';
      await receive(services, { id, cause, pullRequests, again: true, head: null });
    },
  };
}

async function receive({ receiver, metrics, logger }: Services, delivery: Delivery): Promise<void> {
  const { id, cause, pullRequests } = delivery;
  const isNew = await receiver.receive(delivery);
  metrics.delivery(cause, isNew ? 'accepted' : 'duplicate');
  const numbers = pullRequests.map(({ number }) => number).join();
  logger.info(
    { delivery: id, cause, repository: repositoryName(pullRequests), numbers },
    isNew ? 'delivery accepted' : 'delivery known',
  );
}

/** Null without an installation: nothing can be done there. */
function repositoryOf({ repository, installation }: RepositoryPayload): RepositoryRef | null {
  if (installation === undefined) return null;
  const { id, name, owner } = repository;
  return { id, owner: owner.login, name, installationId: installation.id };
}

function repositoryName([first]: readonly PullRequestRef[]): string {
  return first === undefined ? '' : `${first.repository.owner}/${first.repository.name}`;
}

/** The pull request that a check of ours was made for: `owner/repo#12@sha`. */
function numberIn(externalId: string | null): number | null {
  const number = /#(\d+)@/u.exec(externalId ?? '')?.[1];
  return number === undefined ? null : Number(number);
}

/** The pull requests of a commit. For those of forks GitHub names none: our records know, or the list of open ones. */
async function pullRequestsAt(
  { records, openPullRequests }: Services,
  repository: RepositoryRef,
  check: CheckPayload,
): Promise<readonly PullRequestRef[]> {
  const named = check.pull_requests.flatMap((pull) => (pull === null ? [] : [pull.number]));
  if (named.length > 0) return named.map((number) => ({ repository, number }));
  const recorded = await records.numbersAt(repository.id, check.head_sha);
  if (recorded.length > 0) return recorded.map((number) => ({ repository, number }));
  const open = await openPullRequests.openIn(repository);
  if (!open.ok) throw new Error(`The open pull requests cannot be listed: ${open.error.kind}`);
  return open.value.filter(({ headSha }) => headSha === check.head_sha).map(({ ref }) => ref);
}

async function mayWrite(
  clientFor: ClientFor,
  { owner, name, installationId }: RepositoryRef,
  username: string,
): Promise<boolean> {
  const asked = await attempt('permission', async () => {
    const client = await clientFor(installationId);
    return client.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
      owner,
      repo: name,
      username,
    });
  });
  if (asked.ok) return ['admin', 'write'].includes(asked.value.data.permission);
  if (asked.error.kind === 'not-found') return false;
  throw new Error(`The permission of the author cannot be read: ${asked.error.kind}`);
}

/** A merge queue that requires the check waits for it. Each pull request had its review before it was queued. */
async function answerMergeQueue(
  clientFor: ClientFor,
  { owner, name, installationId }: RepositoryRef,
  headSha: string,
): Promise<void> {
  const client = await clientFor(installationId);
  await client.request('POST /repos/{owner}/{repo}/check-runs', {
    owner,
    repo: name,
    name: CHECK_NAME,
    head_sha: headSha,
    status: 'completed',
    conclusion: 'neutral',
    output: {
      title: 'Reviewed before it was queued',
      summary: 'Pull requests are reviewed one by one. A merge queue only combines them.',
    },
    request: ONCE,
  });
}
