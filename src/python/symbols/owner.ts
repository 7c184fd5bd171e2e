import { blocksOf } from '../facts/expressions.ts';
import type { CallExpr, Expr, FunctionFacts, Stmt, StringExpr } from '../facts/facts.ts';
import type { Candidate } from '../names/lookup.ts';
import { sharedTable } from '../names/owner-table.ts';
import type { Binding, OwnerTable, Scope } from '../names/scope.ts';
import type { CallSite } from '../model/symbols.ts';
import type { Cell } from '../types/memo.ts';
import { makeCallSite } from './call-site.ts';
import type {
  FunctionSymbols,
  ModuleSymbols,
  Owner,
  Place,
  Reader,
  Res,
  Type,
} from './internals.ts';
import type { FlowOwner } from './services.ts';

interface OwnerParts {
  readonly reader: Reader;
  readonly module: ModuleSymbols;
  readonly fn: FunctionSymbols | null;
  readonly outer: Owner | null;
  readonly definedIn: Scope | null;
}

/** The code of a function body or of a module's top level, read once, on first use. */
export class CodeOwner implements Owner {
  readonly module: ModuleSymbols;
  readonly fn: FunctionSymbols | null;
  readonly outer: Owner | null;
  readonly definedIn: Scope | null;
  readonly definedAt: number;
  private readonly reader: Reader;
  // Most functions need few of these, and a tree has many functions: each is made on first use.
  private ownTypes: Map<Expr, Cell<Type>> | null = null;
  private ownResolutions: Map<Expr, Cell<Res>> | null = null;
  private ownAnnotations: Map<Expr, Cell<Type>> | null = null;
  private ownBindings: Map<Binding, Cell<Res>> | null = null;
  private ownTexts: Map<StringExpr, Expr | null> | null = null;
  private sites: Map<CallExpr, CallSite> | null = null;
  private builtTable: OwnerTable | null = null;
  private writes: ReadonlyMap<string, readonly Candidate<Owner>[]> | null = null;

  constructor(parts: OwnerParts) {
    this.reader = parts.reader;
    this.module = parts.module;
    this.fn = parts.fn;
    this.outer = parts.outer;
    this.definedIn = parts.definedIn;
    this.definedAt = parts.fn?.facts.start ?? 0;
  }

  get types(): Map<Expr, Cell<Type>> {
    this.ownTypes ??= new Map();
    return this.ownTypes;
  }

  get resolutions(): Map<Expr, Cell<Res>> {
    this.ownResolutions ??= new Map();
    return this.ownResolutions;
  }

  get annotations(): Map<Expr, Cell<Type>> {
    this.ownAnnotations ??= new Map();
    return this.ownAnnotations;
  }

  get bindings(): Map<Binding, Cell<Res>> {
    this.ownBindings ??= new Map();
    return this.ownBindings;
  }

  get texts(): Map<StringExpr, Expr | null> {
    this.ownTexts ??= new Map();
    return this.ownTexts;
  }

  get flowOwner(): FlowOwner {
    return this.fn ?? this.module;
  }

  get table(): OwnerTable {
    const { facts } = this.module;
    this.builtTable ??= sharedTable(facts, this.fn?.facts ?? null);
    return this.builtTable;
  }

  globalWrites(name: string): readonly Candidate<Owner>[] {
    if (this.fn) return [];
    this.writes ??= writesOf(this.module);
    return this.writes.get(name) ?? [];
  }

  callSite(expr: CallExpr): CallSite {
    this.sites ??= new Map();
    const known = this.sites.get(expr);
    if (known) return known;
    const made = makeCallSite(this.reader, this, expr);
    this.sites.set(expr, made);
    return made;
  }
}

/** Assignments to module names by functions that declare them `global`, by name. */
function writesOf(module: ModuleSymbols): ReadonlyMap<string, readonly Candidate<Owner>[]> {
  const writes = new Map<string, Candidate<Owner>[]>();
  for (const fn of module.functions) {
    if (!declaresGlobal(fn.body)) continue;
    const { scope } = fn.owner.table;
    for (const name of scope.globals ?? []) {
      const found = (scope.bindings.get(name) ?? []).map((binding) => ({
        frame: fn.owner,
        scope,
        binding,
      }));
      writes.set(name, [...(writes.get(name) ?? []), ...found]);
    }
  }
  return writes;
}

function declaresGlobal(body: readonly Stmt[]): boolean {
  const pending: (readonly Stmt[])[] = [body];
  for (let block = pending.pop(); block; block = pending.pop()) {
    for (const statement of block) {
      if (statement.kind === 'global') return true;
      pending.push(...blocksOf(statement));
    }
  }
  return false;
}

/** Owner of a module's top level. */
export function moduleOwner(reader: Reader, module: ModuleSymbols): Owner {
  return new CodeOwner({ reader, module, fn: null, outer: null, definedIn: null });
}

/** Owner of a function body, inside the owner and scope that hold its definition. */
export function functionOwner(reader: Reader, fn: FunctionSymbols, outer: Owner): Owner {
  const { owner } = fn.facts;
  const definedIn =
    owner.kind === 'class' ? (fn.class?.bodyScope ?? outer.table.scope) : outer.table.scope;
  return new CodeOwner({ reader, module: fn.module, fn, outer, definedIn });
}

/** Where the header of a definition is read: its own bracketed names count there. */
export function placeInBrackets(
  owner: Owner,
  { typeParams, typeBounds }: Pick<FunctionFacts, 'typeParams' | 'typeBounds'>,
): Place {
  return typeBounds === undefined ? { owner, typeParams } : { owner, typeParams, typeBounds };
}
