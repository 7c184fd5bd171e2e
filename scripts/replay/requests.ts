import type { LoggedRequest, SimulatedGitHub } from '../../test/fakes/github/index.ts';

/** Requests that count against an installation's limits. */
export interface Requests {
  readonly read: number;
  readonly written: number;
}

/** Archives come from another host than the API, and the App asks for its own name once a process. */
const NOT_OF_A_REVIEW = new Set(['/app', '/_codeload']);

export function requestsIn(sim: SimulatedGitHub): Requests {
  const count = (...kinds: readonly LoggedRequest['kind'][]): number =>
    sim.log.requests.filter(
      ({ kind, route }) => kinds.includes(kind) && !NOT_OF_A_REVIEW.has(route),
    ).length;
  return { read: count('read', 'graphql'), written: count('write', 'content') };
}
