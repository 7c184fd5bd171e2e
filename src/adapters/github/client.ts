import type { Octokit } from '@octokit/rest';

/** What the adapter uses of an Octokit: Probot's for an installation, or one with a personal token. */
export type GitHubClient = Pick<Octokit, 'request' | 'graphql'>;

/** The client with the rights of an installation. Throws like any call of it when GitHub refuses a token. */
export type ClientFor = (installationId: number) => Promise<GitHubClient>;
