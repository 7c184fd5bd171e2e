import type { ReviewError } from '../domain/error.ts';
import type { Review } from '../domain/review.ts';
import type { Result } from '../domain/result.ts';
import { ok } from '../domain/result.ts';
import type { AskedFor } from '../engine/asked-files.ts';
import type { Links } from '../render/places.ts';
import { gitHubLinks } from '../render/places.ts';
import type { Checks, Ending } from './checks.ts';
import { checkFor, isAnswered } from './checks.ts';
import * as endings from './endings.ts';
import { figuresOf } from './figures.ts';
import type { Activity } from './ports/activity.ts';
import type { CheckRecord, CheckRecords } from './ports/check-records.ts';
import type { Clock } from './ports/clock.ts';
import type { ConfigurationReader, ReadConfiguration } from './ports/configuration.ts';
import type { JobAttempt, JobHandler, JobOutcome, JobQueue, ReviewJob } from './ports/job-queue.ts';
import type { ChangeTrees, PullRequestSource } from './ports/pull-request-source.ts';
import type { ListedChange, PullRequestRef, PullRequestSnapshot } from './ports/pull-request.ts';
import { nameOf } from './ports/pull-request.ts';
import type { CheckRef, ReviewPublisher } from './ports/review-publisher.ts';
import { publishComments } from './publication/publish.ts';
import { RECONCILE } from './reconcile.ts';
import type { Reviewer } from './reviewer.ts';
import { isPython } from './trees/reviewed-files.ts';

export interface ReviewServices {
  readonly source: PullRequestSource;
  readonly publisher: ReviewPublisher;
  readonly checks: Checks;
  readonly records: CheckRecords;
  readonly queue: Pick<JobQueue, 'isWaiting'>;
  readonly reviewer: Reviewer;
  /** Files besides Python that some rule judges, by name. */
  readonly isAskedFor: AskedFor;
  readonly configurationOf: ConfigurationReader;
  readonly clock: Clock;
  readonly activity: Activity;
  /** `https://github.com`, or the Enterprise Server. */
  readonly webRoot: string;
  /** Page of a rule; null when the installation has none. */
  readonly rulePage: Links['rule'];
}

/** A head whose review ended the worker this often is given up: one pull request must not take the service down. */
const MOST_FAILURES = 3;
/** So often a review is tried that fails for a reason of ours. */
const MOST_CRASHES = 3;
/** How often a review is put off because GitHub fails, and because GitHub asks to wait. */
const MOST_RETRIES = 5;
const MOST_WAITS = 30;
const FIRST_RETRY_SECONDS = 5;

/** The use case: loads the newest head of a pull request, reviews it and makes GitHub match the Review. */
export function createReviewPullRequest(services: ReviewServices): JobHandler {
  return async (job, attempt) => {
    const run = new ReviewRun(services, job, attempt);
    try {
      return await run.perform();
    } catch (error) {
      // Taken away by a shutdown: another worker continues where this one stopped.
      if (attempt.signal.aborted) throw error;
      services.activity.error('review crashed', error, run.fields());
      // A database or a network that was gone for a moment must not end the review: the job comes back. A bug does so each time.
      if (attempt.failures < MOST_CRASHES - 1) throw error;
      return run.giveUp(endings.crashed());
    }
  };
}

interface OpenCheck {
  readonly ref: CheckRef;
  readonly id: number;
  /** Annotations that an earlier attempt added. */
  readonly annotations: number;
}

class ReviewRun {
  readonly #services: ReviewServices;
  readonly #job: ReviewJob;
  readonly #attempt: JobAttempt;
  readonly #pullRequest: PullRequestRef;
  #headSha = '';
  #check: OpenCheck | null = null;

  constructor(services: ReviewServices, job: ReviewJob, attempt: JobAttempt) {
    this.#services = services;
    this.#job = job;
    this.#attempt = attempt;
    this.#pullRequest = job.pullRequest;
  }

