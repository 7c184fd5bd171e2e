import type { EvidenceGroup, EvidenceHit, EvidenceSearch } from '../model/evidence.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { implementationOf } from '../effects/callees.ts';
import { isFunction } from '../flow/services.ts';
import { authEvidence, isAuthGuard, signatureEvidence } from './access.ts';
import { lockEvidence, retryEvidence, timeoutEvidence, transactionEvidence } from './holding.ts';
import { idempotencyEvidence } from './idempotency.ts';
import { hit, type EvidenceServices, type Matcher } from './matching.ts';
import { stateGuardEvidence } from './state-guard.ts';

export interface Evidence {
  /** Evidence of a group in a function, in what it calls to `depth`, its decorators and what runs before it. */
  find(fn: FunctionModel, group: EvidenceGroup, depth?: number): EvidenceSearch;
  /** Evidence of a group in the function's own body and header. */
  own(fn: FunctionModel, group: EvidenceGroup): readonly EvidenceHit[];
}

const MATCHERS: Readonly<Record<EvidenceGroup, Matcher>> = {
  idempotency: idempotencyEvidence,
  signature: signatureEvidence,
  auth: authEvidence,
  lock: lockEvidence,
  'state-guard': stateGuardEvidence,
  timeout: timeoutEvidence,
  retry: retryEvidence,
  transaction: transactionEvidence,
};
const DEFAULT_DEPTH = 3;
const MAX_FUNCTIONS = 200;
const MAX_UNRESOLVED = 20;

export function createEvidence(services: EvidenceServices): Evidence {
  const known = new WeakMap<FunctionModel, Map<string, EvidenceSearch>>();
  const owned = new WeakMap<FunctionModel, Map<EvidenceGroup, readonly EvidenceHit[]>>();
  const own = (fn: FunctionModel, group: EvidenceGroup): readonly EvidenceHit[] => {
    const ofFn = owned.get(fn) ?? new Map<EvidenceGroup, readonly EvidenceHit[]>();
    owned.set(fn, ofFn);
    const hits = ofFn.get(group) ?? MATCHERS[group](fn, services);
    ofFn.set(group, hits);
    return hits;
  };
  return {
    own,
    find(fn, group, depth = DEFAULT_DEPTH) {
      const ofFn = known.get(fn) ?? new Map<string, EvidenceSearch>();
      known.set(fn, ofFn);
      const key = `${group} ${depth}`;
      const found = ofFn.get(key) ?? new Search({ group, services, own }).run(fn, depth);
      ofFn.set(key, found);
      return found;
    },
  };
}

interface SearchInput {
  readonly group: EvidenceGroup;
  readonly services: EvidenceServices;
  readonly own: (fn: FunctionModel, group: EvidenceGroup) => readonly EvidenceHit[];
}

class Search {
  private readonly input: SearchInput;
  private readonly found: EvidenceHit[] = [];
  private readonly unresolved: CallSite[] = [];
  private readonly seen = new Set<FunctionModel>();
  private complete = true;

  constructor(input: SearchInput) {
    this.input = input;
  }

  run(fn: FunctionModel, depth: number): EvidenceSearch {
    this.before(fn);
    let level: readonly FunctionModel[] = [fn];
    for (let step = 0; step <= depth && level.length > 0; step += 1) level = this.visit(level);
    // Project functions further down were not looked at.
    if (level.length > 0) this.complete = false;
    return { found: this.found, complete: this.complete, unresolved: this.unresolved };
  }

  /** Dependencies and routers' guards, decorators of the project. */
  private before(fn: FunctionModel): void {
    const { group, own } = this.input;
    for (const entry of fn.entries) {
      if (!entry.guardsResolved) this.complete = false;
      for (const guard of entry.guards) {
        const isAuth = group === 'auth' && isAuthGuard(guard, (at) => own(at, 'auth'));
        if (isAuth)
          this.found.push(
            hit(guard, group, { span: guard.facts.nameSpan, note: `${guard.name} runs before it` }),
          );
        this.visit([guard]);
      }
    }
    for (const { target, name } of fn.decorators) {
      if (target !== null && isFunction(target)) this.visit([target, ...wrappersOf(target)]);
      else if (target === null && name === null) this.complete = false;
    }
  }

  /** Looks at functions and gives those they call that were not looked at. */
  private visit(level: readonly FunctionModel[]): readonly FunctionModel[] {
    const next: FunctionModel[] = [];
    for (const fn of level) {
      if (this.seen.has(fn)) continue;
      if (this.seen.size >= MAX_FUNCTIONS) {
        this.complete = false;
        return [];
      }
      this.seen.add(fn);
      this.found.push(...this.input.own(fn, this.input.group));
      for (const call of fn.calls) next.push(...this.reached(call));
    }
    return next.filter((fn) => !this.seen.has(fn));
  }

  private reached(call: CallSite): readonly FunctionModel[] {
    const { target } = call;
    if (target === null) {
      if (call.name === null && !isHarmless(call)) this.unknown(call);
      return [];
    }
    if (!isFunction(target)) {
      if (target.hasUnknownBase) this.unknown(call);
      return ['__init__', '__post_init__'].flatMap((name) => target.method(name) ?? []);
    }
    const implementation = implementationOf(target, this.input.services);
    if (implementation !== null) return [implementation];
    const several = this.input.services.implementationsOf(target);
    if (several.length === 0) this.unknown(call);
    return several;
  }

  private unknown(call: CallSite): void {
    this.complete = false;
    if (this.unresolved.length < MAX_UNRESOLVED) this.unresolved.push(call);
  }
}

/** Methods of plain data and loggers: whatever they are called on, they are no evidence of anything. */
const HARMLESS =
  /\.(?:strip|lstrip|rstrip|lower|upper|title|split|rsplit|splitlines|join|format|append|extend|items|keys|values|encode|decode|startswith|endswith|replace|isdigit|copy|hexdigest|digest|isoformat|strftime|timestamp|total_seconds|model_dump|model_dump_json|dict|json|debug|info|warning|error|exception|critical|quantize|setdefault|index|count|sort|reverse)$/;

function isHarmless(call: CallSite): boolean {
  if (HARMLESS.test(call.text)) return true;
  return call.text.endsWith('.get') && call.expr.args[0]?.value.kind === 'string';
}

/** The wrappers that a decorator function defines. */
function wrappersOf(decorator: FunctionModel): readonly FunctionModel[] {
  return decorator.module.functions.filter(
    ({ outer }) => outer === decorator || outer?.outer === decorator,
  );
}
