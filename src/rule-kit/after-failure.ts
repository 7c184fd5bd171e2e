import type { TryStmt } from '../python/facts/facts.ts';
import type { CallSite } from '../python/model/index.ts';
import { statementsIn } from './walk.ts';

/** `if rows:` after `try: rows = load()`: what stands in the arm is for a success, the failure left nothing to work on. */
export function needsResultOf(attempt: TryStmt, { regions }: CallSite): boolean {
  const results = new Set<string>();
  for (const statement of statementsIn(attempt.body)) {
    if (statement.kind !== 'assign') continue;
    for (const target of statement.targets) if (target.kind === 'name') results.add(target.id);
  }
  return regions.some(
    (region) =>
      region.kind === 'branch' &&
      region.arm === 'then' &&
      region.start >= attempt.end &&
      region.test?.kind === 'name' &&
      results.has(region.test.id),
  );
}
