/** Commits and what lies between two of them. */
import { ApiError } from '../api-error.ts';
import type { FileDiff } from '../file-diffs.ts';
import type { JsonObject } from '../json.ts';
import type { SimulatedRepository } from '../repository.ts';
import { pullRequestSimpleJson } from '../shapes/pull-request.ts';
import { apiUrl, commitJson, diffEntryJson, gitCommitJson, webUrl } from '../shapes/repository.ts';
import { commitAt } from './commit-at.ts';
import type { Call, Reply, Routes } from './route.ts';
import { ok, page, repositoryOf, text } from './route.ts';

const mostFilesOfComparison = 300;
const mostFilesOfCommit = 3_000;

async function getCommit(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const commit = await commitAt(call, repository, text(call.path, 'ref'));
  if (/vnd\.github\.(v3\.)?sha/.test(call.accept))
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

async function getGitCommit(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  return ok(
    gitCommitJson(repository, await commitAt(call, repository, text(call.path, 'commit_sha'))),
  );
}

export const commitRoutes: Routes = {
  'git/get-commit': { access: 'contents:read', handle: getGitCommit },
  'repos/get-commit': { access: 'contents:read', handle: getCommit },
  'repos/compare-commits-with-basehead': { access: 'contents:read', handle: compare },
  'repos/list-pull-requests-associated-with-commit': {
    access: 'pull_requests:read',
    handle: pullsOfCommit,
  },
};
