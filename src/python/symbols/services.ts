import type { CallExpr } from '../facts/facts.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { EffectOccurrence } from '../model/effects.ts';
import type { FunctionFlow, Operation } from '../model/flow.ts';
import type { OrmModel } from '../model/orm.ts';
import type { ModuleInfo } from '../model/project.ts';
import type { ClassModel, EntryPoint, FunctionModel, ModuleModel } from '../model/symbols.ts';
import type { ModuleFacts } from '../facts/facts.ts';

/** Whose code a flow is: a function, or the top level of a module with its class bodies. */
export type FlowOwner = FunctionModel | ModuleModel;

/**
 * What names, types, classes and calls ask of the rest of the project. The project assembler provides it; every answer may
 * be computed on demand, and the same question must always get the same object.
 *
 * The way of a call: `callSiteOf(owner, expr)` (this folder) makes the one CallSite of a call expression; the flow places it
 * among its operations; `operationOf` gives that place back, and `index` and `regions` of the call site are read from it.
 */
export interface SymbolServices {
  readonly knowledge: Knowledge;
  /** The project module that `dotted` means when it is imported by `importer`; null when it is not the project's. */
  moduleNamed(dotted: string, importer: ModuleInfo): ModuleInfo | null;
  /** The module that `level` dots and `dotted` (may be empty) mean in `importer`. */
  moduleRelative(dotted: string, level: number, importer: ModuleInfo): ModuleInfo | null;
  /** True when some project module lies below `dotted` (a package with or without `__init__`). */
  isNamespace(dotted: string, importer: ModuleInfo): boolean;
  /** True when the first part of `dotted` is the project's own in `importer`: what is not found there is unknown, not a library. */
  isOwn(dotted: string, importer: ModuleInfo): boolean;
  /** Model of a module, read on demand; null when its content is absent or unreadable. */
  modelOf(path: string): ModuleModel | null;
  /** Flow of a function body, or of a module's top level. */
  flowOf(owner: FlowOwner): FunctionFlow;
  /** The operation of a call in its owner's flow. Every call of `owner` has exactly one. */
  operationOf(owner: FlowOwner, call: CallExpr): Operation;
  effectsOf(fn: FunctionModel, depth: number): readonly EffectOccurrence[];
  ormOf(cls: ClassModel): OrmModel | null;
  entriesOf(fn: FunctionModel): readonly EntryPoint[];
  /** Direct subclasses in loaded modules and in modules that import the module of `cls`, bounded, in path order. */
  subclassesOf(cls: ClassModel): readonly ClassModel[];
}

/** Makes module models that share one memo and one set of services. */
export interface ModuleModels {
  model(info: ModuleInfo, facts: ModuleFacts): ModuleModel;
}
