import type { ImportGraph } from '../model/project.ts';
import type { ClassModel, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { usersOf } from './users.ts';

/** Depth of a class hierarchy that is followed downwards. */
const MAX_DEPTH = 8;

export interface ClassRelations {
  /** Direct subclasses, in path and source order. */
  subclassesOf(cls: ClassModel): readonly ClassModel[];
  /** Overrides of a method in the classes below its own. */
  implementationsOf(fn: FunctionModel): readonly FunctionModel[];
}

export interface ClassRelationServices {
  readonly imports: ImportGraph;
  /** Modules looked at besides the one of the class. */
  readonly limit: number;
  module(path: string): ModuleModel | null;
}

/** Looks for subclasses in the modules that can name the base. Structural subtypes of a protocol are not looked for. */
export function createClassRelations(services: ClassRelationServices): ClassRelations {
  const known = new WeakMap<ClassModel, readonly ClassModel[]>();

  function subclassesOf(cls: ClassModel): readonly ClassModel[] {
    const cached = known.get(cls);
    if (cached) return cached;
    // Set before it is known: reading the bases of a class may ask for the subclasses of this one.
    known.set(cls, []);
    const users = usersOf(cls.module.info, services.imports, {
      name: cls.name,
      limit: services.limit,
    });
    const found = users.modules.flatMap((info) => {
      const model = info.path === cls.module.path ? cls.module : services.module(info.path);
      return (model?.classes ?? []).filter((candidate) => hasBase(candidate, cls));
    });
    known.set(cls, found);
    return found;
  }

  return {
    subclassesOf,
    implementationsOf(fn) {
      if (fn.class === null) return [];
      const found: FunctionModel[] = [];
      const seen = new Set<ClassModel>([fn.class]);
      let level: readonly ClassModel[] = [fn.class];
      for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
        level = level.flatMap(subclassesOf).filter((cls) => !seen.has(cls));
        for (const cls of level) {
          seen.add(cls);
          const own = cls.methods.find((method) => method.name === fn.name);
          if (own) found.push(own);
        }
      }
      return found;
    },
  };
}

function hasBase(candidate: ClassModel, cls: ClassModel): boolean {
  return candidate.bases.some(
    (base) =>
      base?.class !== null &&
      base?.class.module.path === cls.module.path &&
      base.class.facts.start === cls.facts.start,
  );
}
