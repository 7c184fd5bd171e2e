import type { Binding, Block } from './scope.ts';

function isWithin(block: Block, outer: Block): boolean {
  for (let at: Block | null = block; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** Blocks from the root down to `block`. */
function pathOf(block: Block): readonly Block[] {
  const path: Block[] = [];
  for (let at: Block | null = block; at; at = at.parent) path.push(at);
  return path.reverse();
}

/** True when the two blocks stand in different arms of one choice. */
function excludes(a: Block, b: Block): boolean {
  const left = pathOf(a);
  const right = pathOf(b);
  let depth = 0;
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth += 1;
  const choice = left[depth]?.choice;
  return choice !== undefined && choice !== null && choice === right[depth]?.choice;
}

/** True when control cannot come from the end of the binding's block to the use. */
function isCutOff(binding: Binding, use: Block): boolean {
  for (let at: Block | null = binding.block; at && !isWithin(use, at); at = at.parent) {
    if (at.leaves === 'exit') return true;
    if (at.leaves === 'jump' && sharesLoop(at, use)) return true;
  }
  return false;
}

function innermostLoop(block: Block): Block | null {
  for (let at: Block | null = block; at; at = at.parent) if (at.loop) return at;
  return null;
}

function sharesLoop(block: Block, use: Block): boolean {
  const loop = innermostLoop(block);
  return loop !== null && isWithin(use, loop);
}

/** True when a later iteration of a loop around the use can carry the binding to it past `dominating`. */
function isCarried(binding: Binding, use: Block, dominating: Binding | null): boolean {
  for (let at: Block | null = use; at; at = at.parent) {
    if (!at.loop || !isWithin(binding.block, at)) continue;
    if (!dominating || !isWithin(dominating.block, at)) return true;
  }
  return false;
}

/** Bindings looked at for one use. More is generated or hostile code, and unknown. */
const MAX_LOOKED_AT = 200;

/** Index of the last binding that holds from `at` or earlier; -1 when none does. */
function lastBefore(bindings: readonly Binding[], at: number): number {
  let low = 0;
  let high = bindings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const binding = bindings[middle];
    if (binding !== undefined && binding.at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The end of the outermost loop around the use that does not hold the dominating binding; -1 when there is none. */
function loopEnd(use: Block, dominating: Binding | null): number {
  let end = -1;
  for (let at: Block | null = use; at; at = at.parent) {
    if (at.loop && (!dominating || !isWithin(dominating.block, at))) end = at.end;
  }
  return end;
}

/**
 * Bindings of one name, from a list sorted by `at`, that may hold at an offset: the last one that certainly ran before it,
 * those under a condition since then, and those a loop carries round. Null when there are too many to tell.
 */
export function reachingBindings(
  bindings: readonly Binding[],
  at: number,
  use: Block,
): readonly Binding[] | null {
  const before: Binding[] = [];
  let dominating: Binding | null = null;
  const last = lastBefore(bindings, at);
  let index = last;
  for (; index >= 0 && !dominating; index -= 1) {
    const binding = bindings[index];
    if (binding === undefined || last - index > MAX_LOOKED_AT) return null;
    if (isWithin(use, binding.block)) dominating = binding;
    else if (binding.kind !== 'narrow') before.push(binding);
  }
  const found = before.filter(
    (binding) =>
      (!excludes(binding.block, use) && !isCutOff(binding, use)) ||
      isCarried(binding, use, dominating),
  );
  if (dominating) found.push(dominating);
  found.reverse();
  const end = loopEnd(use, dominating);
  for (index = last + 1; index < bindings.length; index += 1) {
    const binding = bindings[index];
    if (binding === undefined || binding.at > end) break;
    if (index - last > MAX_LOOKED_AT) return null;
    if (binding.kind !== 'narrow' && isCarried(binding, use, dominating)) found.push(binding);
  }
  return found;
}
