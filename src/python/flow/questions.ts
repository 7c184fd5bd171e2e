import type { ExceptHandler, TryStmt } from '../facts/facts.ts';
import type { Operation, Region } from '../model/flow.ts';
import type { CallSite } from '../model/symbols.ts';

type Standing = Pick<CallSite, 'regions'> | Pick<Operation, 'regions'>;
export type RegionOf<K extends Region['kind']> = Extract<Region, { readonly kind: K }>;

/** Innermost region of a kind around a call or operation, null when there is none. */
export function enclosing<K extends Region['kind']>(at: Standing, kind: K): RegionOf<K> | null {
  for (let index = at.regions.length - 1; index >= 0; index -= 1) {
    const region = at.regions[index];
    if (region !== undefined && isKind(region, kind)) return region;
  }
  return null;
}

/** Regions of a kind around a call or operation, outermost first. */
export function enclosingAll<K extends Region['kind']>(
  at: Standing,
  kind: K,
): readonly RegionOf<K>[] {
  return at.regions.filter((region): region is RegionOf<K> => isKind(region, kind));
}

function isKind<K extends Region['kind']>(region: Region, kind: K): region is RegionOf<K> {
  return region.kind === kind;
}

/** A loop that runs the call more than once: a loop body, the test of a `while`, a comprehension. Not the iterable of a `for`. */
export function repeatingLoop(at: Standing): RegionOf<'loop'> | RegionOf<'comprehension'> | null {
  for (let index = at.regions.length - 1; index >= 0; index -= 1) {
    const region = at.regions[index];
    if (region === undefined) continue;
    if (region.kind === 'comprehension') return region;
    if (region.kind === 'loop' && (region.part === 'body' || region.loop === 'while'))
      return region;
    if (region.kind === 'lambda') return null;
  }
  return null;
}

export function isInsideLoop(at: Standing): boolean {
  return repeatingLoop(at) !== null;
}

/** The `try` whose body holds the call: what it raises reaches these handlers. Innermost first. */
export function triesAround(at: Standing): readonly TryStmt[] {
  return enclosingAll(at, 'try')
    .map(({ statement }) => statement)
    .reverse();
}

/** The innermost `try` body with a handler around the call, null when there is none. */
export function tryAround(at: Standing): TryStmt | null {
  return triesAround(at).find(({ handlers }) => handlers.length > 0) ?? null;
}

/** The handler the call stands in, null when it stands in none. */
export function handlerAround(at: Standing): ExceptHandler | null {
  return enclosing(at, 'except')?.handler ?? null;
}

/** Under a condition inside its function: a branch, a handler, a filter. */
export function isConditional(at: Standing): boolean {
  return at.regions.some(({ kind }) => kind === 'branch' || kind === 'except');
}

/** The call stands in a `with` over the same block as the other one. */
export function sharesRegion(a: Standing, b: Standing, kind: Region['kind']): boolean {
  const ids = new Set(a.regions.filter((region) => region.kind === kind).map(({ id }) => id));
  return b.regions.some((region) => region.kind === kind && ids.has(region.id));
}

/** `if __name__ == '__main__':`: runs when the module is started as a program. */
export function isMainBlock(region: Region): boolean {
  return (
    region.kind === 'branch' &&
    region.test?.kind === 'compare' &&
    region.test.operands.some((side) => side.kind === 'name' && side.id === '__name__')
  );
}
