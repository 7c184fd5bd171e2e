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
const MOST_REDELIVERIES = 500;
/** A delivery that failed this often will not succeed. */
const MOST_ATTEMPTS = 5;

interface Services {
  readonly clientFor: ClientFor;
  /** With the rights of the App itself. */
  readonly appClient: () => Promise<GitHubClient>;
  readonly identity: () => Promise<AppIdentity>;
}

export function createOpenPullRequests(services: Services): OpenPullRequests {
  const { clientFor, appClient, identity } = services;
  const asked = new Set<number>();
  return {
    repositories: (only) =>
      attempt('repositories of the App', async () => {
        const repositories: RepositoryRef[] = [];
        const ids = only === undefined ? await installationIds(await appClient()) : [only];
        for (const installationId of ids)
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
      attempt('failed deliveries', async () => redeliverFailed(await appClient(), asked)),
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

/**
 * Each failed attempt is answered by one request for another; `asked` remembers which. An attempt that succeeds fails no more, and
 * one that fails is listed anew. What was accepted meanwhile is known by its id when it comes again.
 */
async function redeliverFailed(client: GitHubClient, asked: Set<number>): Promise<number> {
  const attempts = new Map<string, { readonly newest: number; failures: number }>();
  for await (const { guid, id } of failedAttempts(client)) {
    const known = attempts.get(guid);
    if (known === undefined) attempts.set(guid, { newest: Number(id), failures: 1 });
    else known.failures += 1;
  }
  const listed = [...attempts.values()];
  forgetOthers(asked, new Set(listed.map(({ newest }) => newest)));
  let count = 0;
  for (const { newest, failures } of listed.slice(0, MOST_REDELIVERIES)) {
    if (failures >= MOST_ATTEMPTS || asked.has(newest)) continue;
    asked.add(newest);
    if (await redeliver(client, newest)) count += 1;
  }
  return count;
}

/** Newest first, as far back as GitHub remembers. */
async function* failedAttempts(
  client: GitHubClient,
): AsyncGenerator<{ readonly guid: string; readonly id: number | bigint }> {
  let cursor: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data, headers } = await client.request('GET /app/hook/deliveries', {
      status: 'failure',
      per_page: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield* data;
    cursor = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="next"/u.exec(headers.link ?? '')?.[1];
    if (cursor === undefined) return;
  }
}

function forgetOthers(asked: Set<number>, listed: ReadonlySet<number>): void {
  for (const id of asked) if (!listed.has(id)) asked.delete(id);
}

/** False when GitHub will not: it is too old, or gone. */
async function redeliver(client: GitHubClient, id: number): Promise<boolean> {
  const sent = await attempt('redelivery', () =>
    client.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id }),
  );
  if (sent.ok) return true;
  const { error } = sent;
  const isRefused = error.kind === 'upstream-failed' && error.status === 422;
  if (isRefused || error.kind === 'not-found') return false;
  throw new Error(`The redelivery failed: ${error.kind}`);
}
