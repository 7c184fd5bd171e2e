import { readCommentMarker } from '../../src/application/publication/marker.ts';
import type { Review } from '../../src/domain/review.ts';
import type { CheckRun, PostedComment } from '../../test/fakes/github/index.ts';
import type { ShownLines } from './git-diff.ts';

/** Comments that sit on a line which git does not show. */
export function misplaced(comments: readonly PostedComment[], shown: ShownLines): string[] {
  return comments
    .filter(
      ({ path, anchor }) => anchor === undefined || !shown.has(path, anchor.side, anchor.line),
    )
    .map(({ path, anchor }) => `a comment off the diff: ${path}:${anchor?.line ?? '?'}`);
}

/** Everything the change answers for is told exactly once: in a comment, as an annotation, or (a deleted line) in the summary. */
export function unpublished(
  review: Review,
  comments: readonly PostedComment[],
  check: CheckRun,
): string[] {
  const open = review.findings.filter(
    ({ status }) => status === 'introduced' || status === 'worsened',
  );
  const told = comments.flatMap(({ body }) => readCommentMarker(body)?.fingerprints ?? []);
  const inComments = new Set(told);
  const left = open.filter((finding) => !inComments.has(finding.fingerprint));
  const annotations = left.filter(({ side }) => side === 'RIGHT').length;
  const problems: string[] = [];
  if (inComments.size !== told.length) problems.push('a finding is told in two comments');
  if (left.length + told.length !== open.length)
    problems.push('a comment tells what is no open finding');
  if (check.annotations.length !== annotations)
    problems.push(`${check.annotations.length} annotations for ${annotations} findings`);
  return problems;
}

/** What came on top of the comments that were there. */
export function repeated(
  before: readonly PostedComment[],
  now: readonly PostedComment[],
  counts: { readonly reviews: number; readonly conversation: number },
): string[] {
  const problems: string[] = [];
  const told = (comments: readonly PostedComment[]): string =>
    comments.map(({ id, body }) => `${id} ${body}`).join('\n');
  if (now.length !== before.length)
    problems.push(`${now.length} comments where there were ${before.length}`);
  else if (told(now) !== told(before)) problems.push('a comment was edited without need');
  const reviews = before.length === 0 ? 0 : 1;
  if (counts.reviews !== reviews)
    problems.push(`${counts.reviews} reviews where ${reviews} is enough`);
  if (counts.conversation > 0) problems.push(`${counts.conversation} comments below the change`);
  return problems;
}
