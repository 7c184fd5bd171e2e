import { Probot, ProbotOctokit } from 'probot';
import type { Logger } from 'pino';
import type { ClientFor } from '../../adapters/github/client.ts';
import type { AppIdentity } from '../../adapters/github/review-publisher.ts';

export interface GitHubOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Null: api.github.com. */
  readonly apiUrl: string | null;
  readonly logger: Logger;
  readonly onRequest: (method: string, status: string) => void;
  /** False for the simulated GitHub, which needs no politeness: no pauses between writes, no repeated reads. */
  readonly paced: boolean;
}

/** GitHub as the App sees it: webhooks, and a client for each installation. */
export interface GitHub {
  readonly probot: Probot;
  readonly clientFor: ClientFor;
  /** Asked once; a failed answer is not remembered. */
  identity(): Promise<AppIdentity>;
}

/** No call takes this long; GitHub itself ends them after ten seconds. Archives may be large. */
const CALL_MS = 30_000;
const ARCHIVE_MS = 180_000;

export async function connectGitHub(options: GitHubOptions): Promise<GitHub> {
  const probot = new Probot({
    appId: options.appId,
    privateKey: options.privateKey,
    secret: options.webhookSecret,
    log: options.logger,
    Octokit: octokitFor(options.paced),
    request: { fetch: countedFetch(options.onRequest) },
    ...(options.apiUrl === null ? {} : { baseUrl: options.apiUrl }),
  });
  await probot.ready();
  let known: AppIdentity | null = null;
  return {
    probot,
    // A client of its own for each installation: the shared one of webhook contexts paces all of them as one.
    clientFor: (installationId) => probot.auth(installationId),
    async identity() {
      if (known !== null) return known;
      const client = await probot.auth();
      const { data } = await client.request('GET /app');
      if (data === null) throw new Error('GitHub does not say which App this is.');
      known = { id: data.id, slug: data.slug ?? '' };
      return known;
    },
  };
}

/** Limits are not waited for in the process: the queue brings the job back when GitHub says. */
function octokitFor(paced: boolean): typeof ProbotOctokit {
  return ProbotOctokit.defaults((options: Record<string, unknown>) => {
    const throttle = options['throttle'];
    const given = throttle !== null && typeof throttle === 'object' ? throttle : {};
    const off = paced ? {} : { enabled: false };
    return {
      ...options,
      retry: paced ? { retries: 2 } : { enabled: false },
      throttle: {
        ...given,
        ...off,
        onRateLimit: () => false,
        onSecondaryRateLimit: () => false,
      },
    };
  });
}

function countedFetch(onRequest: GitHubOptions['onRequest']): typeof fetch {
  return async (input, init) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    const limit = url.includes('/tarball/') ? ARCHIVE_MS : CALL_MS;
    const method = init?.method ?? 'GET';
    try {
      const response = await fetch(input, { ...init, signal: AbortSignal.timeout(limit) });
      onRequest(method, String(response.status));
      return response;
    } catch (error) {
      onRequest(method, 'none');
      throw error;
    }
  };
}
