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

/**
 * Bindings of one name, in source order, that may hold at an offset: the last one that certainly ran before it, those under a
 * condition since then, and those a loop carries round.
 */
export function reachingBindings(
  bindings: readonly Binding[],
  at: number,
  use: Block,
): readonly Binding[] {
  let dominating: Binding | null = null;
  for (const binding of bindings) {
    if (binding.at <= at && isWithin(use, binding.block)) dominating = binding;
  }
  const found: Binding[] = dominating ? [dominating] : [];
  for (const binding of bindings) {
    if (binding === dominating || binding.kind === 'narrow') continue;
    const between = binding.at <= at && (!dominating || binding.at >= dominating.at);
    const passes =
      between && !isWithin(use, binding.block) && !excludes(binding.block, use)
        ? !isCutOff(binding, use)
        : false;
    if (passes || isCarried(binding, use, dominating)) found.push(binding);
  }
  return found;
}
