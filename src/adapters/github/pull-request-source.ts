import type { BlobStore } from '../../application/ports/blob-store.ts';
import type { PullRequestSource } from '../../application/ports/pull-request-source.ts';
import type {
  PullRequestRef,
  PullRequestSnapshot,
  RepositoryRef,
} from '../../application/ports/pull-request.ts';
import type { AskedFor } from '../../engine/asked-files.ts';
import type { ReviewError } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import { readTrees } from './change-trees.ts';
import type { ClientFor, GitHubClient } from './client.ts';
import { attempt } from './failures.ts';
import type { BlobChange } from './listed-change.ts';
import { listChange } from './listed-change.ts';

interface Services {
  readonly clientFor: ClientFor;
  readonly blobs: BlobStore;
  /** Names that rules ask for besides what is always read. */
  readonly isAskedFor: AskedFor;
}

/** What is remembered between the calls of one review: the change with its blobs, and how the head is named. */
interface Known {
  readonly change: BlobChange;
  readonly headRef: string;
}

export function createPullRequestSource({
  clientFor,
  blobs,
  isAskedFor,
}: Services): PullRequestSource {
  const known = new WeakMap<object, Known>();
  return {
    async describe(ref) {
      return attempt('pull request', async () =>
        snapshotOf(ref, await clientFor(ref.repository.installationId)),
      );
    },
    async changeOf(snapshot) {
      const found = await findHead(snapshot, clientFor);
      if (!found.ok) return found;
      known.set(found.value.change, found.value);
      return ok(found.value.change);
    },
    async treesOf(snapshot, change) {
      const listed = known.get(change) ?? (await refind(snapshot, clientFor));
      return attempt('repository contents', async () =>
        readTrees({
          client: await clientFor(snapshot.ref.repository.installationId),
          snapshot,
          change: listed.change,
          headRef: listed.headRef,
          blobs,
          isAskedFor,
        }),
      );
    },
    defaultsIn: (repository, name, paths) =>
      attempt('defaults', async () => {
        const client = await clientFor(repository.installationId);
        return firstFile(client, placeOf(repository, name), paths);
      }),
  };
}

/** `REPO` or `OWNER/REPO`, of the same owner: the rights of one installation reach no further. */
function placeOf({ owner }: RepositoryRef, name: string): { owner: string; repo: string } {
  return { owner, repo: name.split('/').at(-1) ?? name };
}

async function firstFile(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  paths: readonly string[],
): Promise<string | null> {
  for (const path of paths) {
    const found = await attempt('defaults', () =>
      client.request('GET /repos/{owner}/{repo}/contents/{path}', { ...place, path }),
    );
    if (!found.ok && found.error.kind === 'not-found') continue;
    if (!found.ok) return null;
    const { data } = found.value;
    if ('content' in data && data.type === 'file')
      return Buffer.from(data.content, 'base64').toString('utf8');
  }
  return null;
}

async function refind(snapshot: PullRequestSnapshot, clientFor: ClientFor): Promise<Known> {
  const found = await findHead(snapshot, clientFor);
  if (!found.ok) throw new Error(`The change of ${snapshot.headSha} was not listed before.`);
  return found.value;
}

/** The head of a fork is in the base repository too; should it not answer by id, it does by the pull request's reference. */
async function findHead(
  snapshot: PullRequestSnapshot,
  clientFor: ClientFor,
): Promise<Result<Known, ReviewError>> {
  const list = (headRef: string): Promise<Result<Known, ReviewError>> =>
    attempt('change', async () => {
      const client = await clientFor(snapshot.ref.repository.installationId);
      return { change: await listChange(client, snapshot, headRef), headRef };
    });
  const byId = await list(snapshot.headSha);
  const isHidden = !byId.ok && byId.error.kind === 'not-found';
  return isHidden && snapshot.fromFork ? list(`refs/pull/${snapshot.ref.number}/head`) : byId;
}

async function snapshotOf(ref: PullRequestRef, client: GitHubClient): Promise<PullRequestSnapshot> {
  const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner: ref.repository.owner,
    repo: ref.repository.name,
    pull_number: ref.number,
  });
  // The type says the head's repository is always there; it is null once a fork is deleted.
  const headRepository: { readonly id: number | bigint } | null = data.head.repo;
  return {
    ref,
    headSha: data.head.sha,
    baseSha: data.base.sha,
    baseBranch: data.base.ref,
    draft: data.draft ?? false,
    open: data.state === 'open',
    fromFork: headRepository?.id !== data.base.repo.id,
  };
}
