import type {
  CheckAnnotation,
  CheckOutput,
  CheckRef,
  CheckState,
  RunConclusion,
} from '../../application/ports/review-publisher.ts';
import type { ReviewError } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import type { GitHubClient } from './client.ts';
import { attempt, isUncertain } from './failures.ts';

/** The name people see, and choose when they require the check. */
export const CHECK_NAME = 'Lintel';
/** GitHub refuses more annotations in one request; further requests append. */
const ANNOTATIONS_PER_REQUEST = 50;
/** The button on a completed check. The identifier comes back in `check_run.requested_action`. */
export const RERUN_ACTION = {
  label: 'Review again',
  description: 'Review this commit once more.',
  identifier: 'review-again',
} as const;

/** A write is never repeated by the client: when it may have been done, GitHub is asked first. */
export const ONCE = { retries: 0 } as const;

export interface CheckCall {
  readonly client: GitHubClient;
  readonly ref: CheckRef;
  readonly appId: number;
}

export async function openCheckRun(
  call: CheckCall,
  status: 'queued' | 'in_progress',
  mayExist: boolean,
): Promise<Result<number, ReviewError>> {
  if (mayExist) {
    const found = await findCheckRun(call);
    if (!found.ok) return found;
    if (found.value !== null) return ok(found.value);
  }
  const created = await createCheckRun(call, status);
  if (created.ok || !isUncertain(created.error)) return created;
  const found = await findCheckRun(call);
  return found.ok && found.value !== null ? ok(found.value) : created;
}

function createCheckRun(
  { client, ref }: CheckCall,
  status: 'queued' | 'in_progress',
): Promise<Result<number, ReviewError>> {
  return attempt('create check run', async () => {
    const { data } = await client.request('POST /repos/{owner}/{repo}/check-runs', {
      ...placeOf(ref),
      name: CHECK_NAME,
      head_sha: ref.headSha,
      external_id: ref.externalId,
      status,
      request: ONCE,
    });
    return Number(data.id);
  });
}

/** Ours among the check runs of the commit, by external id. */
function findCheckRun({
  client,
  ref,
  appId,
}: CheckCall): Promise<Result<number | null, ReviewError>> {
  return attempt('list check runs', async () => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...placeOf(ref),
      ref: ref.headSha,
      check_name: CHECK_NAME,
      app_id: appId,
      filter: 'all',
      per_page: 100,
    });
    const run = data.check_runs.find((candidate) => candidate.external_id === ref.externalId);
    return run === undefined ? null : Number(run.id);
  });
}

export function stateOfCheckRun(
  { client, ref }: CheckCall,
  checkRunId: number,
): Promise<Result<CheckState, ReviewError>> {
  return attempt('check run', async () => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...placeOf(ref),
      check_run_id: checkRunId,
    });
    return {
      completed: data.status === 'completed',
      title: data.output.title ?? '',
      annotations: data.output.annotations_count,
    };
  });
}

export interface Completion {
  readonly conclusion: RunConclusion;
  readonly output: CheckOutput;
  readonly skipAnnotations?: number;
}

/** Completes the run with the last batch of annotations, so that a crash before leaves it open. */
export async function completeCheckRun(
  call: CheckCall,
  checkRunId: number,
  { conclusion, output, skipAnnotations = 0 }: Completion,
): Promise<Result<void, ReviewError>> {
  const batches = batchesOf(output.annotations.slice(skipAnnotations));
  const last = batches.pop() ?? [];
  for (const batch of batches) {
    const added = await update(call, checkRunId, { output: outputOf(output, batch) });
    if (!added.ok) return added;
  }
  return update(call, checkRunId, {
    status: 'completed',
    conclusion,
    output: outputOf(output, last),
    actions: [RERUN_ACTION],
  });
}

interface CheckRunUpdate {
  readonly status?: 'completed';
  readonly conclusion?: RunConclusion;
  readonly output: ReturnType<typeof outputOf>;
  readonly actions?: readonly [typeof RERUN_ACTION];
}

async function update(
  { client, ref }: CheckCall,
  checkRunId: number,
  { actions, ...change }: CheckRunUpdate,
): Promise<Result<void, ReviewError>> {
  const updated = await attempt('update check run', () =>
    client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...placeOf(ref),
      check_run_id: checkRunId,
      ...change,
      ...(actions === undefined ? {} : { actions: [...actions] }),
      request: ONCE,
    }),
  );
  return updated.ok ? ok(undefined) : updated;
}

function outputOf(
  { title, summary }: CheckOutput,
  annotations: readonly CheckAnnotation[],
): {
  title: string;
  summary: string;
  annotations?: {
    path: string;
    start_line: number;
    end_line: number;
    annotation_level: CheckAnnotation['level'];
    title: string;
    message: string;
  }[];
} {
  if (annotations.length === 0) return { title, summary };
  return {
    title,
    summary,
    annotations: annotations.map((annotation) => ({
      path: annotation.path,
      start_line: annotation.startLine,
      end_line: annotation.endLine,
      annotation_level: annotation.level,
      title: annotation.title,
      message: annotation.message,
    })),
  };
}

function batchesOf<T>(items: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < items.length; from += ANNOTATIONS_PER_REQUEST)
    batches.push(items.slice(from, from + ANNOTATIONS_PER_REQUEST));
  return batches;
}

function placeOf({ pullRequest: { repository } }: CheckRef): { owner: string; repo: string } {
  return { owner: repository.owner, repo: repository.name };
}
