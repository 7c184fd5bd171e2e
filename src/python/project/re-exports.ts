import type { ImportFacts } from '../facts/facts.ts';
import type { EdgeDefinition, ImportEdge, ModuleInfo } from '../model/project.ts';
import { targetOf } from './import-edges.ts';
import type { ModuleIndex } from './module-index.ts';

/** Longest trail of re-exports that is followed. */
const MAX_STEPS = 8;

/** Follows names through the imports of `__init__` files, from the import tier alone (no facts needed). */
export interface ReExports {
  definitionsOf(edge: ImportEdge): readonly EdgeDefinition[];
}

export interface ReExportsInput {
  readonly index: ModuleIndex;
  importsOf(info: ModuleInfo): readonly ImportFacts[];
}

/** Makes the look-up; the name table of each package is built once. */
export function reExportsOf(input: ReExportsInput): ReExports {
  const tables = new Map<string, ReadonlyMap<string, ImportFacts>>();

  function tableOf(info: ModuleInfo): ReadonlyMap<string, ImportFacts> {
    const known = tables.get(info.path);
    if (known) return known;
    const table = new Map<string, ImportFacts>();
    for (const entry of input.importsOf(info)) {
      if (entry.name === null || entry.name === '*' || entry.typeOnly || entry.deferred) continue;
      table.set(entry.alias ?? entry.name, entry);
    }
    tables.set(info.path, table);
    return table;
  }

  function definition(module: ModuleInfo, name: string): ModuleInfo {
    let at = module;
    let wanted = name;
    for (let step = 0; step < MAX_STEPS && at.isPackage; step += 1) {
      const entry = tableOf(at).get(wanted);
      const target = entry ? targetOf(entry, at, input.index) : null;
      if (target === null || target.module.path === at.path) return at;
      at = target.module;
      if (target.name === null) return at;
      wanted = target.name;
    }
    return at;
  }

  return {
    definitionsOf: (edge) =>
      edge.names.map((name) => ({
        name,
        module: name === '*' ? edge.imported : definition(edge.imported, name),
      })),
  };
}
