import type { AutoAckFact, CallableFact, Effect, Role } from '../knowledge/entries.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { handlerAround, triesAround } from '../python/flow/questions.ts';
import type { Expr } from '../python/facts/facts.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  ModuleModel,
  Region,
} from '../python/model/index.ts';
import { mayWaitFor } from './waited-for.ts';

/** What a message is processed for: it is lost with the message. */
const WORK: ReadonlySet<Effect> = new Set<Effect>([
  'network',
  'database-write',
  'flush',
  'transaction-commit',
  'cache-write',
  'publish',
  'email',
  'message-send',
  'payment',
  'task-dispatch',
]);
/** Names that other objects have too: without a type they say nothing. */
const COMMON_NAMES: ReadonlySet<string> = new Set(['commit', 'get', 'consume', 'iterator']);

type Facts = ReadonlyMap<string, CallableFact>;
const byMethod = new WeakMap<Knowledge, ReadonlyMap<string, Facts>>();

/** What is known of a call that deals with messages; an untyped receiver counts where the module imports the library: `ch.basic_ack(…)`. */
export function messagingFact(call: CallSite, knowledge: Knowledge): CallableFact | null {
  if (call.fact !== null) return call.fact;
  const { callee } = call.expr;
  if (callee.kind !== 'attribute' || call.name !== null || call.target !== null) return null;
  if (COMMON_NAMES.has(callee.name)) return null;
  for (const library of messagingLibraries(call.module, knowledge)) {
    const fact = factsOf(library, knowledge).get(callee.name);
    if (fact !== undefined) return fact;
  }
  return null;
}

/** True when a call tells the broker that a message is done. */
export function isAck(call: CallSite, knowledge: Knowledge): boolean {
  return hasMessageRole(call, 'message-ack', knowledge);
}

function hasMessageRole(call: CallSite, role: Role, knowledge: Knowledge): boolean {
  return messagingFact(call, knowledge)?.roles?.includes(role) === true;
}

function messagingLibraries(module: ModuleModel, knowledge: Knowledge): readonly string[] {
  const found = new Set<string>();
  for (const { module: name, level } of module.facts.imports) {
    const library = level === 0 ? knowledge.libraryOf(name) : null;
    if (library?.kind.includes('messaging') === true) found.add(library.library);
  }
  return [...found];
}

/** Facts about acknowledging, by library and by the name of the method. */
function factsOf(library: string, knowledge: Knowledge): Facts {
  const known = byMethod.get(knowledge) ?? indexed(knowledge);
  byMethod.set(knowledge, known);
  return known.get(library) ?? new Map<string, CallableFact>();
}

function indexed(knowledge: Knowledge): ReadonlyMap<string, Facts> {
  return new Map(
    knowledge.libraries
      .filter(({ kind }) => kind.includes('messaging'))
      .map(({ library, callables }) => [
        library,
        new Map(callables.filter(isAboutAcks).flatMap((fact) => namesOf(fact, fact.match))),
      ]),
  );
}

function isAboutAcks({ autoAck, roles = [] }: CallableFact): boolean {
  return autoAck !== undefined || roles.includes('message-ack') || roles.includes('message-reject');
}

function namesOf(fact: CallableFact, match: readonly string[]): [string, CallableFact][] {
  return match.map((name) => [name.slice(name.lastIndexOf('.') + 1), fact]);
}

/** How a subscription acknowledges by itself: as written, or because nothing says otherwise. Null when it does not, or cannot be told. */
export function autoAckOf(
  call: CallSite,
  fact: AutoAckFact,
): { readonly setting: string; readonly isDefault: boolean } | null {
  const read = settingsOf(call, fact);
  if (read === null) return null;
  if (fact.needs !== undefined && read(fact.needs) === null) return null;
  if (fact.manual?.some((name) => isFalse(read(name))) === true) return null;
  for (const setting of fact.settings) {
    const value = read(setting);
    if (value !== null) return isTrue(value) ? { setting, isDefault: false } : null;
  }
  return fact.default ? { setting: fact.settings[0] ?? '', isDefault: true } : null;
}

type ReadSetting = (name: string) => Expr | null;

function settingsOf(call: CallSite, fact: AutoAckFact): ReadSetting | null {
  if (call.hasSplat) return null;
  if (fact.config === undefined)
    return (name) => call.argument(name, name === fact.settings[0] ? fact.position : undefined);
  const given = call.expr.args.filter(({ name }) => name === null)[fact.config]?.value;
  if (given?.kind !== 'dict' || given.entries.some(({ key }) => key?.kind !== 'string'))
    return null;
  return (name) =>
    given.entries.find(({ key }) => key?.kind === 'string' && key.value === name)?.value ?? null;
}

function isTrue(value: Expr): boolean {
  return (
    (value.kind === 'constant' && value.value === 'True') ||
    (value.kind === 'string' && value.value.toLowerCase() === 'true')
  );
}

