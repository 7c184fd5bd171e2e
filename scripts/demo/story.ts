import type { SimulatedGitHub, SimulatedPullRequest } from '../../test/fakes/github/index.ts';
import type { CheckRun, Checks } from './checks.ts';
import type { Screen } from './screen.ts';
import type { ServiceFiles } from './service-files.ts';

interface Stage {
  readonly sim: SimulatedGitHub;
  readonly screen: Screen;
  readonly checks: Checks;
  readonly files: () => ServiceFiles;
}

type Comment = Awaited<ReturnType<SimulatedGitHub['reviewComments']>>[number];

const REPOSITORY = 'acme/ticket-shop';
const SUMMARY_LINES = 110;

/** First review, a push that fixes one finding and adds another, then the Re-run button. Throws when anything is not as it should be. */
export async function playStory(stage: Stage): Promise<void> {
  const { sim, screen, checks } = stage;
  const files = stage.files();
  const repository = sim.repository(REPOSITORY);
  await repository.commit({ branch: 'main', files: files.base });
  await repository.commit({ branch: 'wallet', from: 'main', changes: files.pullRequest });

  screen.chapter('A pull request is opened: shipping costs and payment from the wallet');
  const pull = await repository.openPullRequest({ head: 'wallet', title: 'Pay from the wallet' });
  screen.event('GitHub', `pull_request.opened is delivered, ${pull.headSha.slice(0, 7)}`);
  const first = await checks.completed(REPOSITORY, pull.headSha, 1);
  showCheck(screen, first);
  const before = await commentsOf(sim, pull);
  expectThat(before.length > 0, 'the first review has comments');
  screen.chapter(`${before.length} inline comments, each on its line`);
  for (const comment of before) showComment(screen, comment, 20);

  screen.chapter('A push fixes one finding and adds another');
  await pull.push({ changes: files.secondPush, message: 'Lock the wallet, send tickets later' });
  screen.event('GitHub', `pull_request.synchronize is delivered, ${pull.headSha.slice(0, 7)}`);
  const second = await checks.completed(REPOSITORY, pull.headSha, 1);
  screen.fact(second.output.title ?? '');
  await showDifference(stage, pull, before);

  screen.chapter('Somebody presses Re-run');
  await repository.clickRerun(second.id);
  screen.event('GitHub', 'check_run.rerequested is delivered');
  const third = await checks.completed(REPOSITORY, pull.headSha, 2);
  screen.fact(third.output.title ?? '');
  const after = await commentsOf(sim, pull);
  screen.fact(`Still ${after.length} comments: nothing was repeated.`);
  expectThat(third.conclusion === second.conclusion, 'the same head has the same verdict');
  expectThat((await sim.reviews(REPOSITORY, pull.number)).length <= 2, 'no review is repeated');
}

/** Copies: an edit later changes the comments of the simulation in place. */
async function commentsOf(
  sim: SimulatedGitHub,
  pull: SimulatedPullRequest,
): Promise<readonly Comment[]> {
  return (await sim.reviewComments(REPOSITORY, pull.number)).map((comment) => ({ ...comment }));
}

async function showDifference(
  { sim, screen }: Stage,
  pull: SimulatedPullRequest,
  before: readonly Comment[],
): Promise<void> {
  const now = await commentsOf(sim, pull);
  const known = new Map(before.map((comment) => [comment.id, comment.body]));
  const edited = now.filter(({ id, body }) => known.has(id) && known.get(id) !== body);
  const added = now.filter(({ id }) => !known.has(id));
  for (const comment of edited) {
    screen.event('Lintel', `marked the comment on ${comment.path} as fixed`);
    screen.quote(visible(comment.body), 2);
  }
  for (const comment of added) {
    screen.event('Lintel', 'new comment');
    showComment(screen, comment, 20);
  }
  screen.fact(`${now.length - edited.length - added.length} other comments were left as they are.`);
  expectThat(edited.length === 1, 'one comment is marked as fixed');
  expectThat(added.length === 1, 'there is one new comment');
}

function showCheck(screen: Screen, check: CheckRun): void {
  screen.chapter(check.output.title ?? check.name);
  screen.quote(visible(check.output.summary ?? ''), SUMMARY_LINES);
}

function showComment(screen: Screen, comment: Comment, lines: number): void {
  screen.fact('');
  screen.fact(`${comment.path}:${comment.anchor?.line ?? ''}   ${comment.lineText ?? ''}`);
  screen.quote(visible(comment.body), lines);
}

/** What a reader on GitHub sees: without the hidden marker. */
function visible(markdown: string): string {
  return markdown.replace(/<!--[^]*?-->/gu, '').trim();
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Expected that ${what}.`);
}
