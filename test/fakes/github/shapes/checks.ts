/** Check runs, suites and annotations as the API shows them. */
import type { CheckRun, CheckSuite } from '../checks.ts';
import { nodeId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { SimulatedRepository } from '../repository.ts';
import type { Annotation } from '../requests.ts';
import { appJson } from './account.ts';
import { pullRequestMinimalJson } from './pull-request.ts';
import { apiUrl, repositoryJson, simpleCommitJson, webUrl } from './repository.ts';

export function checkRunJson(repository: SimulatedRepository, run: CheckRun): JsonObject {
  const url = `${apiUrl(repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${webUrl(repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? 'https://example.com/app',
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: appJson(repository.world, run.app),
    pull_requests: repository.checks.pullsOf(run.headSha).map(pullRequestMinimalJson),
  };
}

export function annotationJson(
  repository: SimulatedRepository,
  run: CheckRun,
  annotation: Annotation,
): JsonObject {
  return {
    path: annotation.path,
    blob_href: `${webUrl(repository)}/blob/${run.headSha}/${encodeURI(annotation.path)}`,
    start_line: annotation.start_line,
    end_line: annotation.end_line,
    start_column: annotation.start_column ?? null,
    end_column: annotation.end_column ?? null,
    annotation_level: annotation.annotation_level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: annotation.raw_details ?? null,
  };
}

/** Status and conclusion of a suite follow from its newest runs, one a name. */
function suiteState(
  repository: SimulatedRepository,
  suite: CheckSuite,
): { status: string; conclusion: string | null; count: number } {
  const newest = new Map(
    repository.checks.runs.filter((run) => run.suite.id === suite.id).map((run) => [run.name, run]),
  );
  const runs = [...newest.values()];
  const count = runs.length;
  if (count === 0 || suite.rerequested) return { status: 'queued', conclusion: null, count };
  if (runs.some((run) => run.status !== 'completed'))
    return { status: 'in_progress', conclusion: null, count };
  const order = [
    'failure',
    'timed_out',
    'action_required',
    'cancelled',
    'neutral',
    'skipped',
    'success',
  ];
  const conclusion = order.find((name) => runs.some((run) => run.conclusion === name)) ?? null;
  return { status: 'completed', conclusion, count };
}

export async function checkSuiteJson(
  repository: SimulatedRepository,
  suite: CheckSuite,
): Promise<JsonObject> {
  const url = `${apiUrl(repository)}/check-suites/${suite.id}`;
  const commit = await repository.store.commit(suite.headSha);
  const state = suiteState(repository, suite);
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: state.status,
    conclusion: state.conclusion,
    url,
    before: commit?.parents[0] ?? null,
    after: suite.headSha,
    pull_requests: repository.checks.pullsOf(suite.headSha).map(pullRequestMinimalJson),
    app: appJson(repository.world, suite.app),
    repository: repositoryJson(repository),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
    head_commit: commit === undefined ? null : simpleCommitJson(commit),
    latest_check_runs_count: state.count,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}
