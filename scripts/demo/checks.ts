import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedGitHub } from '../../test/fakes/github/index.ts';
import type { Screen } from './screen.ts';

export type CheckRun = Awaited<ReturnType<SimulatedGitHub['checkRuns']>>[number];

/** Follows the check runs of a commit and tells each step once. */
export interface Checks {
  /** Waits until there are as many runs on the commit and the newest is completed. */
  completed(repository: string, sha: string, runs: number): Promise<CheckRun>;
}

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 30_000;

export function watchChecks(sim: SimulatedGitHub, screen: Screen): Checks {
  const told = new Set<string>();
  const tell = (run: CheckRun): void => {
    const step =
      run.conclusion === null ? run.status.replace('_', ' ') : `completed: ${run.conclusion}`;
    if (told.has(`${run.id} ${step}`)) return;
    told.add(`${run.id} ${step}`);
    screen.event('GitHub', `check run “${run.name}” is ${step}`);
  };
  return {
    async completed(repository, sha, runs) {
      const end = Date.now() + PATIENCE_MS;
      while (Date.now() < end) {
        const all = await sim.checkRuns(repository, sha);
        for (const run of all) tell(run);
        const newest = all.at(-1);
        if (all.length >= runs && newest?.status === 'completed') return newest;
        await sleep(LOOK_EVERY_MS);
      }
      throw new Error(`The check of ${sha} did not complete within ${PATIENCE_MS / 1000} seconds.`);
    },
  };
}