  /** For log lines. */
  fields(): Readonly<Record<string, string | number>> {
    const { cause, delivery } = this.#job;
    return { pullRequest: nameOf(this.#pullRequest), headSha: this.#headSha, cause, delivery };
  }

  async perform(): Promise<JobOutcome> {
    const snapshot = await this.#services.source.describe(this.#pullRequest);
    if (!snapshot.ok) return this.#failed(snapshot.error);
    this.#headSha = snapshot.value.headSha;
    await this.#endOthers(snapshot.value);
    const records = await this.#services.records.ofHead(this.#pullRequest, this.#headSha);
    if (!(await this.#isWanted(snapshot.value))) {
      await this.#endOpen(records, endings.notWanted());
      return { kind: 'done' };
    }
    const opened = await this.#openCheck(snapshot.value, records);
    if (!opened.ok) return this.#failed(opened.error);
    if (opened.value === null) return { kind: 'done' };
    if (this.#attempt.failures >= MOST_FAILURES) return this.giveUp(endings.keepsFailing());
    const reviewed = await this.#review(snapshot.value, opened.value);
    return reviewed.ok ? { kind: 'done' } : this.#failed(reviewed.error);
  }

  /** Ends the check with the reason why there is no review. */
  async giveUp(ending: Ending): Promise<JobOutcome> {
    const check = this.#check;
    if (check === null) {
      await this.#endOpen(await this.#services.records.openOf(this.#pullRequest), ending);
      return { kind: 'done' };
    }
    const ended = await this.#services.checks.end(check.ref, check.id, ending);
    if (ended.ok) return { kind: 'done' };
    this.#services.activity.warn('check could not be ended', {
      ...this.fields(),
      reason: ended.error.kind,
    });
    return this.#later(FIRST_RETRY_SECONDS, MOST_WAITS);
  }

  /** A closed pull request, a draft and a head that has its review are left alone unless somebody asks for them. */
  async #isWanted(snapshot: PullRequestSnapshot): Promise<boolean> {
    if (!snapshot.open) return false;
    if (this.#job.again) return true;
    if (snapshot.draft) return false;
    return !isAnswered(await this.#services.records.newestOf(this.#pullRequest), snapshot);
  }

  /** Ends the checks of heads that have been replaced: they were waiting, or their worker died. */
  async #endOthers({ headSha }: PullRequestSnapshot): Promise<void> {
    const open = await this.#services.records.openOf(this.#pullRequest);
    const others = open.filter((record) => record.ref.headSha !== headSha);
    await this.#endOpen(others, endings.superseded(headSha));
  }

  async #endOpen(records: readonly CheckRecord[], ending: Ending): Promise<void> {
    for (const { ref, checkRunId, end } of records) {
      if (end !== null || checkRunId === null) continue;
      const state = await this.#services.publisher.checkState(ref, checkRunId);
      if (state.ok && state.value.completed)
        await this.#services.records.ended(ref, { end: ending.end, baseSha: '', digest: '' });
      else await this.#services.checks.end(ref, checkRunId, ending);
    }
  }

  /** The check of this run. Null when an earlier attempt had completed it and died before it could say so. */
  async #openCheck(
    snapshot: PullRequestSnapshot,
    records: readonly CheckRecord[],
  ): Promise<Result<OpenCheck | null, ReviewError>> {
    const { checks, publisher, records: kept } = this.#services;
    const ref = checkFor(snapshot, records);
    const [newest] = records;
    const isResumed = newest?.end === null && newest.started;
    const isRecovered = isResumed || this.#job.cause === RECONCILE;
    const id = await checks.open(ref, 'in_progress', isRecovered);
    if (!id.ok) return id;
    this.#check = { ref, id: id.value, annotations: 0 };
    await kept.started(ref);
    if (!isRecovered) return ok(this.#check);
    const state = await publisher.checkState(ref, id.value);
    if (!state.ok) return state;
    if (state.value.completed) {
      const end = endings.endTold(state.value.title);
      await kept.ended(ref, { end, baseSha: snapshot.baseSha, digest: '' });
      return ok(null);
    }
    this.#check = { ref, id: id.value, annotations: state.value.annotations };
    return ok(this.#check);
  }

  async #review(
    snapshot: PullRequestSnapshot,
    check: OpenCheck,
  ): Promise<Result<void, ReviewError>> {
    const { reviewer, clock } = this.#services;
    const begun = clock.now();
    const loaded = await this.#load(snapshot);
    if (!loaded.ok) return loaded;
    this.#attempt.signal.throwIfAborted();
    const { change, trees } = loaded.value;
    const { config, notes } = await this.#configurationOf(trees);
    const review = await reviewer.review({
      head: trees.head,
      base: trees.base,
      config,
      today: begun.toISOString().slice(0, 10),
      skipped: trees.skipped,
      signal: this.#attempt.signal,
    });
    this.#attempt.signal.throwIfAborted();
    if (await this.#isSuperseded(snapshot))
      return this.#services.checks.end(check.ref, check.id, endings.superseded(null));
    const published = await publishComments(
      {
        pullRequest: this.#pullRequest,
        headSha: snapshot.headSha,
        review,
        change,
        config,
        links: this.#linksOf(change),
        notes,
      },
      this.#services.publisher,
    );
    if (!published.ok) return published;
    const { commented, edited, ...said } = published.value;
    const ended = await this.#services.checks.end(check.ref, check.id, {
      ...said,
      end: 'reviewed',
      baseSha: snapshot.baseSha,
      digest: review.digest,
      skipAnnotations: check.annotations,
    });
    if (!ended.ok) return ended;
    this.#tell(review, begun, { commented, edited });
    return ok(undefined);
  }

