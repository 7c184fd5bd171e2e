/** A small repository with an open pull request, seen through real octokit clients. */
import { createSign } from 'node:crypto';

import { Octokit } from '@octokit/rest';

import type {
  Installation,
  Permissions,
  Settings,
  SimulatedPullRequest,
  SimulatedRepository,
} from '../../../fakes/github/index.ts';
import { SimulatedGitHub } from '../../../fakes/github/index.ts';

export const shop = { owner: 'acme', repo: 'shop' };
export const numbered = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);

export interface Scene {
  readonly sim: SimulatedGitHub;
  readonly repository: SimulatedRepository;
  readonly installation: Installation;
  readonly pull: SimulatedPullRequest;
  /** A client with an installation token. */
  readonly octokit: Octokit;
  readonly at: { owner: string; repo: string; pull_number: number };
}

/** `app/a.py` has line 10 and line 31 changed, line 20 deleted: hunks 7-13, 17-23, 28-34 of the base. */
export async function openScene(settings: Partial<Settings> = {}): Promise<Scene> {
  const sim = await SimulatedGitHub.start(settings);
  const repository = sim.repository('acme/shop');
  const installation = sim.install('acme');
  await repository.commit({
    branch: 'main',
    files: { 'app/a.py': fileOf(numbered), 'moved.py': 'a = 1\nb = 2\nc = 3\n' },
  });
  const changes = {
    'app/a.py': fileOf(changedLines()),
    'moved.py': null,
    'new/moved.py': 'a = 1\nb = 2\nc = 3\n',
    'added.py': 'x = 1\ny = 2\n',
  };
  await repository.commit({ branch: 'fix', from: 'main', changes });
  const pull = await repository.openPullRequest({ head: 'fix', title: 'Fix', author: 'bob' });
  const octokit = clientOf(sim, sim.installationToken(installation.id));
  return {
    sim,
    repository,
    installation,
    pull,
    octokit,
    at: { ...shop, pull_number: pull.number },
  };
}

export function changedLines(): string[] {
  return numbered.flatMap((line, index) => {
    if (index === 19) return [];
    return [index === 9 || index === 30 ? `${line} changed` : line];
  });
}

export function fileOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

export function clientOf(sim: SimulatedGitHub, auth: string): Octokit {
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  return new Octokit({ baseUrl: sim.url, auth, log });
}

function silent(): void {
  // The refusals that tests provoke are no news.
}

/** A client that may do only this. */
export function clientWith(scene: Scene, permissions: Permissions): Octokit {
  return clientOf(scene.sim, scene.sim.installationToken(scene.installation.id, { permissions }));
}

/** A JSON web token of the App. */
export function appToken(sim: SimulatedGitHub, claims: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss: sim.app.id, iat: now - 30, exp: now + 540, ...claims })}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(sim.app.privateKey, 'base64url')}`;
}

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** What a call is refused with; fails when it is accepted. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (isRequestError(error)) {
      const { data, headers } = error.response;
      return { status: error.status, message: error.message, body: data, headers };
    }
    throw error;
  }
  throw new Error('The call was accepted.');
}

function isRequestError(error: unknown): error is Error & {
  status: number;
  response: { data: unknown; headers: Record<string, string | number | undefined> };
} {
  return (
    error instanceof Error &&
    'status' in error &&
    'response' in error &&
    error.response !== undefined
  );
}
