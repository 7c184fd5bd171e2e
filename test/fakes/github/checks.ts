/** Check runs and suites of one repository: the state machine behind the checks API. */
import { ApiError, invalidRequest, notFound, validationFailed } from './api-error.ts';
import type { App } from './apps.ts';
import type { JsonObject } from './json.ts';
import type { SimulatedPullRequest } from './pull-request.ts';
import type { SimulatedRepository } from './repository.ts';
import type {
  Annotation,
  CheckAction,
  CheckConclusion,
  CheckStatus,
  CreateCheckRun,
  UpdateCheckRun,
} from './requests.ts';
import { checkRunPayload, checkSuitePayload } from './shapes/payloads.ts';

export interface CheckSuite {
  readonly id: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly app: App;
  readonly createdAt: string;
  /** Asked to run again and no run has completed since. */
  rerequested: boolean;
}

export interface CheckRun {
  readonly id: number;
  readonly headSha: string;
  readonly app: App;
  readonly suite: CheckSuite;
  name: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string;
  completedAt: string | null;
  externalId: string;
  detailsUrl: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  readonly annotations: Annotation[];
  actions: readonly CheckAction[];
}

const maxTextBytes = 65_536;

export function newChecks(repository: SimulatedRepository): Checks {
  return new Checks(repository);
}

export class Checks {
  readonly runs: CheckRun[] = [];
  readonly suites: CheckSuite[] = [];
  readonly #repository: SimulatedRepository;

  constructor(repository: SimulatedRepository) {
    this.#repository = repository;
  }

  /** The caller has made sure that the commit exists. */
  create(app: App, request: CreateCheckRun): CheckRun {
    checkTimes(request);
    checkAnnotations(request.output?.annotations ?? []);
    const { world } = this.#repository;
    const run: CheckRun = {
      id: world.ids.next('checkRun'),
      headSha: request.head_sha,
      app,
      suite: this.suiteOf(app, request.head_sha),
      name: request.name,
      status: 'queued',
      conclusion: null,
      startedAt: world.now(),
      completedAt: null,
      externalId: '',
      detailsUrl: null,
      output: { title: null, summary: null, text: null },
      annotations: [],
      actions: [],
    };
    this.#apply(run, request);
    this.runs.push(run);
    this.#announceInBackground(run, 'created');
    if (run.status === 'completed') this.#announceInBackground(run, 'completed');
    return run;
  }

  update(app: App, id: number, request: UpdateCheckRun): CheckRun {
    const run = this.find(id);
    if (run.app !== app)
      throw new ApiError(
        403,
        'Invalid app_id `' +
          app.id +
          '` - check run can only be modified by the GitHub App that created it.',
      );
    const status = request.status ?? (request.conclusion === undefined ? run.status : 'completed');
    if (run.status === 'completed' && status !== 'completed') {
      throw validationFailed([
        {
          resource: 'CheckRun',
          code: 'custom',
          field: 'status',
          message: 'a completed check run cannot go back; create a new one',
        },
      ]);
    }
    if (status === 'waiting' || status === 'requested' || status === 'pending') {
      throw validationFailed([
        {
          resource: 'CheckRun',
          code: 'custom',
          field: 'status',
          message: `only GitHub Actions may set ${status}`,
        },
      ]);
    }
    checkTimes(request);
    checkAnnotations(request.output?.annotations ?? []);
    const wasCompleted = run.status === 'completed';
    this.#apply(run, request);
    if (!wasCompleted && run.conclusion !== null) this.#announceInBackground(run, 'completed');
    return run;
  }

  find(id: number): CheckRun {
    const run = this.runs.find((item) => item.id === id);
    if (run === undefined) throw notFound();
    return run;
  }

  runsOf(sha: string): CheckRun[] {
    return this.runs.filter((run) => run.headSha === sha);
  }

  findSuite(id: number): CheckSuite {
    const suite = this.suites.find((item) => item.id === id);
    if (suite === undefined) throw notFound();
    return suite;
  }

  suiteOf(app: App, headSha: string): CheckSuite {
    const known = this.suites.find((suite) => suite.app === app && suite.headSha === headSha);
    if (known !== undefined) return known;
    const { world, refs } = this.#repository;
    const branch = [...refs].find(
      ([ref, sha]) => sha === headSha && ref.startsWith('refs/heads/'),
    )?.[0];
    const headBranch = branch === undefined ? null : branch.slice('refs/heads/'.length);
    const suite = {
      id: world.ids.next('checkSuite'),
      headSha,
      headBranch,
      app,
      createdAt: world.now(),
      rerequested: false,
    };
    this.suites.push(suite);
    return suite;
  }

