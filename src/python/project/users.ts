import type { FileKind, ImportGraph, ModuleInfo } from '../model/project.ts';
import { compareText } from './tree-paths.ts';

/** Modules that can name what a module defines. */
export interface Users {
  /** Sorted by path, the module itself first. */
  readonly modules: readonly ModuleInfo[];
  /** False when the bound cut some off. */
  readonly complete: boolean;
}

/** Tests and examples use the code without being part of it: what they call or subclass says nothing of how it runs. */
const APART: ReadonlySet<FileKind> = new Set(['example', 'stub', 'test', 'vendored']);

/**
 * Modules that import `module`, directly or through packages that re-export from it. With `name`, only those that take this
 * name, the module as a whole, or everything. At most `limit` besides the module itself, the first by path.
 */
export function usersOf(
  module: ModuleInfo,
  graph: ImportGraph,
  { name, limit }: { readonly name: string | null; readonly limit: number },
): Users {
  const found = new Map<string, ModuleInfo>();
  const pending = [module];
  const seen = new Set([module.path]);
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const edge of graph.importersOf(at.path)) {
      const taken =
        name === null ||
        edge.names.length === 0 ||
        edge.names.includes(name) ||
        edge.names.includes('*');
      if (!taken && at === module) continue;
      const { importer } = edge;
      if (APART.has(importer.kind) && importer.kind !== module.kind) continue;
      found.set(importer.path, importer);
      // What a package takes from its modules, its importers can take from the package.
      if (!importer.isPackage || seen.has(importer.path)) continue;
      seen.add(importer.path);
      pending.push(importer);
    }
  }
  found.delete(module.path);
  const others = [...found.values()].sort((a, b) => compareText(a.path, b.path));
  return { modules: [module, ...others.slice(0, limit)], complete: others.length <= limit };
}
