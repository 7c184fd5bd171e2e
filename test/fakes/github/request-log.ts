/** What was asked of the simulation, so that tests can count and assert. */

export type RequestKind = 'read' | 'write' | 'content' | 'graphql' | 'token';

export interface LoggedRequest {
  readonly kind: RequestKind;
  readonly method: string;
  /** Route of the description (`/repos/{owner}/{repo}/pulls/{pull_number}`); the bare path when none matched. */
  readonly route: string;
  readonly operation: string | undefined;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** The message of an error answer. */
  readonly error: string | undefined;
  /** The error was switched on by a quirk. */
  readonly injected: boolean;
  readonly actor: string;
}

export class RequestLog {
  readonly requests: LoggedRequest[] = [];
  /** Answers of the simulation, or webhooks, that break GitHub's description. */
  readonly violations: string[] = [];

  record(request: LoggedRequest): void {
    this.requests.push(request);
  }

  count(kind: RequestKind): number {
    return this.requests.filter((request) => request.kind === kind).length;
  }

  rejected(): LoggedRequest[] {
    const mutating = (request: LoggedRequest): boolean =>
      request.kind === 'write' || request.kind === 'content' || request.kind === 'graphql';
    return this.requests.filter(
      (request) =>
        mutating(request) && request.status >= 400 && request.status < 500 && !request.injected,
    );
  }

  unimplemented(): LoggedRequest[] {
    return this.requests.filter((request) => request.status === 501);
  }

  clear(): void {
    this.requests.length = 0;
  }
}
