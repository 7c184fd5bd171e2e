import type { LibraryKind } from '../../knowledge/entries.ts';
import type { ModuleInfo } from '../model/project.ts';
import type { ModuleModel } from '../model/symbols.ts';
import type { EntryServices } from './services.ts';

const REGISTERS: readonly LibraryKind[] = [
  'web-framework',
  'bot-framework',
  'task-framework',
  'messaging',
  'cli',
];
/** Modules looked at for one module; beyond it a registration is not found. */
const MAX_MODULES = 40;
const NOT_REGISTERING = new Set(['test', 'migration', 'generated', 'vendored', 'example', 'stub']);

const known = new WeakMap<EntryServices, Map<string, readonly ModuleModel[]>>();

/** Modules that import this one (directly, or through packages that re-export it) and use a framework to register with, by path. */
export function importingModules(
  module: ModuleModel,
  services: EntryServices,
): readonly ModuleModel[] {
  const ofTree = known.get(services) ?? new Map<string, readonly ModuleModel[]>();
  known.set(services, ofTree);
  const found = ofTree.get(module.path) ?? findImporting(module, services);
  ofTree.set(module.path, found);
  return found;
}

function findImporting(module: ModuleModel, services: EntryServices): readonly ModuleModel[] {
  const seen = new Set<string>([module.path]);
  const queue: string[] = [module.path];
  const found: ModuleInfo[] = [];
  for (
    let path = queue.shift();
    path !== undefined && found.length < MAX_MODULES;
    path = queue.shift()
  ) {
    for (const { importer } of services.imports.importersOf(path)) {
      if (seen.has(importer.path) || NOT_REGISTERING.has(importer.kind)) continue;
      seen.add(importer.path);
      if (importer.isPackage) queue.push(importer.path);
      if (usesFramework(importer.path, services)) found.push(importer);
    }
  }
  return found
    .slice(0, MAX_MODULES)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path }) => services.module(path) ?? []);
}

/** Imports a library to register with; or nothing but the project's own, as a module of registrations may. */
function usesFramework(path: string, { imports, knowledge }: EntryServices): boolean {
  return imports.externalImportsOf(path).some(({ module }) => {
    const library = knowledge.libraryOf(module);
    return library !== null && library.kind.some((kind) => REGISTERS.includes(kind));
  });
}
