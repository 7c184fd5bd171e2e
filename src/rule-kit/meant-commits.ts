import type { Effect } from '../knowledge/entries.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import { methodName } from '../python/flow/expression-text.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  Operation,
  Project,
} from '../python/model/index.ts';
import { commentsAt } from './comments-at.ts';
import { statementsIn } from './walk.ts';

/** What each call of a function does. */
export type Origins = ReadonlyMap<CallSite, readonly EffectOccurrence[]>;

/** Two commits, and what stands between them. */
export interface Between {
  readonly first: CallSite;
  readonly second: CallSite;
  readonly fn: FunctionModel;
}

/** True for what happens after the first and before the second. */
export function isBetween(operation: Operation, { first, second, fn }: Between): boolean {
  return (
    first.operation.index < operation.index &&
    operation.index < second.operation.index &&
    fn.flow.canFollow(first.operation, operation) &&
    fn.flow.canFollow(operation, second.operation)
  );
}

const OUTSIDE: ReadonlySet<Effect> = new Set([
  'network',
  'payment',
  'email',
  'message-send',
  'publish',
  'task-dispatch',
  'sleep',
  'subprocess',
  'filesystem',
]);
/** What tells others of the first half: it has to be stored when they look. */
const TELLS =
  /(?:^|[._])(?:push|notify|send|publish|broadcast|emit|enqueue|dispatch|reload|refresh|trigger|schedule|sync|wake|invalidate)_?\w*$/iu;

/** Stored before something outside happens, or may happen: the first commit is there on purpose. */
export function isMeant(between: Between, byOrigin: Origins, knowledge: Knowledge): boolean {
  const { second, fn } = between;
  const reachesOutside = [...byOrigin].some(
    ([call, effects]) =>
      (call === second || isBetween(call.operation, between)) &&
      effects.some(({ effect }) => OUTSIDE.has(effect)),
  );
  if (reachesOutside) return true;
  const tells = fn.calls.some(
    (call) =>
      call.target !== null &&
      (call === second || isBetween(call.operation, between)) &&
      TELLS.test(call.text),
  );
  if (tells) return true;
  const isUnknown = fn.calls.some(
    (call) => isBetween(call.operation, between) && !isUnderstood(call),
  );
  return isUnknown || fn.calls.some((call) => mayWaitOutside(call, between, knowledge));
}

const MAX_DEPTH = 2;

/** A function of the project, between the two or the second itself, that awaits something nobody knows: a panel, a chat, a device. */
function mayWaitOutside(call: CallSite, between: Between, knowledge: Knowledge): boolean {
  if (call !== between.second && !isBetween(call.operation, between)) return false;
  let callees = [call];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    callees = callees.flatMap(({ target }) =>
      target !== null && 'flow' in target ? target.calls : [],
    );
    if (callees.some((inner) => inner.awaited && isUnknownCall(inner, knowledge))) return true;
  }
  return false;
}

/** Of no function of the project and of no library whose effects are written down. */
function isUnknownCall({ target, fact, name }: CallSite, knowledge: Knowledge): boolean {
  if (target !== null || fact !== null) return false;
  return name === null || knowledge.kindsOf(name).length === 0;
}

const UNDOES =
  /(?:^|[._])(?:revert|rollback|undo|restore|compensat|deactivat|unset|cancel|reset|release|reject|mark_failed|set_failed)\w*$|_(?:failed|deactivated|cancelled|canceled|rejected|reverted)$/iu;

const GIVEN_UP = /^(?:cancel|fail|revert|reject|refund|expire|declin|abort)/iu;

/** The second part takes the first one back when the work in between did not succeed. */
export function isTakenBack(
  between: Between,
  byOrigin: Origins,
  stored: ReadonlySet<string>,
): boolean {
  const { first, second, fn } = between;
  if (first.target !== null && UNDOES.test(first.text)) return true;
  const written = modelsOf(first, byOrigin);
  if (![...stored].every((name) => written.has(name))) return false;
  if (second.target !== null && stored.size > 0) {
    if (UNDOES.test(second.text) || first.target === second.target) return true;
  }
  const isGivenUp = second.expr.args.some(
    ({ value }) => value.kind === 'string' && GIVEN_UP.test(value.value),
  );
  return (isGivenUp || stored.size > 0) && endsEarly(between, fn);
}

/** On a branch of its own that leaves the function: the rest did not come to pass. */
function endsEarly({ first, second }: Between, { flow }: FunctionModel): boolean {
  const own = second.regions.findLast(
    ({ kind, id }) => kind === 'branch' && first.regions.every((other) => other.id !== id),
  );
  if (own === undefined) return false;
  return flow.operations.some(
    ({ kind, regions, index }) =>
      (kind === 'return' || kind === 'raise') &&
      index > second.operation.index &&
      regions.at(-1)?.id === own.id,
  );
}

function modelsOf(call: CallSite, byOrigin: Origins): ReadonlySet<string> {
  return new Set(
    (byOrigin.get(call) ?? []).flatMap(({ effect, model }) =>
      effect === 'database-write' && model !== null ? [model.class.name] : [],
    ),
  );
}

/** What fails in the second part is caught there, or around it alone: the first part stands without it. */
export function isOptional({ first, second }: Between, byOrigin: Origins): boolean {
  const ways = (byOrigin.get(second) ?? []).filter(({ effect }) => effect === 'transaction-commit');
  const isCaughtInside =
    ways.length > 0 && ways.every(({ path }) => path.slice(1).some((step) => isCaught(step, [])));
  return isCaughtInside || isCaught(second, first.regions);
}

const EVERYTHING = /^(?:BaseException|Exception)$/u;

/** In a `try` of its own whose handler takes any error and goes on. */
function isCaught({ regions }: CallSite, shared: CallSite['regions']): boolean {
  return regions.some(
    (region) =>
      region.kind === 'try' &&
      shared.every(({ id }) => id !== region.id) &&
      region.statement.handlers.some(
        ({ types, body }) =>
          (types.length === 0 || types.some((type) => EVERYTHING.test(textOf(type)))) &&
          ![...statementsIn(body)].some(({ kind }) => kind === 'raise'),
      ),
  );
}

const HARMLESS =
  /^(?:get|items|keys|values|append|extend|format|join|strip|split|lower|upper|debug|info|warning|error|exception|isoformat|model_dump|dict|copy|add|pop|update|encode|decode|startswith|endswith|replace|count|index|sort|refresh|bind)$/u;

/** Of the project, of a known library, or a method of plain data: nothing outside is behind it. */
function isUnderstood(call: CallSite): boolean {
  if (call.target !== null || call.fact !== null) return true;
  if (call.name !== null && call.receiver === null) return true;
  return call.receiver !== null || HARMLESS.test(methodName(call.expr.callee));
}

const REASON =
  /#.*\b(?:so that|because|before|after|first|must|needs?|visible|release|lock|even if|in case|make sure|ensure|intention\w*|deliberate\w*|purpose|checkpoint)\b/iu;

/** A comment behind the commit, or one right above it that gives a reason. */
export function isExplained(commit: CallSite, project: Project): boolean {
  const { above, behind } = commentsAt(commit, project);
  return behind !== '' || REASON.test(above);
}
