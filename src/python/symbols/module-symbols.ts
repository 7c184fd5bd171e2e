import type { Expr, ImportFacts, ModuleFacts } from '../facts/facts.ts';
import { positionAt } from '../facts/expressions.ts';
import type { FunctionFlow } from '../model/flow.ts';
import type { FileKind, ModuleInfo } from '../model/project.ts';
import type { CallSite } from '../model/symbols.ts';
import { finalBindings } from '../names/lookup.ts';
import type { Candidate } from '../names/lookup.ts';
import type { Cell } from '../types/memo.ts';
import { resolveCandidates } from './bindings.ts';
import { SymbolClass } from './class-symbols.ts';
import { SymbolFunction } from './function-symbols.ts';
import type {
  ClassSymbols,
  FunctionSymbols,
  ModuleSymbols,
  Owner,
  Reader,
  Res,
  Type,
} from './internals.ts';
import { importTarget, starMember } from './modules.ts';
import { moduleOwner } from './owner.ts';

/** A module with its names, definitions and calls read on demand. */
export class SymbolModule implements ModuleSymbols {
  readonly info: ModuleInfo;
  readonly path: string;
  readonly name: string;
  readonly kind: FileKind;
  readonly facts: ModuleFacts;
  readonly owner: Owner;
  readonly functions: readonly FunctionSymbols[];
  readonly classes: readonly ClassSymbols[];
  private readonly reader: Reader;
  private readonly members = new Map<string, Cell<Res>>();
  private readonly imported = new Map<ImportFacts, Cell<Res>>();
  private readonly searching = new Set<string>();
  private methodLists: ReadonlyMap<number, readonly FunctionSymbols[]> | null = null;
  private ownCalls: readonly CallSite[] | null = null;

  constructor(reader: Reader, info: ModuleInfo, facts: ModuleFacts) {
    this.reader = reader;
    this.info = info;
    this.path = info.path;
    this.name = info.name;
    this.kind = info.kind;
    this.facts = facts;
    this.owner = moduleOwner(reader, this);
    this.classes = facts.classes.map(
      (cls) => new SymbolClass({ reader, module: this, facts: cls }),
    );
    this.functions = this.makeFunctions();
  }

  /** Outer functions stand before the ones inside them, so each finds its own when it is made. */
  private makeFunctions(): readonly FunctionSymbols[] {
    const made: FunctionSymbols[] = [];
    for (const facts of this.facts.functions) {
      const { owner } = facts;
      const { reader } = this;
      const cls = owner.kind === 'class' ? (this.classes[owner.index] ?? null) : null;
      const outer = owner.kind === 'function' ? (made[owner.index] ?? null) : null;
      made.push(new SymbolFunction({ reader, module: this, facts, class: cls, outer }));
    }
    return made;
  }

  methodsOf(classIndex: number): readonly FunctionSymbols[] {
    this.methodLists ??= methodLists(this.functions);
    return this.methodLists.get(classIndex) ?? [];
  }

  get topLevel(): FunctionFlow {
    return this.reader.services.flowOf(this);
  }

  resolve(expr: Expr): Res | null {
    return this.reader.resolve(expr, { owner: this.owner });
  }

  typeOf(expr: Expr): Type | null {
    return this.reader.typeOf(expr, { owner: this.owner });
  }

  member(name: string): Res | null {
    return this.reader.memo.ask(this.members, name, () => {
      const candidates = this.candidates(name);
      if (candidates.length > 0) return resolveCandidates(this.reader, candidates);
      return this.fromStars(name) ?? null;
    });
  }

  private candidates(name: string): readonly Candidate<Owner>[] {
    const { owner } = this;
    const { scope } = owner.table;
    const own = (finalBindings(scope, name) ?? []).map((binding) => ({
      frame: owner,
      scope,
      binding,
    }));
    return [...own, ...owner.globalWrites(name)];
  }

  private fromStars(name: string): Res | null | undefined {
    // Modules that take stars from each other end here.
    if (this.searching.has(name)) return undefined;
    this.searching.add(name);
    const found = starMember(this.reader, this, name);
    this.searching.delete(name);
    return found;
  }

  binds(name: string): boolean {
    const { owner } = this;
    if (owner.table.scope.bindings.has(name) || owner.globalWrites(name).length > 0) return true;
    return this.fromStars(name) !== undefined;
  }

  exports(name: string): boolean {
    const listed = this.facts.exports;
    return listed ? listed.includes(name) : !name.startsWith('_') && this.binds(name);
  }

  importTarget(imported: ImportFacts): Res | null {
    return this.reader.memo.ask(this.imported, imported, () =>
      importTarget(this.reader, this.info, imported),
    );
  }

  position(offset: number): { readonly line: number; readonly column: number } {
    return positionAt(this.facts, offset);
  }

  get calls(): readonly CallSite[] {
    this.ownCalls ??= allCalls(this);
    return this.ownCalls;
  }
}

function methodLists(
  functions: readonly FunctionSymbols[],
): ReadonlyMap<number, readonly FunctionSymbols[]> {
  const lists = new Map<number, FunctionSymbols[]>();
  for (const fn of functions) {
    const { owner } = fn.facts;
    if (owner.kind !== 'class') continue;
    const known = lists.get(owner.index);
    if (known) known.push(fn);
    else lists.set(owner.index, [fn]);
  }
  return lists;
}

function allCalls(module: ModuleSymbols): readonly CallSite[] {
  const { owner } = module;
  const calls = owner.table.calls.map(({ expr }) => owner.callSite(expr));
  for (const fn of module.functions) for (const call of fn.calls) calls.push(call);
  return calls.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
