import { sessionOf } from '../python/flow/implicit-transactions.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  Operation,
  Project,
} from '../python/model/index.ts';
import { isBetween, isExplained, isMeant, isOptional, isTakenBack } from './meant-commits.ts';
import type { Between, Origins } from './meant-commits.ts';
import { isConditional, isInsideLoop } from '../python/flow/questions.ts';

/** Something that a function writes to the database, or with which it commits. */
export interface StoringStep {
  readonly operation: Operation;
  readonly text: string;
  /** Names of the models or tables that are written, as far as they are known. */
  readonly models: readonly string[];
  /** It commits, itself or in what it calls. */
  readonly commits: boolean;
  readonly writes: boolean;
}

/** Two commits on one way through a use case, with what each of them stores. */
export interface RepeatedCommit {
  readonly first: CallSite;
  readonly second: CallSite;
  /** Writes and commits in order. */
  readonly steps: readonly StoringStep[];
  /** Both stand in the function itself. */
  readonly direct: boolean;
}

/** Rows that tell what happened: nobody misses them when they are not there. */
const WEAK =
  /log(?:s|ger|entry)?(?:_|$)|audit|history|(?:^|_|\.)events?(?:_|$)|activit|notif|metric|stat(?:s|istics)(?:_|$)|counter|cache|track|telemetr|last_seen|heartbeat|session_?token|logged|visit|analytics/iu;
/** Runs again without harm, or is meant to be stored on its own. */
const ON_ITS_OWN =
  /_or_(?:create|reactivate|update)|upsert|ensure|checkpoint|progress|outbox|saga|heartbeat|claim|lease|acquire|lock|batch|chunk|backfill|(?:^|[._])sync_|import_|seed|cleanup|purge|_attempt(?:_|$)|(?:^|[._])(?:mark|prepare|record|teardown|cancel)_/iu;
/** A question whose answer is kept: the same is found again. */
const QUESTION =
  /(?:^|[._])(?:get|find|load|fetch|calculate|recalculate|compute|recompute|refresh|resolve|check|validate|is|has)_\w+$/iu;

/** The first pair of commits that each store a part of one use case; null when there is none. */
export function repeatedCommit(fn: FunctionModel, project: Project): RepeatedCommit | null {
  if (ON_ITS_OWN.test(fn.name) || fn.calls.filter(mayCommit).length < 2) return null;
  const byOrigin = originsOf(fn);
  const steps = stepsOf(fn, byOrigin);
  const commits = [...byOrigin].flatMap(([call, effects]) =>
    effects.some(isCertainCommit) && isPlain(call) ? [call] : [],
  );
  for (const first of commits) {
    for (const second of commits) {
      if (!isPair(first, second, { fn, project })) continue;
      const between = { first, second, fn };
      if (!storesBefore(first, steps, fn) || !storesBetween(between, steps)) continue;
      if (storesSettings(first, second)) continue;
      if (isMeant(between, byOrigin, project.knowledge) || isExplained(first, project)) continue;
      if (isTakenBack(between, byOrigin, storedIn(between, steps)) || isOptional(between, byOrigin))
        continue;
      const direct = [first, second].every(
        (call) => (byOrigin.get(call)?.[0]?.path.length ?? 0) === 1,
      );
      return {
        first,
        second,
        steps: steps.filter(({ operation }) => operation.index <= second.index + 1),
        direct,
      };
    }
  }
  return null;
}

/** A helper that stores one named value (`set_config('name', …)`), called for two of them: each is one setting. */
function storesSettings(first: CallSite, second: CallSite): boolean {
  const keys = first.expr.args.slice(0, 2);
  return (
    first.text === second.text &&
    keys.some(({ name, value }) => name === null && value.kind === 'string')
  );
}

/** A question or an answer that is kept, or what runs again without harm: `get_settings()`, `get_or_create_keys()`. */
export function isAskedOrRepeatable(text: string): boolean {
  return QUESTION.test(text) || ON_ITS_OWN.test(text);
}

/** Commits whenever it is called: at no step below the function itself under a condition or once for each of many. */
function isCertainCommit({ effect, path }: EffectOccurrence): boolean {
  return (
    effect === 'transaction-commit' &&
    path.slice(1).every((step) => !isConditional(step) && !isInsideLoop(step))
  );
}

function mayCommit({ target, fact }: CallSite): boolean {
  return target !== null || fact?.effects?.includes('transaction-commit') === true;
}

