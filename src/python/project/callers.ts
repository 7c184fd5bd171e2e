import type { ImportGraph } from '../model/project.ts';
import type { CallSite, ClassModel, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { callsNaming } from './named-calls.ts';
import { usersOf } from './users.ts';

export interface Callers {
  callersOf(fn: FunctionModel): CallerList;
}

export interface CallerList {
  readonly calls: readonly CallSite[];
  readonly complete: boolean;
}

export interface CallerServices {
  readonly imports: ImportGraph;
  /** Modules looked at besides the function's own. */
  readonly limit: number;
  module(path: string): ModuleModel | null;
}

/**
 * Looks for the calls of a function in the modules that can name it. Only calls that write its name there, or that name nothing,
 * are resolved; what is called through its class (`__init__`, `__call__`) has no name, and all calls are.
 */
export function createCallers(services: CallerServices): Callers {
  const byTarget = new WeakMap<
    ModuleModel,
    Map<string, ReadonlyMap<string, readonly CallSite[]>>
  >();
  const lists = new WeakMap<FunctionModel, CallerList>();
  const busy = new Set<ModuleModel>();

  /** Null while calls of this very module are being resolved: who asks then must not wait for itself. */
  function callsIn(
    module: ModuleModel,
    name: string,
  ): ReadonlyMap<string, readonly CallSite[]> | null {
    const known =
      byTarget.get(module) ?? new Map<string, ReadonlyMap<string, readonly CallSite[]>>();
    byTarget.set(module, known);
    const ofName = known.get(name);
    if (ofName) return ofName;
    if (busy.has(module)) return null;
    busy.add(module);
    const calls = groupByTarget(callsNaming(module, name));
    busy.delete(module);
    known.set(name, calls);
    return calls;
  }

  function search(fn: FunctionModel): CallerList {
    // A method's receiver can come from any function of the module, so every importer counts; a function needs its name.
    const name = fn.class === null && fn.outer === null ? fn.name : null;
    const users = usersOf(fn.module.info, services.imports, { name, limit: services.limit });
    let complete = users.complete;
    const calls: CallSite[] = [];
    for (const info of users.modules) {
      const model = info.path === fn.module.path ? fn.module : services.module(info.path);
      const inModule = model === null ? null : callsIn(model, fn.name);
      if (inModule === null) complete = false;
      else calls.push(...(inModule.get(keyOf(fn)) ?? []));
    }
    return { calls, complete };
  }

  return {
    callersOf(fn) {
      const known = lists.get(fn);
      if (known) return known;
      const list = search(fn);
      if (busy.size === 0) lists.set(fn, list);
      return list;
    },
  };
}

function groupByTarget(calls: readonly CallSite[]): ReadonlyMap<string, readonly CallSite[]> {
  const groups = new Map<string, CallSite[]>();
  for (const call of calls) {
    if (call.target === null) continue;
    const key = keyOf(constructorOf(call.target));
    const group = groups.get(key);
    if (group) group.push(call);
    else groups.set(key, [call]);
  }
  return groups;
}

/** Calling a class calls its `__init__`. */
function constructorOf(target: FunctionModel | ClassModel): FunctionModel | ClassModel {
  return 'methods' in target ? (target.method('__init__') ?? target) : target;
}

function keyOf(definition: FunctionModel | ClassModel): string {
  return `${definition.module.path}:${definition.facts.start}`;
}