function isFalse(value: Expr | null): boolean {
  return (
    (value?.kind === 'constant' && value.value === 'False') ||
    (value?.kind === 'string' && value.value.toLowerCase() === 'false')
  );
}

/** The functions of the project that a subscription is given to call. */
export function callbacksOf(call: CallSite): readonly FunctionModel[] {
  const scope = call.function ?? call.module;
  return call.expr.args.flatMap(({ value }) => {
    if (value.kind !== 'name' && value.kind !== 'attribute') return [];
    const resolved = scope.resolve(value);
    return resolved?.kind === 'function' ? [resolved.function] : [];
  });
}

/** What a function does for its message: effects outside the process, without what it says to the broker about its messages. */
export function workOf(fn: FunctionModel, knowledge: Knowledge): readonly EffectOccurrence[] {
  return fn.effects().filter((occurrence) => {
    const { effect, leaf } = occurrence;
    if (!WORK.has(effect)) return false;
    const isBroker = knowledge.kindsOf(leaf.name ?? '').includes('messaging');
    return !isBroker || (effect !== 'network' && !isAck(leaf, knowledge));
  });
}

/** The work that is done after an acknowledgement, when none was done before: the message is gone when it fails. */
export function workAfterAck(ack: CallSite, knowledge: Knowledge): EffectOccurrence | null {
  const { function: fn } = ack;
  if (fn === null || ack.deferred) return null;
  const work = workOf(fn, knowledge).filter(({ origin }) => origin !== ack);
  const { flow } = fn;
  const isBefore = ({ origin }: EffectOccurrence): boolean =>
    origin.index < ack.index && flow.canFollow(origin.operation, ack.operation);
  if (work.some(isBefore)) return null;
  return (
    work.find(
      ({ origin }) => ack.index < origin.index && flow.canFollow(ack.operation, origin.operation),
    ) ?? null
  );
}

/** Work in a thread or task of its own that nobody waits for before the message is acknowledged. */
export function workHandedOver(ack: CallSite, knowledge: Knowledge): CallSite | null {
  const { function: fn } = ack;
  if (fn === null) return null;
  const started = fn.calls.find(
    (call) =>
      call.scheduled.some(
        ({ target, where }) =>
          target !== null && where !== 'after-commit' && workOf(target, knowledge).length > 0,
      ) &&
      (call.index < ack.index || fn.flow.canFollow(ack.operation, call.operation)),
  );
  if (started === undefined) return null;
  return started.index < ack.index && mayWaitFor(started, fn) ? null : started;
}

/** An acknowledgement in `finally` whose `try` works: nothing rejects the message or keeps what failed. */
export function acksFailures(ack: CallSite, knowledge: Knowledge): boolean {
  const { function: fn } = ack;
  const region = ack.regions.findLast(({ kind }) => kind === 'finally');
  if (fn === null || region?.kind !== 'finally') return false;
  const { statement } = region;
  const worksInTry = workOf(fn, knowledge).some(({ origin }) =>
    triesAround(origin).includes(statement),
  );
  if (!worksInTry) return false;
  return !fn.calls.some((call) => {
    const handler = handlerAround(call);
    return (
      handler !== null &&
      statement.handlers.includes(handler) &&
      handlesFailure(call, fn, knowledge)
    );
  });
}

/** Rejects, publishes elsewhere, stores: the failed message is not forgotten. What is unknown may do so, unless it logs. */
function handlesFailure(call: CallSite, fn: FunctionModel, knowledge: Knowledge): boolean {
  if (hasMessageRole(call, 'message-reject', knowledge)) return true;
  if (call.name === null && call.target === null) return !/(?:^|[._])log/iu.test(call.text);
  return workOf(fn, knowledge).some(({ origin }) => origin === call);
}

/** Functions that take messages from a consumer: it is read in the function that builds it, or kept by the object. */
export function readersOf(consumer: CallSite, type: string): readonly FunctionModel[] {
  const { function: fn } = consumer;
  if (fn === null) return [];
  const candidates = [...new Set([fn, ...(fn.class?.methods ?? [])])];
  return candidates.filter((candidate) =>
    candidate.flow.operations.some(({ regions }) =>
      regions.some(
        (region) =>
          region.kind === 'loop' &&
          region.part === 'body' &&
          (candidate.typeOf(region.header)?.name === type || pollsIn(region, candidate, type)),
      ),
    ),
  );
}

/** `while True: message = consumer.poll(1.0)`. */
function pollsIn(region: Region, fn: FunctionModel, type: string): boolean {
  return fn.calls.some(
    (call) =>
      call.receiver?.name === type &&
      call.fact?.effects?.includes('network') === true &&
      call.regions.some(({ id, kind }) => kind === 'loop' && id === region.id),
  );
}
