/** Answers that are errors, in GitHub's wording. */
import type { Json } from './json.ts';

const documentation = 'https://docs.github.com/rest';

export class ApiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly Json[] | undefined;
  /** Switched on by a quirk: not the fault of the caller. */
  readonly injected: boolean;

  constructor(
    status: number,
    message: string,
    detail: { errors?: readonly Json[]; headers?: Record<string, string>; injected?: boolean } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = detail.errors;
    this.headers = detail.headers ?? {};
    this.injected = detail.injected ?? false;
  }

  body(): Json {
    const status = String(this.status);
    const base = { message: this.message, documentation_url: documentation };
    return this.errors === undefined ? { ...base, status } : { ...base, errors: this.errors };
  }
}

export function notFound(): ApiError {
  return new ApiError(404, 'Not Found');
}

export function badCredentials(): ApiError {
  return new ApiError(401, 'Bad credentials');
}

export function notAccessible(): ApiError {
  return new ApiError(403, 'Resource not accessible by integration');
}

/** 422 with plain sentences, as the review endpoints answer. */
export function unprocessable(...errors: string[]): ApiError {
  return new ApiError(422, 'Unprocessable Entity', { errors });
}

/** 422 of the schema check. */
export function invalidRequest(sentences: readonly string[]): ApiError {
  return new ApiError(422, `Invalid request.\n\n${sentences.join('\n')}`);
}

/** 422 with structured errors. */
export function validationFailed(
  errors: readonly { resource: string; field: string; code: string; message?: string }[],
): ApiError {
  return new ApiError(422, 'Validation Failed', { errors });
}
