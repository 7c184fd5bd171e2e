const NOTHING: readonly never[] = [];

/**
 * The same list without the room that growing left behind: an array that was pushed to keeps space for sixteen more, which
 * over all calls and tuples of a project is more than the facts themselves.
 */
export function packed<T>(items: readonly T[]): readonly T[] {
  return items.length === 0 ? NOTHING : items.slice();
}
