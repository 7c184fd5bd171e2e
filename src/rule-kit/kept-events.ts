import type { Effect } from '../knowledge/entries.ts';
import type { ExceptHandler, TryStmt } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel } from '../python/model/index.ts';
import { statementsIn } from './walk.ts';

/** What keeps an event: then its failure can be handled later. */
const KEEPS: ReadonlySet<Effect> = new Set<Effect>([
  'database-write',
  'transaction-commit',
  'publish',
  'task-dispatch',
  'cache-write',
]);
const KEEPS_BY_NAME =
  /(?:save|store|enqueue|retry|dead|dlq|inbox|persist|record|publish|requeue|schedule)/iu;

/** The handler raises, or keeps the event somewhere. */
export function isKept(handler: ExceptHandler, fn: FunctionModel): boolean {
  if ([...statementsIn(handler.body)].some(({ kind }) => kind === 'raise')) return true;
  const isInside = ({ span }: CallSite): boolean =>
    span.start >= handler.start && span.end <= handler.end;
  if (fn.effects().some(({ effect, origin }) => isInside(origin) && KEEPS.has(effect))) return true;
  return fn.calls.some((call) => isInside(call) && KEEPS_BY_NAME.test(call.text));
}

/** Something is stored before the work begins. */
export function isStoredBefore({ start }: TryStmt, fn: FunctionModel): boolean {
  return (
    fn.effects().some(({ effect, origin }) => origin.span.end <= start && KEEPS.has(effect)) ||
    fn.calls.some((call) => call.span.end <= start && KEEPS_BY_NAME.test(call.text))
  );
}

/** More than one step keeps something: the first of them is what is left when a later one fails. */
export function isStoredFirst(statement: TryStmt, work: CallSite, fn: FunctionModel): boolean {
  return fn
    .effects()
    .some(
      ({ effect, origin }) =>
        KEEPS.has(effect) &&
        origin.operation !== work.operation &&
        origin.regions.some((region) => region.kind === 'try' && region.statement === statement) &&
        fn.flow.canFollow(work.operation, origin.operation),
    );
}
