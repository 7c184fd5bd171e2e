import type { ChangedFile } from '../../domain/changed-file.ts';
import type { MovedGuard } from '../../domain/review.ts';
import { sortedBy } from '../../domain/order.ts';
import type {
  ClassModel,
  FunctionModel,
  Guard,
  ModuleModel,
  Placed,
  Project,
} from '../../python/model/index.ts';
import type { LostGuard } from '../../rule-kit/definition.ts';
import { locate } from '../place.ts';
import { linesOf } from '../statement-parts.ts';
import type { Tracking } from '../tracking.ts';
import type { GuardSource } from './guard-source.ts';
import { touchedBy, type Touched } from './touched.ts';

/** What became of the guards of base. */
export interface Ledger {
  readonly lost: readonly LostGuard[];
  readonly moved: readonly MovedGuard[];
}

export interface LedgerInput {
  readonly base: Project;
  readonly head: Project;
  readonly files: readonly ChangedFile[];
  readonly tracking: Tracking;
  readonly source: GuardSource;
}

/** How far a moved guard is looked for along resolved calls. */
const SEARCH_DEPTH = 2;
/** From this factor on a weaker limit is told. */
const MUCH_WEAKER = 10;

/** Compares the guards in force before and after the change, function by function and module by module. */
export function compareGuards(input: LedgerInput): Ledger {
  const lost: LostGuard[] = [];
  const moved: MovedGuard[] = [];
  const keep = (outcome: Outcome | null): void => {
    if (outcome?.kind === 'lost') lost.push(outcome.guard);
    if (outcome?.kind === 'moved') moved.push(outcome.guard);
  };
  for (const file of input.files) compareFile(file, input).forEach(keep);
  compareModules(input).forEach(keep);
  const placed = (place: Placed): readonly (string | number)[] => [
    place.module.path,
    place.span.start,
  ];
  return {
    lost: sortedBy(withoutEchoes(lost), ({ guard, kind }) => [
      ...placed(guard),
      kind,
      guard.subject,
    ]),
    moved: sortedBy(moved, ({ from, guard, to }) => [
      from.path,
      from.line,
      guard,
      to.path,
      to.line,
    ]),
  };
}

/** A claim of rows is a lock of rows that skips what others hold: losing it is one loss, not two. */
function withoutEchoes(lost: readonly LostGuard[]): readonly LostGuard[] {
  const claims = lost.filter(
    ({ kind, change }) => kind === 'exclusive-claim' && change === 'removed',
  );
  return lost.filter(
    ({ kind, headFunction, guard }) =>
      kind !== 'row-lock' ||
      !claims.some(
        (claim) => claim.headFunction === headFunction && claim.guard.subject === guard.subject,
      ),
  );
}

type Outcome =
  | { readonly kind: 'lost'; readonly guard: LostGuard }
  | { readonly kind: 'moved'; readonly guard: MovedGuard };

function changedModules(
  project: Project,
  paths: readonly (string | null)[],
): readonly ModuleModel[] {
  return paths
    .map((path) => (path === null ? null : project.module(path)))
    .filter((module) => module !== null);
}

/** Functions that the change did not touch hold what they held. */
function compareFile(file: ChangedFile, input: LedgerInput): (Outcome | null)[] {
  const [module] = changedModules(input.base, [file.basePath]);
  if (module === undefined) return [];
  const inBase = touchedBy(module, file.removed);
  const inHead = new Map<ModuleModel, Touched>();
  const isTouched = (fn: FunctionModel): boolean => {
    const headFunction = input.tracking.headOf(fn);
    if (headFunction === null) return false;
    const at = headFunction.module;
    const added = input.files.find(({ headPath }) => headPath === at.path)?.added ?? [];
    const touched = inHead.get(at) ?? touchedBy(at, added);
    inHead.set(at, touched);
    return inBase.has(fn) || touched.has(headFunction);
  };
  return module.functions.filter(isTouched).flatMap((fn) => compareFunction(fn, input));
}

/** Deleted functions lose nothing: what they did is gone with them. */
function compareFunction(fn: FunctionModel, input: LedgerInput): (Outcome | null)[] {
  const headFunction = input.tracking.headOf(fn);
  if (headFunction === null) return [];
  const held = strongestLast(input.source.ofFunction(fn));
  if (held.length === 0) return [];
  const unmatched = [...input.source.ofFunction(headFunction)];
  return held.map((guard) =>
    outcomeOf(guard, { headFunction, unmatched, input, search: () => nearby(headFunction, input) }),
  );
}

/** Equal guards meet first, so that only a real difference is left to be compared. */
function strongestLast(guards: readonly Guard[]): readonly Guard[] {
  return sortedBy(guards, (guard) => [guard.kind, guard.subject, guard.strength, guard.span.start]);
}

interface Comparison {
  readonly headFunction: FunctionModel | null;
  /** Guards of head that no guard of base has met yet; a match takes its guard out. */
  readonly unmatched: Guard[];
  readonly input: LedgerInput;
  /** Guards elsewhere that would protect the same thing. */
  search(): readonly Guard[];
}

