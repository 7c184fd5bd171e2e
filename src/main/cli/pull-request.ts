import { Octokit } from '@octokit/rest';
import { createPullRequestSource } from '../../adapters/github/pull-request-source.ts';
import type { BlobStore } from '../../application/ports/blob-store.ts';
import type { ListedChange, PullRequestSnapshot } from '../../application/ports/pull-request.ts';
import type { ChangeTrees } from '../../application/ports/pull-request-source.ts';
import type { ReviewError } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import { askedForBy } from '../../engine/asked-files.ts';
import { errorMessage } from '../../render/error-message.ts';
import { gitHubLinks } from '../../render/places.ts';
import { loadAllRules } from '../wiring/rules.ts';
import { tool } from '../wiring/tool.ts';
import { failed } from './failed.ts';
import { postReview } from './post-review.ts';
import type { ReviewOptions } from './review.ts';
import { reviewTreesInto } from './review.ts';

export type PullRequestOptions = ReviewOptions & { readonly post?: boolean };

/** `owner/repo#12`, or the address of the pull request's page. */
const REFERENCE = /^(?:https?:\/\/[^/]+\/)?([\w.-]+)\/([\w.-]+)(?:#|\/pull\/)(\d+)\/?$/u;

/** Reviews a pull request on GitHub with the rights of a token. */
export async function reviewPullRequest(
  reference: string,
  options: PullRequestOptions,
): Promise<number> {
  const [, owner, name, number] = REFERENCE.exec(reference) ?? [];
  if (owner === undefined || name === undefined || number === undefined) {
    return failed({ message: `${reference} is no pull request. Write OWNER/REPO#NUMBER.` });
  }
  const token = process.env['GITHUB_TOKEN'] ?? '';
  if (token === '') {
    return failed({ message: 'Set GITHUB_TOKEN to a token that may read the pull request.' });
  }
  const client = clientWith(token);
  const read = await readChange(client, { owner, name, number: Number(number) });
  if (!read.ok) return failed({ message: errorMessage(read.error) });
  const { snapshot, change, trees } = read.value;
  const commits = { base: change.mergeBase, head: snapshot.headSha };
  const links = gitHubLinks(`${serverUrl()}/${owner}/${name}`, commits, () => null);
  return reviewTreesInto({ ...trees, under: '', links }, options, async (review) =>
    options.post === true ? postReview(client, { snapshot, change, links }, review) : ok(null),
  );
}

function clientWith(token: string): Octokit {
  const silent = (): void => undefined;
  return new Octokit({
    auth: token,
    userAgent: `${tool.name}/${tool.version}`,
    // As GitHub Actions names it; set where GitHub is an Enterprise Server.
    baseUrl: process.env['GITHUB_API_URL'] ?? 'https://api.github.com',
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

function serverUrl(): string {
  return process.env['GITHUB_SERVER_URL'] ?? 'https://github.com';
}

interface ReadChange {
  readonly snapshot: PullRequestSnapshot;
  readonly change: ListedChange;
  readonly trees: ChangeTrees;
}

async function readChange(
  client: Octokit,
  wanted: { readonly owner: string; readonly name: string; readonly number: number },
): Promise<Result<ReadChange, ReviewError>> {
  const source = createPullRequestSource({
    clientFor: () => Promise.resolve(client),
    blobs: blobsInMemory(),
    isAskedFor: askedForBy(await loadAllRules()),
  });
  // A token needs no installation, and nothing is stored under the repository's id.
  const repository = { id: 0, owner: wanted.owner, name: wanted.name, installationId: 0 };
  const snapshot = await source.describe({ repository, number: wanted.number });
  if (!snapshot.ok) return snapshot;
  const change = await source.changeOf(snapshot.value);
  if (!change.ok) return change;
  const trees = await source.treesOf(snapshot.value, change.value);
  if (!trees.ok) return trees;
  return ok({ snapshot: snapshot.value, change: change.value, trees: trees.value });
}

function blobsInMemory(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    has: (blob) => blobs.has(blob),
    get: (blob) => blobs.get(blob) ?? null,
    put: (blob, bytes) => {
      blobs.set(blob, bytes);
    },
  };
}
