import type { Guard } from '../model/guards.ts';
import type { Project } from '../model/project.ts';
import type { FunctionModel, ModuleModel } from '../model/symbols.ts';
import { isStillNeeded } from './still-needed.ts';

/** The inventory of two trees behind one face: each function and module answers for its own tree. */
export interface GuardInventory {
  ofFunction(fn: FunctionModel): readonly Guard[];
  ofModule(module: ModuleModel): readonly Guard[];
  isStillNeeded(
    guard: Guard,
    head: { readonly project: Project; readonly function: FunctionModel | null },
  ): boolean;
}

/** Inventory over the trees of a review. A module belongs to the tree that holds its model. */
export function guardInventory(...projects: readonly Project[]): GuardInventory {
  const home = (module: ModuleModel): Project | undefined =>
    projects.find((project) => project.module(module.path) === module);
  return {
    ofFunction: (fn) => home(fn.module)?.guardsOf(fn) ?? [],
    ofModule: (module) => home(module)?.guardsIn(module) ?? [],
    isStillNeeded,
  };
}
