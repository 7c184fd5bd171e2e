/** Expected reasons why a review or a report cannot be made. Data only: `render` words them. */
export type ReviewError =
  | {
      readonly kind: 'config-invalid';
      readonly path: string;
      readonly problems: readonly ConfigProblem[];
    }
  | { readonly kind: 'head-moved'; readonly expected: string; readonly actual: string }
  | { readonly kind: 'pull-request-closed' }
  | { readonly kind: 'not-found'; readonly what: string }
  | { readonly kind: 'no-python' }
  | { readonly kind: 'not-a-git-tree'; readonly path: string }
  | { readonly kind: 'unknown-revision'; readonly revision: string }
  | { readonly kind: 'unknown-rule'; readonly rule: string; readonly nearest: string | null }
  | { readonly kind: 'source-unreadable'; readonly path: string; readonly reason: string }
  | { readonly kind: 'change-too-large'; readonly files: number; readonly limit: number }
  | { readonly kind: 'permission-missing'; readonly permission: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  | {
      readonly kind: 'upstream-failed';
      readonly operation: string;
      readonly status: number | null;
    };

/** One thing wrong in a configuration file. Lines count from 1; null when the line is unknown. */
export interface ConfigProblem {
  readonly line: number | null;
  readonly key: string;
  readonly message: string;
}