  /** With the organisation's defaults when the configuration builds on them. */
  async #configurationOf(trees: ChangeTrees): Promise<ReadConfiguration> {
    const { configurationOf, source } = this.#services;
    const own = configurationOf(trees);
    if (own.missingDefaults === null) return own;
    const { repository } = this.#pullRequest;
    const defaults = await source.defaultsIn(repository, own.missingDefaults, DEFAULTS_FILES);
    if (!defaults.ok || defaults.value === null) return own;
    return configurationOf({ ...trees, defaults: defaults.value });
  }

  #tell(review: Review, begun: Date, comments: Readonly<Record<string, number>>): void {
    const { activity, clock } = this.#services;
    const seconds = (clock.now().getTime() - begun.getTime()) / 1000;
    activity.reviewed(review, seconds);
    activity.info('reviewed', { ...this.fields(), ...figuresOf(review), ...comments, seconds });
  }

  async #load(
    snapshot: PullRequestSnapshot,
  ): Promise<Result<{ readonly change: ListedChange; readonly trees: ChangeTrees }, ReviewError>> {
    const { source, isAskedFor } = this.#services;
    const change = await source.changeOf(snapshot);
    if (!change.ok) return change;
    // Nothing to judge: the trees need not be read to say so.
    if (!isReviewed(change.value, isAskedFor)) return ok({ change: change.value, trees: NO_TREES });
    const trees = await source.treesOf(snapshot, change.value);
    return trees.ok ? ok({ change: change.value, trees: trees.value }) : trees;
  }

  /** A waiting job says that something has happened; GitHub says whether it was a push. */
  async #isSuperseded({ headSha }: PullRequestSnapshot): Promise<boolean> {
    if (!(await this.#services.queue.isWaiting(this.#pullRequest))) return false;
    const now = await this.#services.source.describe(this.#pullRequest);
    return now.ok && now.value.headSha !== headSha;
  }

  #linksOf(change: ListedChange): Links {
    const { owner, name } = this.#pullRequest.repository;
    const root = `${this.#services.webRoot}/${owner}/${name}`;
    const commits = { base: change.mergeBase, head: this.#headSha };
    return gitHubLinks(root, commits, this.#services.rulePage);
  }

  /** GitHub's own troubles are waited out; everything else ends the check with its reason. */
  async #failed(error: ReviewError): Promise<JobOutcome> {
    this.#services.activity.warn('review failed', { ...this.fields(), reason: error.kind });
    const { delays } = this.#attempt;
    if (error.kind === 'rate-limited' && delays < MOST_WAITS)
      return this.#later(error.retryAfterSeconds, MOST_WAITS);
    if (error.kind === 'upstream-failed' && delays < MOST_RETRIES)
      return this.#later(FIRST_RETRY_SECONDS * 2 ** delays, MOST_RETRIES);
    const outcome = await this.giveUp(endings.failed(error));
    if (error.kind === 'not-found' || error.kind === 'permission-missing')
      await this.#forgetUncreated();
    return outcome;
  }

  /** Checks that GitHub will not let us create (an archived repository, a suspended installation) are owed no longer. */
  async #forgetUncreated(): Promise<void> {
    const { records } = this.#services;
    for (const { ref, checkRunId } of await records.openOf(this.#pullRequest))
      if (checkRunId === null) await records.ended(ref, { end: 'failed', baseSha: '', digest: '' });
  }

  #later(afterSeconds: number, most: number): JobOutcome {
    return this.#attempt.delays < most ? { kind: 'later', afterSeconds } : { kind: 'done' };
  }
}

/** Where the defaults of an organisation are looked for, as in any repository. */
const DEFAULTS_FILES = ['.github/lintel.yml', 'lintel.yml'];

const NO_TREE = { files: [], read: () => null };
const NO_TREES: ChangeTrees = { base: NO_TREE, head: NO_TREE, skipped: [] };

/** True when the change touches Python, or a file that a rule asks for (a committed `.env`). */
function isReviewed({ files, complete }: ListedChange, isAskedFor: AskedFor): boolean {
  const paths = files.flatMap((file) => [file.path, file.previousPath ?? file.path]);
  return !complete || paths.some((path) => isPython(path) || isAskedFor(path));
}
