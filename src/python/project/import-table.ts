import type { ImportFacts } from '../facts/facts.ts';
import type { ImportEdge, ModuleInfo } from '../model/project.ts';
import { moduleImportsOf, type ModuleImports } from './import-edges.ts';
import type { ModuleIndex } from './module-index.ts';
import { compareText } from './tree-paths.ts';

export interface ImportGraphInput {
  readonly index: ModuleIndex;
  /** Imports of a module; empty when its content is not at hand. */
  importsOf(info: ModuleInfo): readonly ImportFacts[];
}

/** The edges of a tree, looked up from both ends. */
export interface ImportTable {
  /** In the order of the modules. */
  readonly byImporter: ReadonlyMap<string, ModuleImports>;
  /** By imported path; by importer within. */
  readonly importers: ReadonlyMap<string, readonly ImportEdge[]>;
}

export const NOTHING: ModuleImports = { edges: [], externals: [], unresolved: [] };

export function importTableOf(input: ImportGraphInput): ImportTable {
  const byImporter = new Map<string, ModuleImports>();
  const importers = new Map<string, ImportEdge[]>();
  for (const info of input.index.modules) {
    if (info.kind === 'vendored') continue;
    const found = moduleImportsOf(info, input.importsOf(info), input.index);
    byImporter.set(info.path, found);
    for (const edge of found.edges) {
      const group = importers.get(edge.imported.path);
      if (group) group.push(edge);
      else importers.set(edge.imported.path, [edge]);
    }
  }
  return { byImporter, importers };
}

/**
 * The table of the same files with other contents at `changed`: only their imports are resolved again. Edges that lead to
 * them lead to their new modules.
 */
export function changedTable(
  before: ImportTable,
  input: ImportGraphInput,
  changed: ReadonlySet<string>,
): ImportTable {
  const byImporter = new Map(before.byImporter);
  const targets = new Set(changed);
  for (const path of changed) {
    for (const { importer } of before.importers.get(path) ?? [])
      if (!changed.has(importer.path)) redirect(byImporter, importer.path, { input, changed });
    const info = input.index.at(path);
    if (info === null || info.kind === 'vendored') continue;
    const found = moduleImportsOf(info, input.importsOf(info), input.index);
    for (const { imported } of [...(byImporter.get(path) ?? NOTHING).edges, ...found.edges])
      targets.add(imported.path);
    byImporter.set(path, found);
  }
  const importers = new Map(before.importers);
  for (const target of targets) {
    const group = groupOf(target, { byImporter, before, changed });
    if (group.length > 0) importers.set(target, group);
    else importers.delete(target);
  }
  return { byImporter, importers };
}

function redirect(
  byImporter: Map<string, ModuleImports>,
  importer: string,
  at: { readonly input: ImportGraphInput; readonly changed: ReadonlySet<string> },
): void {
  const known = byImporter.get(importer) ?? NOTHING;
  const edges = known.edges.map((edge) => {
    const imported = at.changed.has(edge.imported.path)
      ? at.input.index.at(edge.imported.path)
      : edge.imported;
    return imported === null || imported === edge.imported ? edge : { ...edge, imported };
  });
  byImporter.set(importer, { ...known, edges });
}

function groupOf(
  target: string,
  at: Pick<ImportTable, 'byImporter'> & {
    readonly before: ImportTable;
    readonly changed: ReadonlySet<string>;
  },
): readonly ImportEdge[] {
  const paths = new Set(at.changed);
  for (const { importer } of at.before.importers.get(target) ?? []) paths.add(importer.path);
  return [...paths]
    .sort(compareText)
    .flatMap((path) => (at.byImporter.get(path) ?? NOTHING).edges)
    .filter((edge) => edge.imported.path === target);
}
