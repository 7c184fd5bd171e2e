import type { Expr } from '../facts/facts.ts';
import type { CallerTransactions } from '../model/project.ts';
import type { CallSite, ClassModel, EntryPoint, FunctionModel } from '../model/symbols.ts';
import type { CallerList } from './callers.ts';

/** Functions looked at on the way up; a helper that more than this many use is not followed. */
const MAX_FUNCTIONS = 60;
/** Decorators and dependencies of other libraries that may open a transaction, by the only thing known of them. */
const OPENING_NAME = /transaction|atomic|unit_?of_?work|uow|commit/iu;

export interface CallerTransactionServices {
  callersOf(fn: FunctionModel): CallerList;
  /** Whether something around every request may open a transaction that no call shows: a setting, a middleware. */
  mayWrapRequests(entry: EntryPoint): boolean;
}

export type TransactionsAround = (fn: FunctionModel) => CallerTransactions;

/** Answers whether whoever calls a function holds a transaction open; the same question always gets the same answer. */
export function createCallerTransactions(services: CallerTransactionServices): TransactionsAround {
  const known = new WeakMap<FunctionModel, CallerTransactions>();
  return (fn) => {
    const answer = known.get(fn) ?? new Search(services).run(fn);
    known.set(fn, answer);
    return answer;
  };
}

type Held = CallerTransactions['held'];

/** Follows every known way from a function up to the entry points that reach it. */
class Search {
  private readonly services: CallerTransactionServices;
  private readonly entries = new Set<EntryPoint>();
  private readonly seen = new Set<FunctionModel>();
  private held: Held = 'never';

  constructor(services: CallerTransactionServices) {
    this.services = services;
  }

  run(fn: FunctionModel): CallerTransactions {
    const open = [fn];
    this.seen.add(fn);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      open.push(...this.visit(at));
      if (this.held === 'unknown') break;
    }
    return { held: this.held, entries: [...this.entries] };
  }

  /** Looks at a function and gives its callers that hold nothing open themselves. */
  private visit(fn: FunctionModel): readonly FunctionModel[] {
    if (this.seen.size > MAX_FUNCTIONS || hidesItsOpener(fn)) return this.end('unknown');
    if (holdsAround(fn)) return this.end('some');
    for (const entry of fn.entries) {
      this.entries.add(entry);
      if (this.services.mayWrapRequests(entry)) return this.end('unknown');
    }
    const { calls, complete } = this.callsOf(fn);
    if (!complete || (calls.length === 0 && fn.entries.length === 0)) return this.end('unknown');
    return calls.flatMap((call) => this.callerOf(call));
  }

  private end(held: Held): readonly FunctionModel[] {
    this.held = this.held === 'unknown' ? 'unknown' : held;
    return [];
  }

  private callerOf(call: CallSite): readonly FunctionModel[] {
    const caller = call.function;
    if (caller === null) return this.end('unknown');
    const isOpen = caller.flow
      .transactionsAt(call.operation)
      .some(({ kind }) => kind === 'block' || kind === 'decorator');
    if (isOpen && call.runsElsewhere === null) return this.end('some');
    if (this.seen.has(caller)) return [];
    this.seen.add(caller);
    return [caller];
  }

  /** Calls of the function itself and of the methods that it overrides. */
  private callsOf(fn: FunctionModel): CallerList {
    const lists = [fn, ...overridden(fn)].map((method) => this.services.callersOf(method));
    return {
      calls: lists.flatMap(({ calls }) => calls),
      complete: lists.every(({ complete }) => complete),
    };
  }
}

/** A decorator of it, a dependency that yields inside one, or the framework around each request. */
function holdsAround(fn: FunctionModel): boolean {
  const [first] = fn.flow.operations;
  if (first === undefined) return false;
  return fn.flow
    .transactionsAt(first)
    .some(({ kind }) => kind === 'decorator' || kind === 'caller');
}

/** A decorator or a dependency that cannot be read may open a transaction. */
function hidesItsOpener(fn: FunctionModel): boolean {
  const decorators = [...fn.decorators, ...(fn.class?.decorators ?? [])];
  return (
    decorators.some(
      ({ name, target }) => target === null && (name === null || OPENING_NAME.test(name)),
    ) ||
    fn.entries.some(({ kind, guardsResolved }) => kind === 'signal' || !guardsResolved) ||
    fn.params.some(
      ({ dependency, facts }) => dependency === null && asksForInjection(facts.default),
    )
  );
}

/** `Depends(provide)` whose function is not known. */
function asksForInjection(value: Expr | null): boolean {
  if (value?.kind !== 'call') return false;
  const { callee } = value;
  const name = callee.kind === 'name' ? callee.id : callee.kind === 'attribute' ? callee.name : '';
  return /^(?:Depends|Security|Provide|Inject|FromDishka)$/u.test(name);
}

/** Methods of the same name in the project's own bases: a call through a port is a call of its implementation. */
function overridden(fn: FunctionModel): readonly FunctionModel[] {
  const found: FunctionModel[] = [];
  const seen = new Set<ClassModel>();
  const open = fn.class === null ? [] : [fn.class];
  for (let cls = open.pop(); cls !== undefined; cls = open.pop()) {
    for (const base of cls.bases) {
      const parent = base?.class ?? null;
      if (parent === null || seen.has(parent)) continue;
      seen.add(parent);
      open.push(parent);
      const method = parent.methods.find(({ name }) => name === fn.name);
      if (method !== undefined) found.push(method);
    }
  }
  return found;
}
