import { setTimeout as sleep } from 'node:timers/promises';
import type { Review } from '../../src/domain/review.ts';
import type {
  CheckRun,
  PostedComment,
  SimulatedPullRequest,
} from '../../test/fakes/github/index.ts';
import { differences, reportOfCommandLine } from './command-line.ts';
import type { ListedPullRequest } from './corpus.ts';
import { shownLines } from './git-diff.ts';
import { misplaced, repeated, unpublished } from './publication.ts';
import type { Requests } from './requests.ts';
import { requestsIn } from './requests.ts';
import type { Stage } from './stage.ts';

/** One pull request, replayed. */
export interface Replayed {
  readonly number: number;
  readonly review: Review | undefined;
  readonly check: CheckRun | undefined;
  readonly comments: readonly PostedComment[];
  readonly requests: Requests;
  readonly rerun: Requests;
  /** From the webhook to the completed check. */
  readonly milliseconds: number;
  readonly problems: readonly string[];
}

const PATIENCE_MS = 300_000;
const LOOK_EVERY_MS = 10;
/** A queue that had taken the second delivery would have begun with it by then. */
const SECOND_DELIVERY_MS = 1_200;

/** Plays one pull request from its opening to its close. Everything that is not as promised becomes a problem. */
export async function replayPull(stage: Stage, listed: ListedPullRequest): Promise<Replayed> {
  const { sim, repository } = stage;
  const problems: string[] = [];
  const known = { reviews: stage.reviews.length, complaints: stage.complaints.length };
  sim.log.clear();
  const begun = performance.now();
  const pull = await repository.openPullRequestAt({
    number: listed.pr,
    headSha: listed.head,
    baseSha: listed.base,
  });
  const check = await completed(stage, pull, 1);
  const milliseconds = performance.now() - begun;
  await sim.settled();
  const requests = requestsIn(sim);
  const review = stage.reviews[known.reviews];
  const comments = await sim.reviewComments(repository.fullName, pull.number);
  problems.push(...misplaced(comments, shownLines(stage.gitDirectory, listed)));
  if (review === undefined) problems.push('the check completed without a review');
  else problems.push(...unpublished(review, comments, check), ...crashes(review));
  problems.push(...(await redelivered(stage, pull, comments)));
  if (review !== undefined)
    problems.push(...differences(review, await reportOfCommandLine(stage.gitDirectory, listed)));
  sim.log.clear();
  problems.push(...(await runAgain({ stage, pull, check, review })));
  const rerun = requestsIn(sim);
  await pull.close();
  await sim.settled();
  problems.push(...stage.complaints.slice(known.complaints));
  return { number: pull.number, review, check, comments, requests, rerun, milliseconds, problems };
}

async function completed(
  { sim, repository, complaints }: Stage,
  pull: SimulatedPullRequest,
  runs: number,
): Promise<CheckRun> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const all = await sim.checkRuns(repository.fullName, pull.headSha);
    const newest = all.at(-1);
    if (all.length >= runs && newest?.status === 'completed') return newest;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`The check did not complete. ${complaints.slice(-3).join(' ')}`);
}

function crashes({ coverage }: Review): string[] {
  return coverage.crashedRules.map(({ rule, message }) => `${rule} crashed: ${message}`);
}

/** The same delivery again: nothing is read, nothing is written, nothing is there twice. */
async function redelivered(
  stage: Stage,
  pull: SimulatedPullRequest,
  comments: readonly PostedComment[],
): Promise<string[]> {
  const { sim, repository } = stage;
  const problems = clean(stage);
  sim.log.clear();
  await pull.redeliverOpened();
  await sleep(SECOND_DELIVERY_MS);
  await sim.settled();
  if (sim.log.requests.length > 0)
    problems.push(`the second delivery made ${sim.log.requests.length} requests`);
  const runs = await sim.checkRuns(repository.fullName, pull.headSha);
  if (runs.length !== 1) problems.push(`${runs.length} check runs after the second delivery`);
  return [...problems, ...(await repeatedOn(stage, pull, comments))];
}

/** The Re-run button: a second check with the same words, and no comment more. */
async function runAgain(again: {
  readonly stage: Stage;
  readonly pull: SimulatedPullRequest;
  readonly check: CheckRun;
  readonly review: Review | undefined;
}): Promise<string[]> {
  const { stage, pull, check, review } = again;
  const comments = await stage.sim.reviewComments(stage.repository.fullName, pull.number);
  await stage.repository.clickRerun(check.id);
  const second = await completed(stage, pull, 2);
  await stage.sim.settled();
  const problems = clean(stage);
  if (stage.reviews.at(-1)?.digest !== review?.digest)
    problems.push('the second review has another digest');
  if (second.annotations.length !== check.annotations.length)
    problems.push(`the second check has ${second.annotations.length} annotations`);
  if (second.output.summary !== check.output.summary)
    problems.push('the second check has another summary');
  return [...problems, ...(await repeatedOn(stage, pull, comments))];
}

async function repeatedOn(
  { sim, repository }: Stage,
  pull: SimulatedPullRequest,
  before: readonly PostedComment[],
): Promise<string[]> {
  const now = await sim.reviewComments(repository.fullName, pull.number);
  const reviews = await sim.reviews(repository.fullName, pull.number);
  const others = await sim.issueComments(repository.fullName, pull.number);
  return repeated(before, now, { reviews: reviews.length, conversation: others.length });
}

function clean({ sim }: Stage): string[] {
  try {
    sim.assertClean();
    return [];
  } catch (error) {
    // Told once: the next pull request starts from here.
    sim.log.violations.length = 0;
    return [String(error)];
  }
}
