/** The simulated GitHub; see README.md. */
export type { CheckRun, CheckSuite } from './checks.ts';
export type { CommitRequest, FileContent } from './commit-builder.ts';
export type { IssueComment } from './conversation.ts';
export type { Installation } from './installation.ts';
export type { SimulatedPullRequest } from './pull-request.ts';
export type { QuirkName, QuirkOptions, Quirks } from './quirks.ts';
export type { MergeGroup, SimulatedRepository } from './repository.ts';
export type { LoggedRequest, RequestKind, RequestLog } from './request-log.ts';
export type { Review, ReviewComment } from './review-comment.ts';
export type { Permissions, Settings } from './settings.ts';
export type { AppCredentials, PostedComment } from './simulated-github.ts';
export { SimulatedGitHub } from './simulated-github.ts';
export type { Delivery, Webhooks } from './webhooks.ts';
