/** Which commit a request means. */
import { notFound } from '../api-error.ts';
import type { Commit } from '../object-store.ts';
import type { SimulatedRepository } from '../repository.ts';
import type { Call } from './route.ts';

/** A commit by branch, reference or id, as seen through a repository. */
export async function commitAt(
  call: Call,
  repository: SimulatedRepository,
  ref: string,
): Promise<Commit> {
  const sha = await repository.resolve(ref);
  const commit = sha === undefined ? undefined : await repository.store.commit(sha);
  if (commit === undefined || hiddenForkHead(call, repository, ref)) throw notFound();
  return commit;
}

function hiddenForkHead(call: Call, repository: SimulatedRepository, ref: string): boolean {
  const ofFork = [...repository.pulls.values()].some(
    (pull) => pull.fromFork && pull.headSha === ref,
  );
  return ofFork && call.world.quirks.strike('forkHeadNotInBase') !== undefined;
}