function originsOf(fn: FunctionModel): Origins {
  const byOrigin = new Map<CallSite, EffectOccurrence[]>();
  for (const one of fn.effects()) {
    if (one.spawned === true || one.origin.runsElsewhere !== null) continue;
    const known = byOrigin.get(one.origin);
    if (known === undefined) byOrigin.set(one.origin, [one]);
    else known.push(one);
  }
  return byOrigin;
}

/** Not once for each of many, not on the way out of an error, and not a part that runs again without harm. */
function isPlain(call: CallSite): boolean {
  return (
    !isInsideLoop(call) &&
    // A block that commits at its end is a unit of work that somebody cut on purpose.
    call.operation.statement.kind !== 'with' &&
    !ON_ITS_OWN.test(call.text) &&
    !QUESTION.test(call.text) &&
    !call.regions.some(({ kind }) => kind === 'except' || kind === 'finally')
  );
}

function isPair(
  first: CallSite,
  second: CallSite,
  { fn, project }: { readonly fn: FunctionModel; readonly project: Project },
): boolean {
  if (first.index >= second.index || !fn.flow.canFollow(first.operation, second.operation))
    return false;
  // Under two conditions of their own they may exclude each other.
  const arms = [first, second].map(({ regions }) =>
    regions.filter(({ kind }) => kind === 'branch').map(({ id }) => id),
  );
  const [ofFirst = [], ofSecond = []] = arms;
  const isWithin = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((id) => b.includes(id));
  if (!isWithin(ofFirst, ofSecond) && !isWithin(ofSecond, ofFirst)) return false;
  const [one, other] = [sessionOf(first, project), sessionOf(second, project)];
  return one === null || other === null || one.text === other.text;
}

/** What a function stores, in order: calls that write or commit, and columns of rows that are assigned. */
function stepsOf(fn: FunctionModel, byOrigin: Origins): readonly StoringStep[] {
  return fn.flow.operations.flatMap((operation) => {
    if (operation.kind === 'assign') return assigned(operation, fn);
    if (operation.kind !== 'call') return [];
    const effects = byOrigin.get(operation.call) ?? [];
    const commits = effects.some(({ effect }) => effect === 'transaction-commit');
    const written = effects.filter(isWrite);
    if (!commits && written.length === 0) return [];
    const models = [...new Set(written.flatMap(({ model }) => model?.class.name ?? []))];
    const { text } = operation.call;
    return [{ operation, text, models, commits, writes: written.length > 0 }];
  });
}

/** A flush or a statement; a commit alone is none. */
function isWrite({ effect, leaf }: EffectOccurrence): boolean {
  if (effect !== 'database-write' && effect !== 'flush') return false;
  return leaf.fact?.effects?.includes('transaction-commit') !== true;
}

function assigned(
  operation: Extract<Operation, { readonly kind: 'assign' }>,
  fn: FunctionModel,
): readonly StoringStep[] {
  const [target] = operation.targets;
  if (target?.kind !== 'attribute') return [];
  const model = fn.typeOf(target.object)?.class?.orm ?? null;
  if (model?.column(target.name) == null) return [];
  const name = model.class.name;
  return [
    { operation, text: `${name}.${target.name}`, models: [name], commits: false, writes: true },
  ];
}

function isStrong({ writes, models, text }: StoringStep): boolean {
  if (!writes) return false;
  return models.length > 0 ? models.some((name) => !isWeakName(name)) : !isWeakName(text);
}

/** A table or a helper whose rows only tell what happened. */
export function isWeakName(name: string): boolean {
  return WEAK.test(name.replace(/([a-z])([A-Z])/gu, '$1_$2'));
}

/** Stored by the first commit: in the same call, or before it with no other commit on the way. */
function storesBefore(first: CallSite, steps: readonly StoringStep[], fn: FunctionModel): boolean {
  return steps.some(
    (step) =>
      isStrong(step) &&
      (step.operation === first.operation ||
        (step.operation.index < first.operation.index &&
          fn.flow.canFollow(step.operation, first.operation))),
  );
}

/** Models that are written after the first commit, up to the second. */
function storedIn(between: Between, steps: readonly StoringStep[]): ReadonlySet<string> {
  return new Set(
    steps.flatMap((step) =>
      step.operation === between.second.operation || isBetween(step.operation, between)
        ? step.models
        : [],
    ),
  );
}

function storesBetween(between: Between, steps: readonly StoringStep[]): boolean {
  return steps.some(
    (step) =>
      isStrong(step) &&
      (step.operation === between.second.operation ||
        // What commits by itself needs no second commit.
        (!step.commits && isBetween(step.operation, between))),
  );
}
