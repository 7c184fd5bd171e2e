/**
 * Strongly connected components of a graph on 0…n−1, by Tarjan's algorithm with an explicit stack: linear, and no
 * recursion over what an untrusted repository can make arbitrarily deep.
 */
export function strongComponents(
  successors: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const state = newState(successors.length);
  for (let start = 0; start < successors.length; start += 1) {
    if (state.order[start] === -1) visitFrom(start, successors, state);
  }
  return state.components;
}

interface State {
  /** Visit number, -1 before the visit. */
  readonly order: Int32Array;
  /** Smallest visit number known to be reachable. */
  readonly low: Int32Array;
  readonly onStack: Uint8Array;
  /** Next successor to look at. */
  readonly cursor: Int32Array;
  readonly open: number[];
  readonly components: number[][];
  visited: number;
}

function newState(size: number): State {
  return {
    order: new Int32Array(size).fill(-1),
    low: new Int32Array(size),
    onStack: new Uint8Array(size),
    cursor: new Int32Array(size),
    open: [],
    components: [],
    visited: 0,
  };
}

function enter(node: number, state: State): void {
  state.order[node] = state.visited;
  state.low[node] = state.visited;
  state.visited += 1;
  state.open.push(node);
  state.onStack[node] = 1;
}

function visitFrom(start: number, successors: readonly (readonly number[])[], state: State): void {
  const path = [start];
  enter(start, state);
  for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
    const at = state.cursor[node] ?? 0;
    const next = successors[node]?.[at];
    if (next === undefined) {
      path.pop();
      leave(node, path.at(-1), state);
      continue;
    }
    state.cursor[node] = at + 1;
    if (state.order[next] === -1) {
      enter(next, state);
      path.push(next);
    } else if (state.onStack[next] === 1) lower(node, state.order[next] ?? 0, state);
  }
}

function lower(node: number, value: number, state: State): void {
  state.low[node] = Math.min(state.low[node] ?? 0, value);
}

function leave(node: number, parent: number | undefined, state: State): void {
  if (parent !== undefined) lower(parent, state.low[node] ?? 0, state);
  if (state.low[node] !== state.order[node]) return;
  const component: number[] = [];
  let member: number | undefined;
  do {
    member = state.open.pop();
    if (member === undefined) break;
    state.onStack[member] = 0;
    component.push(member);
  } while (member !== node);
  state.components.push(component);
}