  /** Open pull requests that GitHub lists on runs of a commit: never those of forks. */
  pullsOf(sha: string): SimulatedPullRequest[] {
    if (this.#repository.world.quirks.strike('forkNoPulls') !== undefined) return [];
    return [...this.#repository.pulls.values()].filter(
      (pull) => pull.headSha === sha && pull.state === 'open' && !pull.fromFork,
    );
  }

  async suiteRequested(branch: string, sha: string): Promise<void> {
    const { world } = this.#repository;
    if (world.apps.installationOf(this.#repository.id) === undefined) return;
    const suite = this.suiteOf(world.apps.own, sha);
    await this.#send(
      'check_suite',
      await checkSuitePayload(this.#repository, { ...suite, headBranch: branch }, 'requested'),
    );
  }

  async rerequestRun(id: number): Promise<void> {
    const run = this.find(id);
    run.suite.rerequested = true;
    await this.#announce(run, 'rerequested');
  }

  async rerequestSuiteOf(sha: string): Promise<void> {
    const suite = this.suites.find(
      (item) => item.headSha === sha && item.app === this.#repository.world.apps.own,
    );
    if (suite === undefined) throw new Error(`No check suite of the App on ${sha}`);
    await this.rerequestSuite(suite);
  }

  async rerequestSuite(suite: CheckSuite): Promise<void> {
    suite.rerequested = true;
    if (suite.app !== this.#repository.world.apps.own) return;
    await this.#send(
      'check_suite',
      await checkSuitePayload(this.#repository, suite, 'rerequested'),
    );
  }

  async requestAction(id: number, identifier: string): Promise<void> {
    const run = this.find(id);
    if (
      run.status !== 'completed' ||
      !run.actions.some((action) => action.identifier === identifier)
    ) {
      throw new Error(`The check run offers no action ${identifier}`);
    }
    await this.#announce(run, 'requested_action', { requested_action: { identifier } });
  }

  #apply(run: CheckRun, request: CreateCheckRun | UpdateCheckRun): void {
    const { world } = this.#repository;
    run.name = request.name ?? run.name;
    run.externalId = request.external_id ?? run.externalId;
    run.detailsUrl = request.details_url ?? run.detailsUrl;
    run.startedAt = request.started_at ?? run.startedAt;
    run.status = request.conclusion === undefined ? (request.status ?? run.status) : 'completed';
    if (request.conclusion !== undefined) {
      run.conclusion = request.conclusion;
      run.completedAt = request.completed_at ?? world.now();
      run.suite.rerequested = false;
    }
    run.actions = request.actions ?? run.actions;
    const { output } = request;
    if (output === undefined) return;
    run.output = {
      title: output.title ?? run.output.title,
      summary: output.summary,
      text: output.text ?? run.output.text,
    };
    run.annotations.push(...(output.annotations ?? []));
  }

  #announceInBackground(run: CheckRun, action: string): void {
    this.#repository.world.webhooks.inBackground(this.#announce(run, action));
  }

  /** Only the App that owns a run hears of it. */
  async #announce(run: CheckRun, action: string, extra: JsonObject = {}): Promise<void> {
    if (run.app !== this.#repository.world.apps.own) return;
    await this.#send('check_run', await checkRunPayload(this.#repository, run, { action, extra }));
  }

  async #send(event: string, payload: JsonObject): Promise<void> {
    await this.#repository.world.webhooks.send(event, payload, { repository: this.#repository });
  }
}

function checkTimes(request: CreateCheckRun | UpdateCheckRun): void {
  const completed = request.status === 'completed' || request.completed_at !== undefined;
  if (completed && request.conclusion === undefined)
    throw invalidRequest(['"conclusion" wasn\'t supplied.']);
  if (request.conclusion === 'stale')
    throw invalidRequest(['For \'properties/conclusion\', "stale" can only be set by GitHub.']);
}

function checkAnnotations(annotations: readonly Annotation[]): void {
  for (const annotation of annotations) {
    const columns = annotation.start_column !== undefined || annotation.end_column !== undefined;
    if (annotation.start_line < 1 || annotation.end_line < annotation.start_line) {
      throw validationFailed([{ resource: 'CheckRun', code: 'invalid', field: 'annotations' }]);
    }
    if (columns && annotation.start_line !== annotation.end_line) {
      throw validationFailed([
        {
          resource: 'CheckRun',
          code: 'custom',
          field: 'annotations',
          message: 'columns need start_line and end_line to be the same',
        },
      ]);
    }
    if ((annotation.title ?? '').length > 255)
      throw invalidRequest([
        `Only 255 characters are allowed; ${(annotation.title ?? '').length} were supplied.`,
      ]);
    for (const text of [annotation.message, annotation.raw_details ?? '']) {
      if (Buffer.byteLength(text) > maxTextBytes)
        throw invalidRequest(['Annotation texts are limited to 64 KB.']);
    }
  }
}
