import { textOf } from '../python/facts/canonical-text.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  OrmModel,
  Project,
} from '../python/model/index.ts';
import { chainCalls, databaseStatement, takesRowLock } from './rows.ts';

/** Rows that a function reads by their state and then works on. */
export interface StateSelection {
  /** The call that reads them, in the function asked about. */
  readonly read: CallSite;
  readonly model: OrmModel;
  /** What is done to them: a write, a payment, a message. */
  readonly work: EffectOccurrence;
}

const STATE =
  /(?:^|[._(\s])\w*(?:status|state|stage|processed|is_sent|sent_at|paid|pending|due|expired|expires_at|expire_at|next_run|run_at|scheduled_at|due_at|is_paid|is_active|done)(?:__\w+)?\s*(?:==|!=|=|<=|<|>|>=|\.is_|\.in_|\)|,)/iu;
const WORK = new Set(['database-write', 'payment', 'publish', 'email', 'message-send']);

/** Reads of rows by their state, without a lock, that are followed by work on them. */
export function stateSelections(fn: FunctionModel, project: Project): readonly StateSelection[] {
  const effects = fn.effects();
  return effects.flatMap((read) => {
    if (read.effect !== 'database-read' || read.model === null) return [];
    if (!isByState(read, project)) return [];
    const work = effects.find(
      (one) =>
        WORK.has(one.effect) &&
        one.origin !== read.origin &&
        isOn(one, read.model, fn) &&
        fn.flow.canFollow(read.origin.operation, one.origin.operation),
    );
    return work === undefined ? [] : [{ read: read.origin, model: read.model, work }];
  });
}

/** Its own model is written, or something leaves the service. A commit alone says nothing of what changed. */
function isOn(work: EffectOccurrence, model: OrmModel | null, fn: FunctionModel): boolean {
  if (work.effect !== 'database-write') return true;
  if (work.model !== null) return work.model === model;
  return fn.flow.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      operation.targets.some(
        (target) => target.kind === 'attribute' && fn.typeOf(target.object)?.class?.orm === model,
      ),
  );
}

/** A condition of the query is about the state of the rows. */
function isByState({ leaf }: EffectOccurrence, project: Project): boolean {
  const statement = databaseStatement(leaf, project);
  const chain = [...(statement?.chain ?? []), ...chainCalls(leaf)];
  if (statement?.rowLock === true || chain.some(takesRowLock)) return false;
  const conditions = chain.filter(({ text }) =>
    /\.(?:where|filter|filter_by|exclude)$/u.test(text),
  );
  if (
    conditions.some(({ expr }) =>
      expr.args.some((arg) =>
        STATE.test(`${arg.name ?? ''}${arg.name === null ? '' : '='}${textOf(arg.value)},`),
      ),
    )
  )
    return true;
  return /\bwhere\b[^;]*\b\w*(?:status|state|processed|due|expire\w*)\b/iu.test(
    statement?.sql ?? '',
  );
}
