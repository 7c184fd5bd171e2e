import { enclosing, handlerAround, isMainBlock, repeatingLoop } from '../flow/questions.ts';
import type { Lifetime } from '../model/lifetime.ts';
import type { CallSite, EntryPoint, FunctionModel } from '../model/symbols.ts';
import { entriesDependingOn, servedEntries, type DependentServices } from './dependents.ts';
import { destinationOf, isEntered } from './destination.ts';
import { isFirstTimeOnly } from './first-time.ts';

/** What the question asks of the project. */
export interface LifetimeServices extends DependentServices {
  callersOf(fn: FunctionModel): { readonly calls: readonly CallSite[]; readonly complete: boolean };
}

/** Calls from an entry point to what is built that are followed. */
const MAX_STEPS = 4;
const MAX_LOOKS = 200;
/** Decorators of other libraries and of the project that remember a result. */
const REMEMBERS = /cache|memo|singleton|once/iu;

/** Answers how often the value of a call is built: `engine = create_engine(…)` once, `with Client() as c:` of a handler every time. */
export function createLifetimes(
  services: LifetimeServices,
): (call: CallSite) => readonly Lifetime[] {
  const known = new WeakMap<CallSite, readonly Lifetime[]>();
  return (call) => {
    const lifetimes = known.get(call) ?? new Search(services).of(call);
    known.set(call, lifetimes);
    return lifetimes;
  };
}

type Step =
  /** The value comes out of this call. */
  | { readonly kind: 'value'; readonly call: CallSite; readonly path: readonly CallSite[] }
  /** This function runs, and with it what is built. */
  | { readonly kind: 'run'; readonly fn: FunctionModel; readonly path: readonly CallSite[] };

/** Breadth first from what is built to what runs it, so that the shortest way is found. */
class Search {
  private readonly services: LifetimeServices;
  private readonly found: Lifetime[] = [];
  private readonly open: Step[] = [];
  private readonly seen = new Set<CallSite | FunctionModel>();
  private readonly entries = new Set<EntryPoint>();

  constructor(services: LifetimeServices) {
    this.services = services;
  }

  of(call: CallSite): readonly Lifetime[] {
    this.add({ kind: 'value', call, path: [] });
    for (let step = this.open.shift(); step !== undefined; step = this.open.shift()) {
      if (step.kind === 'value') this.value(step.call, step.path);
      else this.run(step.fn, step.path);
    }
    return this.found;
  }

  private add(step: Step): void {
    const key = step.kind === 'value' ? step.call : step.fn;
    const { kind } = key.module;
    if (this.seen.has(key) || this.seen.size >= MAX_LOOKS || step.path.length > MAX_STEPS) return;
    if (kind !== 'source' && step.path.length > 0) return;
    this.seen.add(key);
    this.open.push(step);
  }

  private value(call: CallSite, path: readonly CallSite[]): void {
    if (runsInOwnLoop(call)) return;
    const fn = call.function;
    const { kept, field, returned, unknown } = destinationOf(call);
    if (kept !== null && !isPassing(call)) this.found.push({ kind: 'kept', ...kept, path });
    if (kept !== null || unknown || fn === null || isSeldom(call)) return;
    if (field !== null) {
      if (/^__(?:init|post_init)__$/u.test(fn.name)) this.callers(fn, [call, ...path]);
    } else if (returned) {
      this.handedOn(fn, [call, ...path]);
    } else if (enclosing(call, 'comprehension') === null) {
      this.used(call, fn, path);
    }
  }

  /** A cached factory builds once; any other builds for each caller. */
  private handedOn(fn: FunctionModel, path: readonly CallSite[]): void {
    if (isRemembered(fn)) {
      const { module, symbol, facts } = fn;
      const place = { module, symbol, span: facts.nameSpan };
      this.found.push({ kind: 'kept', holder: 'cache', name: fn.name, place, path });
    } else {
      this.callers(fn, path);
    }
  }

  private callers(fn: FunctionModel, path: readonly CallSite[]): void {
    this.dependents(fn, path);
    for (const call of this.callsOf(fn)) this.add({ kind: 'value', call, path });
  }

  private used(call: CallSite, fn: FunctionModel, path: readonly CallSite[]): void {
    const loop = repeatingLoop(call);
    if (loop?.kind === 'loop' && loop.loop !== 'while')
      this.found.push({ kind: 'loop', loop, path: [call, ...path] });
    // Two calls of one function are two ways, the function is looked at once.
    this.add({ kind: 'run', fn, path: [call, ...path] });
  }

  private run(fn: FunctionModel, path: readonly CallSite[]): void {
    if (isRemembered(fn)) return;
    for (const entry of servedEntries(fn)) this.entry(entry, path);
    this.dependents(fn, path);
    for (const call of this.callsOf(fn)) {
      if (call.function === null || isSeldom(call) || runsInOwnLoop(call)) continue;
      if (isResultKept(call)) continue;
      this.add({ kind: 'run', fn: call.function, path: [call, ...path] });
    }
  }

  private entry(entry: EntryPoint, path: readonly CallSite[]): void {
    if (this.entries.has(entry)) return;
    this.entries.add(entry);
    this.found.push({ kind: 'entry', entry, path });
  }

  private dependents(fn: FunctionModel, path: readonly CallSite[]): void {
    if (isRemembered(fn)) return;
    for (const entry of entriesDependingOn(fn, this.services)) this.entry(entry, path);
  }

  /** Its calls, and those of the method of a base that it stands for. */
  private callsOf(fn: FunctionModel): readonly CallSite[] {
    const own = this.services.callersOf(fn).calls;
    if (fn.class === null || fn.name.startsWith('__')) return own;
    const bases = fn.class.bases.flatMap((base) => base?.class?.method(fn.name) ?? []);
    return [...own, ...bases.flatMap((base) => this.services.callersOf(base).calls)];
  }
}

/** `rates = fetch()` of a module, `rates[currency] = fetch()`: it runs when the result is missing. */
function isResultKept(call: CallSite): boolean {
  const { kept, stored } = destinationOf(call);
  return kept !== null || stored;
}

/** `@lru_cache` and what calls itself a cache: one result for the same arguments. */
function isRemembered(fn: FunctionModel): boolean {
  return fn.decorators.some(({ name, fact, expr }) => {
    if (fact?.roles?.includes('lru-cache') === true) return true;
    const { callee } = expr.kind === 'call' ? expr : { callee: expr };
    const written =
      callee.kind === 'attribute' ? callee.name : callee.kind === 'name' ? callee.id : '';
    return REMEMBERS.test(name ?? written);
  });
}

/** The first time only, or after an error. */
function isSeldom(call: CallSite): boolean {
  return isFirstTimeOnly(call) || handlerAround(call) !== null;
}

/** `asyncio.run(main())`: a loop of its own needs what is bound to a loop of its own. */
function runsInOwnLoop({ consumer }: CallSite): boolean {
  return consumer?.fact?.roles?.includes('event-loop-run') === true;
}

/** Work of a program, and blocks that close what they open. */
function isPassing(call: CallSite): boolean {
  return call.function === null && (isEntered(call) || call.regions.some(isMainBlock));
}
