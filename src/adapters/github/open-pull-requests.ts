import type {
  OpenPullRequest,
  OpenPullRequests,
} from '../../application/ports/open-pull-requests.ts';
import type { RepositoryRef } from '../../application/ports/pull-request.ts';
import { CHECK_NAME } from './check-runs.ts';
import type { ClientFor, GitHubClient } from './client.ts';
import { attempt } from './failures.ts';
import type { AppIdentity } from './review-publisher.ts';

const PAGE = 100;
/** Bounds of one sweep: installations and repositories by pages, deliveries by number. */
const MOST_PAGES = 50;
const MOST_REDELIVERIES = 100;

interface Services {
  readonly clientFor: ClientFor;
  /** With the rights of the App itself. */
  readonly appClient: () => Promise<GitHubClient>;
  readonly identity: () => Promise<AppIdentity>;
}

export function createOpenPullRequests(services: Services): OpenPullRequests {
  const { clientFor, appClient, identity } = services;
  return {
    repositories: () =>
      attempt('repositories of the App', async () => {
        const repositories: RepositoryRef[] = [];
        for (const installationId of await installationIds(await appClient()))
          repositories.push(
            ...(await repositoriesOf(await clientFor(installationId), installationId)),
          );
        return repositories;
      }),
    openIn: (repository) =>
      attempt('open pull requests', async () =>
        openIn(await clientFor(repository.installationId), repository),
      ),
    isReviewed: (repository, headSha) =>
      attempt('check runs', async () => {
        const client = await clientFor(repository.installationId);
        const { data } = await client.request(
          'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
          {
            owner: repository.owner,
            repo: repository.name,
            ref: headSha,
            check_name: CHECK_NAME,
            app_id: (await identity()).id,
            status: 'completed',
          },
        );
        return data.total_count > 0;
      }),
    redeliverFailed: () =>
      attempt('failed deliveries', async () => redeliverFailed(await appClient())),
  };
}

async function installationIds(client: GitHubClient): Promise<number[]> {
  const ids: number[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await client.request('GET /app/installations', { per_page: PAGE, page });
    for (const { id, suspended_at: suspendedAt } of data) if (!suspendedAt) ids.push(id);
    if (data.length < PAGE) break;
  }
  return ids;
}

async function repositoriesOf(
  client: GitHubClient,
  installationId: number,
): Promise<RepositoryRef[]> {
  const repositories: RepositoryRef[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await client.request('GET /installation/repositories', {
      per_page: PAGE,
      page,
    });
    for (const { id, name, owner } of data.repositories)
      repositories.push({ id: Number(id), owner: owner.login, name, installationId });
    if (data.repositories.length < PAGE) break;
  }
  return repositories;
}

/** One page: the hundred that were updated last. */
async function openIn(client: GitHubClient, repository: RepositoryRef): Promise<OpenPullRequest[]> {
  const { data } = await client.request('GET /repos/{owner}/{repo}/pulls', {
    owner: repository.owner,
    repo: repository.name,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: PAGE,
  });
  return data.map(({ number, head, draft, updated_at: updatedAt }) => ({
    ref: { repository, number },
    headSha: head.sha,
    draft: draft ?? false,
    updatedAt,
  }));
}

/** A delivery counts as failed while none of its attempts has succeeded. */
async function redeliverFailed(client: GitHubClient): Promise<number> {
  const { data } = await client.request('GET /app/hook/deliveries', { per_page: PAGE });
  const succeeded = new Set(
    data.filter(({ status_code: code }) => code >= 200 && code < 300).map(({ guid }) => guid),
  );
  const failed = new Map<string, number>();
  for (const { guid, id } of data) if (!succeeded.has(guid)) failed.set(guid, Number(id));
  const chosen = [...failed.values()].slice(0, MOST_REDELIVERIES);
  for (const id of chosen) {
    await client.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
  }
  return chosen.length;
}
