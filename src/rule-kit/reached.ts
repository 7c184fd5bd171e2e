import { implementationOf } from '../python/effects/callees.ts';
import type { CallSite, FunctionModel, Project } from '../python/model/index.ts';

/** A function that runs because of another one, with the calls that lead to it. */
export interface ReachedFunction {
  readonly function: FunctionModel;
  /** Empty for the function asked about. */
  readonly path: readonly CallSite[];
}

const MAX_FUNCTIONS = 100;

/** A function and those that its calls run on the spot, to a depth, each once by its shortest way, in source order of every level. */
export function reachedFunctions(
  fn: FunctionModel,
  project: Project,
  depth = 3,
): readonly ReachedFunction[] {
  const seen = new Set([fn]);
  const all: ReachedFunction[] = [{ function: fn, path: [] }];
  let level: readonly ReachedFunction[] = all.slice();
  for (let step = 0; step < depth && level.length > 0; step += 1) {
    const next: ReachedFunction[] = [];
    for (const { function: caller, path } of level) {
      for (const call of caller.calls) {
        const target = calledBy(call, project);
        if (target === null || seen.has(target) || seen.size >= MAX_FUNCTIONS) continue;
        seen.add(target);
        next.push({ function: target, path: [...path, call] });
      }
    }
    all.push(...next);
    level = next;
  }
  return all;
}

/** The function that a call runs: its target, or the only implementation of an abstract one. */
export function calledBy(call: CallSite, project: Project): FunctionModel | null {
  const { target } = call;
  if (target === null || !('flow' in target) || call.deferred) return null;
  const { runsElsewhere } = call;
  if (runsElsewhere !== null && runsElsewhere !== 'task' && runsElsewhere !== 'event-loop')
    return null;
  return implementationOf(target, project);
}
