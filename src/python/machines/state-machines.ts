import type { StateMachines } from '../model/machines.ts';
import type { ModuleModel } from '../model/symbols.ts';
import { decoratedSteps, tableSteps } from './declared-steps.ts';
import { functionSteps } from './function-steps.ts';
import { holdersOf } from './holders.ts';
import type { MachineServices } from './services.ts';

export type StateMachinesIn = (module: ModuleModel) => StateMachines;

/** What a module has of state machines: the columns it declares, and the changes of state it makes or allows, in source order. */
export function createStateMachines(services: MachineServices): StateMachinesIn {
  const known = new WeakMap<ModuleModel, StateMachines>();
  return (module) => {
    const machines = known.get(module) ?? {
      holders: module.classes.flatMap((cls) => [...holdersOf(cls).values()]),
      steps: [
        ...tableSteps(module, services),
        ...module.functions.flatMap((fn) => [
          ...decoratedSteps(fn, services),
          ...functionSteps(fn, services),
        ]),
      ].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
    };
    known.set(module, machines);
    return machines;
  };
}
