import type { Operation } from '../model/flow.ts';
import type { Flow } from './function-flow.ts';

/** What opens and what closes something that stays open in between. */
export interface StretchEvents {
  opens(operation: Operation): boolean;
  closes(operation: Operation): boolean;
}

/**
 * Operations that run, on some way through the body, after something was opened and before it is closed. The operation that
 * opens or closes it counts as inside when it was open before.
 */
export function openStretch(flow: Flow, events: StretchEvents): ReadonlySet<number> {
  const { graph, operations } = flow;
  const opened: boolean[] = Array.from({ length: graph.blockCount }, () => false);
  const inside = new Set<number>();
  const queue: number[] = Array.from({ length: graph.blockCount }, (_, id) => id);
  const enter = (block: number): void => {
    if (opened[block] === true) return;
    opened[block] = true;
    queue.push(block);
  };
  for (let block = queue.shift(); block !== undefined; block = queue.shift()) {
    let open = opened[block] === true;
    let everOpen = open;
    for (const index of graph.operationsOf(block)) {
      const operation = operations[index];
      if (operation === undefined) continue;
      if (open) inside.add(index);
      if (events.closes(operation)) open = false;
      else if (events.opens(operation)) open = true;
      everOpen ||= open;
    }
    if (open) for (const next of graph.normalOf(block)) enter(next);
    if (everOpen) for (const next of graph.exceptionalOf(block)) enter(next);
  }
  return inside;
}
