import type { FunctionModel, Guard, ModuleModel, Project } from '../../python/model/index.ts';

/** Where the ledger gets its inventory from. Implemented in python/guards; a test may put in its own. */
export interface GuardSource {
  /** Guards that a function holds itself: at its calls, in its regions, by its decorators and dependencies. */
  ofFunction(fn: FunctionModel): readonly Guard[];
  /** Guards of models, classes and module-level code: columns, constraints, records, clients. */
  ofModule(module: ModuleModel): readonly Guard[];
  /** True when head still does what the guard of base protected. Without an answer the ledger looks for the subject's name. */
  isStillNeeded?(
    guard: Guard,
    head: { readonly project: Project; readonly function: FunctionModel | null },
  ): boolean;
}
