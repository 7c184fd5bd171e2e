import type { Effect } from '../knowledge/entries.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { FunctionModel, Operation } from '../python/model/index.ts';
import { singleDefinition } from '../python/effects/chains.ts';
import type { OvertakenWrite } from './shared-state.ts';

/**
 * What is lost or done twice when another task overtakes a write: a change that others made (`update`), what must happen once
 * (`effect`), a background task that is started twice (`task`), a row, a message or a step behind a flag (`step`), a connection
 * that nobody closes (`resource`). Null where both writers store what is as good as the other's: an entry of a cache, a time stamp, a value that is read once.
 */
export type RaceStake = 'update' | 'effect' | 'task' | 'step' | 'resource' | null;

const ONCE: ReadonlySet<Effect> = new Set<Effect>(['payment', 'publish', 'task-dispatch', 'email']);
const CLOCK = /(?:^|\.)(?:monotonic|now|time|utcnow)$/u;
const STARTS = /(?:^|\.)(?:create_task|ensure_future|start_soon|Thread)$/u;
const OPENS =
  /(?:^|[._])(?:a?connect|create_(?:\w+_)?(?:client|connection|pool)|launch|open|\w*[Cc]onnection|\w*Client|\w*Pool)$/u;
const RESOURCE =
  /(?:^|_)(?:browser|channel|client|conn|connection|consumer|driver|engine|listener|pool|producer|socket|transport|worker)s?$/u;

/** What hangs on the race of an overtaken write. */
export function raceStake(race: OvertakenWrite, fn: FunctionModel): RaceStake {
  const { write, kind } = race;
  if (write.kind !== 'assign' || write.value === null) return null;
  if (kind === 'lost' || write.operator !== null) return 'update';
  // What failed once is remembered: whoever comes later remembers the same.
  if (write.regions.some((region) => region.kind === 'except')) return null;
  const value = madeBy(write.value, write, fn);
  const callee = value.kind === 'call' ? textOf(value.callee) : '';
  if (STARTS.test(callee)) return 'task';
  const effects = effectsBetween(race.read, write, fn);
  if (effects.some((effect) => ONCE.has(effect))) return 'effect';
  if (effects.includes('database-write')) return 'step';
  // When something was told last: a notice more is no harm.
  if (CLOCK.test(callee)) return null;
  if (effects.includes('message-send')) return 'step';
  if (value.kind === 'constant' && value.value === 'True') return 'step';
  return OPENS.test(callee) || (!race.isEntry && RESOURCE.test(race.text)) ? 'resource' : null;
}

/** The call behind `await`, and behind a local name. */
function madeBy(value: Expr, at: Operation, fn: FunctionModel): Expr {
  const named =
    value.kind === 'name' ? (singleDefinition(fn.flow, value.id, at)?.value ?? value) : value;
  return named.kind === 'await' ? named.value : named;
}

function effectsBetween(read: Operation, write: Operation, fn: FunctionModel): readonly Effect[] {
  return fn
    .effects()
    .filter(
      ({ origin: { operation } }) =>
        read.index < operation.index &&
        operation.index < write.index &&
        fn.flow.canFollow(read, operation) &&
        fn.flow.canFollow(operation, write),
    )
    .map(({ effect }) => effect);
}
