import type { ReviewError } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';

/** GitHub's advice when it names no time. */
const DEFAULT_WAIT_SECONDS = 60;

/** Runs a call and turns GitHub's refusals into what the application knows. Everything else is a bug and goes on. */
export async function attempt<T>(
  operation: string,
  call: () => Promise<T>,
): Promise<Result<T, ReviewError>> {
  try {
    return ok(await call());
  } catch (error) {
    const failure = failureOf(operation, error);
    if (failure === null) throw error;
    return err(failure);
  }
}

/** Status of GitHub's answer; null when none came. Undefined: the error is none of a request. */
export function statusOf(error: unknown): number | null | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isNetworkError(error)) return null;
  return 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

/** True when the call may have been done although it failed: no answer, or a server's error. */
export function isUncertain(error: ReviewError): boolean {
  return error.kind === 'upstream-failed' && (error.status === null || error.status >= 500);
}

function failureOf(operation: string, error: unknown): ReviewError | null {
  const types = graphqlErrorTypes(error);
  if (types !== null) return graphqlFailure(operation, types);
  const status = statusOf(error);
  if (status === undefined) return null;
  if (status === 404 || status === 410) return { kind: 'not-found', what: operation };
  if (status === 403 || status === 429) {
    const retryAfterSeconds = waitOf(error);
    if (retryAfterSeconds !== null) return { kind: 'rate-limited', retryAfterSeconds };
    return { kind: 'permission-missing', permission: permissionOf(error) ?? operation };
  }
  return { kind: 'upstream-failed', operation, status };
}

/** Seconds to wait; null when the refusal is about rights. */
function waitOf(error: unknown): number | null {
  const after = Number(headerOf(error, 'retry-after') ?? Number.NaN);
  if (Number.isFinite(after)) return Math.max(1, after);
  if (headerOf(error, 'x-ratelimit-remaining') === '0') {
    const reset = Number(headerOf(error, 'x-ratelimit-reset') ?? Number.NaN);
    const now = Date.parse(headerOf(error, 'date') ?? '') / 1000;
    if (!Number.isFinite(reset) || !Number.isFinite(now)) return DEFAULT_WAIT_SECONDS;
    return Math.max(1, Math.ceil(reset - now));
  }
  const isLimit = error instanceof Error && /rate limit|abuse/iu.test(error.message);
  return isLimit || statusOf(error) === 429 ? DEFAULT_WAIT_SECONDS : null;
}

function permissionOf(error: unknown): string | null {
  return headerOf(error, 'x-accepted-github-permissions');
}

function headerOf(error: unknown, name: string): string | null {
  const response = memberOf(error, 'response');
  const value = memberOf(memberOf(response, 'headers'), name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** The types of the errors in an answer of GraphQL, whose status is 200 whatever happened; null when it is none. */
function graphqlErrorTypes(error: unknown): readonly unknown[] | null {
  const errors = memberOf(error, 'errors');
  const isGraphql = memberOf(error, 'name') === 'GraphqlResponseError';
  return isGraphql && Array.isArray(errors) ? errors.map((entry) => memberOf(entry, 'type')) : null;
}

function graphqlFailure(operation: string, types: readonly unknown[]): ReviewError {
  if (types.includes('RATE_LIMITED'))
    return { kind: 'rate-limited', retryAfterSeconds: DEFAULT_WAIT_SECONDS };
  if (types.includes('NOT_FOUND')) return { kind: 'not-found', what: operation };
  if (types.includes('FORBIDDEN')) return { kind: 'permission-missing', permission: operation };
  // Without a type: a query that took too long, or a fault of GitHub's. It may pass.
  return { kind: 'upstream-failed', operation, status: 200 };
}

/** Octokit gives status 500 to requests without an answer, and keeps what fetch threw as the cause. */
function isNetworkError(error: Error): boolean {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return true;
  return 'status' in error && error.status === 500 && !('response' in error && error.response);
}

function memberOf(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
