import type { OrmModel } from '../model/orm.ts';
import type { ModuleInfo } from '../model/project.ts';
import { imperativeMappings } from './imperative.ts';
import { lastName } from './literals.ts';
import type { OrmServices } from './services.ts';

const MAX_MODULES = 400;
const WITHOUT_MODELS = new Set(['test', 'migration', 'example', 'generated', 'vendored', 'stub']);

/** Finds models by class name, qualified name or table over the modules of the tree that use an ORM. */
export function createModelIndex(services: OrmServices): (nameOrTable: string) => OrmModel | null {
  let index: ReadonlyMap<string, OrmModel | 'several'> | null = null;
  return (nameOrTable) => {
    index ??= indexed(services);
    const found = index.get(nameOrTable) ?? index.get(lastName(nameOrTable));
    return found === undefined || found === 'several' ? null : found;
  };
}

function indexed(services: OrmServices): ReadonlyMap<string, OrmModel | 'several'> {
  const index = new Map<string, OrmModel | 'several'>();
  const add = (key: string, model: OrmModel): void => {
    const known = index.get(key);
    if (key !== '') index.set(key, known === undefined || known === model ? model : 'several');
  };
  for (const { path } of modelModules(services)) {
    const module = services.module(path);
    if (module === null) continue;
    const mapped = imperativeMappings(module, services).map((mapping) => mapping.class);
    for (const cls of [...module.classes, ...mapped]) {
      const model = cls.orm;
      if (model === null || model.abstract) continue;
      for (const key of new Set([cls.qualifiedName, cls.name, model.table])) add(key, model);
    }
  }
  return index;
}

/** Modules that import an ORM. Imperatively mapped classes stand in modules that import none: they are found through their mappings. */
function modelModules({ modules, imports, knowledge }: OrmServices): readonly ModuleInfo[] {
  return modules
    .filter(
      ({ kind, path }) =>
        !WITHOUT_MODELS.has(kind) &&
        imports.externalImportsOf(path).some(({ module }) => isOrm(module, knowledge)),
    )
    .slice(0, MAX_MODULES);
}

function isOrm(module: string, knowledge: OrmServices['knowledge']): boolean {
  return (
    knowledge.kindsOf(module).includes('orm') ||
    module === 'django.db' ||
    module.startsWith('django.db.')
  );
}
