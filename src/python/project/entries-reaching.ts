import type { EntryPoint, FunctionModel } from '../model/symbols.ts';
import type { CallerList } from './callers.ts';
import { compareText } from './tree-paths.ts';

/** Steps from an entry point to a function that are followed. */
const MAX_DEPTH = 3;
/** Functions looked at on the way up: a helper that everything calls is reached from everywhere, and no rule needs the list. */
const MAX_FUNCTIONS = 300;

export interface ReachServices {
  callersOf(fn: FunctionModel): CallerList;
  entriesOf(fn: FunctionModel): readonly EntryPoint[];
}

/** Entry points from which a function is reached through resolved calls, itself included, in path and source order. */
export function entriesReaching(fn: FunctionModel, services: ReachServices): readonly EntryPoint[] {
  const seen = new Set([fn]);
  const entries = new Set(services.entriesOf(fn));
  let level: readonly FunctionModel[] = [fn];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const next: FunctionModel[] = [];
    for (const called of level) {
      for (const call of services.callersOf(called).calls) {
        const caller = call.function;
        if (caller === null || seen.has(caller) || seen.size >= MAX_FUNCTIONS) continue;
        seen.add(caller);
        next.push(caller);
        for (const entry of services.entriesOf(caller)) entries.add(entry);
      }
    }
    level = next;
  }
  return [...entries].sort(
    (a, b) => compareText(a.module.path, b.module.path) || a.span.start - b.span.start,
  );
}
