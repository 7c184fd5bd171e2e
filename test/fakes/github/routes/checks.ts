/** Check runs and check suites. */
import { ApiError, notAccessible, validationFailed } from '../api-error.ts';
import type { CheckRun, CheckSuite } from '../checks.ts';
import type { CreateCheckRun, UpdateCheckRun } from '../requests.ts';
import { annotationJson, checkRunJson, checkSuiteJson } from '../shapes/checks.ts';
import { commitAt } from './commit-at.ts';
import type { Call, Reply, Routes } from './route.ts';
import { listReply, number, ok, page, repositoryOf, text } from './route.ts';

/** Check runs belong to Apps; a personal token cannot write them. */
function requireApp(call: Call): void {
  if (call.actor.kind !== 'installation')
    throw new ApiError(403, 'You must authenticate via a GitHub App.');
}

async function create(call: Call): Promise<Reply> {
  requireApp(call);
  const repository = repositoryOf(call);
  const request = call.body as CreateCheckRun;
  if ((await repository.store.commit(request.head_sha)) === undefined) {
    throw validationFailed([
      {
        resource: 'CheckRun',
        code: 'custom',
        field: 'head_sha',
        message: `No commit found for SHA: ${request.head_sha}`,
      },
    ]);
  }
  const run = repository.checks.create(call.world.apps.own, request);
  if (call.world.quirks.strike('checkCreatedBut502') !== undefined)
    throw new ApiError(502, 'Server Error', { injected: true });
  return { status: 201, body: checkRunJson(repository, run) };
}

function update(call: Call): Reply {
  requireApp(call);
  const repository = repositoryOf(call);
  const run = repository.checks.update(
    call.world.apps.own,
    number(call.path, 'check_run_id'),
    call.body as UpdateCheckRun,
  );
  return ok(checkRunJson(repository, run));
}

function runAt(call: Call): CheckRun {
  return repositoryOf(call).checks.find(number(call.path, 'check_run_id'));
}

/** Newest first; `latest` keeps the newest of each name and App. */
function filtered(call: Call, runs: readonly CheckRun[]): CheckRun[] {
  const { check_name: name, status, filter = 'latest', app_id: appId } = call.query;
  const matching = runs
    .toReversed()
    .filter((run) => name === undefined || run.name === name)
    .filter((run) => status === undefined || run.status === status)
    .filter((run) => appId === undefined || run.app.id === appId);
  if (filter === 'all') return matching;
  const seen = new Set<string>();
  return matching.filter((run) => {
    const key = `${run.app.id} ${run.name}`;
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}

function runsReply(call: Call, runs: readonly CheckRun[]): Reply {
  const repository = repositoryOf(call);
  const matching = filtered(call, runs);
  const shown = page(call, matching);
  return {
    status: 200,
    body: {
      total_count: matching.length,
      check_runs: shown.items.map((run) => checkRunJson(repository, run)),
    },
    headers: shown.headers,
  };
}

async function listForRef(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const { sha } = await commitAt(call, repository, text(call.path, 'ref'));
  return runsReply(call, repository.checks.runsOf(sha));
}

async function listSuites(call: Call): Promise<Reply> {
  const repository = repositoryOf(call);
  const { sha } = await commitAt(call, repository, text(call.path, 'ref'));
  const { app_id: appId, check_name: name } = call.query;
  const matching = repository.checks.suites
    .filter((suite) => suite.headSha === sha && (appId === undefined || suite.app.id === appId))
    .filter(
      (suite) =>
        name === undefined ||
        repository.checks.runs.some((run) => run.suite.id === suite.id && run.name === name),
    );
  const shown = page(call, matching);
  const body = {
    total_count: matching.length,
    check_suites: await Promise.all(shown.items.map((suite) => checkSuiteJson(repository, suite))),
  };
  return { status: 200, body, headers: shown.headers };
}

function listAnnotations(call: Call): Reply {
  const run = runAt(call);
  return listReply(call, run.annotations, (annotation) =>
    annotationJson(repositoryOf(call), run, annotation),
  );
}

function rerequestRun(call: Call): Reply {
  requireApp(call);
  const run = runAt(call);
  if (run.app !== call.world.apps.own) throw notAccessible();
  if (run.status !== 'completed') throw new ApiError(422, 'This check run is not rerequestable');
  call.world.webhooks.inBackground(repositoryOf(call).checks.rerequestRun(run.id));
  return { status: 201, body: {} };
}

function suiteAt(call: Call): CheckSuite {
  return repositoryOf(call).checks.findSuite(number(call.path, 'check_suite_id'));
}

function rerequestSuite(call: Call): Reply {
  requireApp(call);
  const suite = suiteAt(call);
  if (suite.app !== call.world.apps.own) throw notAccessible();
  call.world.webhooks.inBackground(repositoryOf(call).checks.rerequestSuite(suite));
  return { status: 201, body: {} };
}

export const checkRoutes: Routes = {
  'checks/create': { access: 'checks:write', creates: true, handle: create },
  'checks/update': { access: 'checks:write', handle: update },
  'checks/get': {
    access: 'checks:read',
    handle: (call) => ok(checkRunJson(repositoryOf(call), runAt(call))),
  },
  'checks/list-for-ref': { access: 'checks:read', handle: listForRef },
  'checks/list-for-suite': {
    access: 'checks:read',
    handle: (call) =>
      runsReply(
        call,
        repositoryOf(call).checks.runs.filter((run) => run.suite.id === suiteAt(call).id),
      ),
  },
  'checks/list-annotations': { access: 'checks:read', handle: listAnnotations },
  'checks/rerequest-run': { access: 'checks:write', handle: rerequestRun },
  'checks/list-suites-for-ref': { access: 'checks:read', handle: listSuites },
  'checks/get-suite': {
    access: 'checks:read',
    handle: async (call) => ok(await checkSuiteJson(repositoryOf(call), suiteAt(call))),
  },
  'checks/rerequest-suite': { access: 'checks:write', handle: rerequestSuite },
};
