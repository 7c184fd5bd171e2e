import type { ConfigProblem, ReviewError } from '../domain/error.ts';
import { counted } from './words.ts';

/** Problems of a configuration that one sentence holds. */
const MOST_PROBLEMS = 5;

/** One sentence for a person: what is wrong, where, and what to do. */
export function errorMessage(error: ReviewError): string {
  switch (error.kind) {
    case 'config-invalid':
      return configMessage(error.path, error.problems);
    case 'head-moved':
      return `The pull request moved from ${short(error.expected)} to ${short(error.actual)} during the review.`;
    case 'pull-request-closed':
      return 'The pull request is closed.';
    case 'not-found':
      return `${error.what} was not found, or the token may not read it.`;
    case 'no-python':
      return 'There is no Python to review.';
    case 'not-a-git-tree':
      return `${error.path} is not in a git repository.`;
    case 'unknown-revision':
      return `Git knows no revision ${error.revision}.`;
    case 'unknown-rule':
      return error.nearest === null
        ? `There is no rule ${error.rule}.`
        : `There is no rule ${error.rule}. Did you mean ${error.nearest}?`;
    case 'source-unreadable':
      return `${error.path} cannot be read: ${error.reason}.`;
    case 'change-too-large':
      return `The change has ${error.files} files; at most ${error.limit} are reviewed.`;
    case 'permission-missing':
      return `The permission "${error.permission}" is missing.`;
    case 'rate-limited':
      return `GitHub asks to wait ${counted(error.retryAfterSeconds, 'second')}.`;
    case 'upstream-failed':
      return upstreamMessage(error.operation, error.status);
  }
}

function upstreamMessage(operation: string, status: number | null): string {
  if (status === null) return `GitHub could not be reached (${operation}).`;
  if (status === 200) return `GitHub answered with an error (${operation}).`;
  if (status === 401) return `GitHub refused the token (${operation}).`;
  return `GitHub answered ${status} (${operation}).`;
}

function configMessage(path: string, problems: readonly ConfigProblem[]): string {
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => problemText(path, problem));
  const rest = problems.length - shown.length;
  if (rest > 0) shown.push(`and ${rest} more`);
  const sentence = shown.join('; ');
  return sentence.endsWith('?') ? sentence : `${sentence}.`;
}

/** `lintel.yml:3: ignroe: unknown key "ignroe"; did you mean "ignore"?` */
export function problemText(path: string, problem: ConfigProblem): string {
  const place = problem.line === null ? path : `${path}:${problem.line}`;
  const key = problem.key === '' ? '' : `${problem.key}: `;
  return `${place}: ${key}${problem.message}`;
}

function short(sha: string): string {
  return sha.slice(0, 7);
}
