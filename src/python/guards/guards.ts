import type { Guard } from '../model/guards.ts';
import type { OrmModel } from '../model/orm.ts';
import type { FunctionModel, ModuleModel } from '../model/symbols.ts';
import { boundOf, heldBounds } from './bound-guards.ts';
import { callGuards } from './call-guards.ts';
import { cancellationGuards } from './cancellation-guards.ts';
import type { GuardServices } from './guard-at.ts';
import { headerGuards } from './header-guards.ts';
import { moduleGuards, ormGuards } from './model-guards.ts';
import { regionGuards } from './region-guards.ts';
import { reuseGuards } from './reuse-guards.ts';
import { retryGuards } from './retry-guards.ts';
import { shutdownGuards } from './shutdown-guards.ts';
import { taskGuards } from './task-guards.ts';
import { workerGuards } from './worker-guards.ts';

/** The inventory of protections in force. */
export interface Guards {
  /** Guards that a function holds itself: at its calls, in its regions, by its decorators and dependencies. */
  ofFunction(fn: FunctionModel): readonly Guard[];
  /** Guards of models, classes and module-level code. */
  ofModule(module: ModuleModel): readonly Guard[];
  ofModel(model: OrmModel): readonly Guard[];
  /** Everything of a module: its functions' guards and its own. */
  inventoryOf(module: ModuleModel): readonly Guard[];
}

export function createGuards(services: GuardServices): Guards {
  const byFunction = new WeakMap<FunctionModel, readonly Guard[]>();
  const byModule = new WeakMap<ModuleModel, readonly Guard[]>();
  const ofFunction = (fn: FunctionModel): readonly Guard[] => {
    const known =
      byFunction.get(fn) ??
      inPlaceOrder([
        ...headerGuards(fn, services),
        ...retryGuards(fn, services),
        ...regionGuards(fn, services),
        ...cancellationGuards(fn),
        ...workerGuards(fn),
        ...heldBounds(fn, services),
        ...taskGuards(fn),
        ...callGuards(fn, services),
        ...reuseGuards(fn, services.knowledge),
      ]);
    byFunction.set(fn, known);
    return known;
  };
  const ofModule = (module: ModuleModel): readonly Guard[] => {
    const known =
      byModule.get(module) ??
      inPlaceOrder([
        ...moduleGuards(module),
        ...shutdownGuards(module, services.knowledge),
        ...module.topLevel.calls.flatMap(boundOf),
      ]);
    byModule.set(module, known);
    return known;
  };
  return {
    ofFunction,
    ofModule,
    ofModel: ormGuards,
    inventoryOf: (module) =>
      inPlaceOrder([...ofModule(module), ...module.functions.flatMap(ofFunction)]),
  };
}

function inPlaceOrder(guards: readonly Guard[]): readonly Guard[] {
  return [...guards].sort(
    (a, b) => a.span.start - b.span.start || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0),
  );
}