function outcomeOf(guard: Guard, comparison: Comparison): Outcome | null {
  const { headFunction, unmatched, input } = comparison;
  // The weakest that is enough: a stronger one may be the counterpart of a stronger guard.
  const same = sortedBy(
    unmatched.filter((other) => isSameGuard(guard, other)),
    (other) => [other.strength, other.span.start],
  );
  const enough = same.find((other) => isEnough(guard, other));
  const weaker = same.at(-1);
  const met = enough ?? weaker;
  if (met !== undefined) unmatched.splice(unmatched.indexOf(met), 1);
  if (enough !== undefined) return null;
  const elsewhere = comparison
    .search()
    .find((other) => isSameGuard(guard, other) && isEnough(guard, other));
  if (elsewhere !== undefined) return movedTo(guard, elsewhere);
  const loss = { guard, kind: guard.kind, headFunction };
  if (weaker !== undefined)
    return { kind: 'lost', guard: { ...loss, change: 'weakened', now: weaker } };
  if (!isStillNeeded(guard, headFunction, input)) return null;
  return { kind: 'lost', guard: { ...loss, change: 'removed', now: null } };
}

/** A limit that was moved a little is tuning; what the code does not say is believed. */
function isEnough(before: Guard, now: Guard): boolean {
  if (before.unmeasured === true || now.unmeasured === true) return true;
  return now.strength * MUCH_WEAKER > before.strength;
}

function isSameGuard(a: Guard, b: Guard): boolean {
  return a.kind === b.kind && a.subject === b.subject;
}

function movedTo(guard: Guard, elsewhere: Guard): Outcome {
  const where = elsewhere.symbol === '' ? 'the module' : elsewhere.symbol;
  return {
    kind: 'moved',
    guard: {
      guard: guard.text,
      from: { path: guard.module.path, line: locate(guard).line },
      to: { path: elsewhere.module.path, line: locate(elsewhere).line },
      note: `${guard.kind} of ${guard.subject} is now held by ${where}`,
    },
  };
}

/**
 * Guards that still protect what a function does: of what it calls, of its decorators, of the classes it uses, of its module,
 * of what runs before it, and of its callers when every one of them is known and holds it.
 */
function nearby(fn: FunctionModel, input: LedgerInput): readonly Guard[] {
  const functions = new Set<FunctionModel>();
  let frontier: readonly FunctionModel[] = [fn];
  for (let depth = 0; depth < SEARCH_DEPTH; depth++) {
    frontier = frontier
      .flatMap(calledBy)
      .filter((callee) => callee !== fn && !functions.has(callee));
    for (const callee of frontier) functions.add(callee);
  }
  for (const entry of fn.entries) for (const guard of entry.guards) functions.add(guard);
  for (const wrapper of wrappersOf(fn)) functions.add(wrapper);
  const modules = new Set([fn.module, ...[...functions].map((callee) => callee.module)]);
  return [
    ...[...functions].flatMap((callee) => input.source.ofFunction(callee)),
    ...[...modules].flatMap((module) => input.source.ofModule(module)),
    ...heldByAllCallers(fn, input),
  ];
}

function calledBy(fn: FunctionModel): FunctionModel[] {
  const targets = [
    ...fn.calls.map((call) => call.target),
    ...fn.calls.map((call) => call.receiver?.class ?? null),
    ...fn.decorators.map((decorator) => decorator.target),
    ...fn.params.map((param) => param.dependency),
  ].filter((target) => target !== null);
  return targets.flatMap((target) => ('params' in target ? [target] : constructorOf(target)));
}

/** What a decorator of the project puts around a function stands in the function it returns. */
function wrappersOf({ decorators }: FunctionModel): FunctionModel[] {
  return decorators.flatMap(({ target }) =>
    target !== null && 'params' in target
      ? target.module.functions.filter(({ outer }) => outer === target || outer?.outer === target)
      : [],
  );
}

/** A client class sets its guards where it is built. */
function constructorOf(cls: ClassModel): FunctionModel[] {
  const init = cls.method('__init__');
  return init === null ? [] : [init];
}

function heldByAllCallers(fn: FunctionModel, input: LedgerInput): readonly Guard[] {
  const { calls, complete } = input.head.callersOf(fn);
  const callers = [...new Set(calls.map((call) => call.function))];
  const known = callers.filter((caller) => caller !== null);
  if (!complete || known.length === 0 || known.length < callers.length) return [];
  const [first, ...rest] = known.map((caller) => input.source.ofFunction(caller));
  return (first ?? []).filter((guard) =>
    rest.every((guards) => guards.some((other) => isSameGuard(guard, other))),
  );
}

/** Guards of models and modules are found again by their subject anywhere in the change: models move between files. */
function compareModules(input: LedgerInput): (Outcome | null)[] {
  const baseModules = changedModules(
    input.base,
    input.files.map((file) => file.basePath),
  );
  const headModules = changedModules(
    input.head,
    input.files.map((file) => file.headPath),
  );
  const unmatched = headModules.flatMap((module) => [...input.source.ofModule(module)]);
  return strongestLast(baseModules.flatMap((module) => input.source.ofModule(module))).map(
    (guard) => outcomeOf(guard, { headFunction: null, unmatched, input, search: () => [] }),
  );
}

/** Removing an operation together with its guard loses nothing. */
function isStillNeeded(
  guard: Guard,
  headFunction: FunctionModel | null,
  input: LedgerInput,
): boolean {
  const answer = input.source.isStillNeeded?.(guard, {
    project: input.head,
    function: headFunction,
  });
  if (answer !== undefined) return answer;
  const name = guard.subject.split('.').at(-1) ?? '';
  if (name === '') return false;
  if (headFunction !== null)
    return mentions(linesOf(headFunction.body, headFunction.module.facts), name);
  return changedModules(
    input.head,
    input.files.map((file) => file.headPath),
  ).some((module) => mentions(linesOf(module.facts.body, module.facts), name));
}

/** The name as a whole word; built without a regular expression from untrusted text. */
function mentions(lines: readonly string[], name: string): boolean {
  return lines.some((line) => line.split(/[^\p{L}\p{N}_]+/u).includes(name));
}
