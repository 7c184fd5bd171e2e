import type { Migration } from '../model/orm.ts';
import type { ModuleModel } from '../model/symbols.ts';
import { aerichMigration } from './aerich.ts';
import { alembicMigration } from './alembic.ts';
import { djangoMigration } from './django-migrations.ts';
import type { OrmServices } from './services.ts';

export interface Migrations {
  /** Migration in a file, null when it is none. */
  migrationAt(path: string): Migration | null;
  /** Every migration of the tree, sorted by path. */
  all(): readonly Migration[];
}

export function createMigrations(services: OrmServices): Migrations {
  const known = new Map<string, Migration | null>();
  let every: readonly Migration[] | null = null;
  const migrationAt = (path: string): Migration | null => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const module = services.module(path);
    const migration = module === null ? null : migrationOf(module, services);
    known.set(path, migration);
    return migration;
  };
  return {
    migrationAt,
    all() {
      every ??= services.modules
        .filter(({ kind }) => kind === 'migration')
        .flatMap(({ path }) => migrationAt(path) ?? []);
      return every;
    },
  };
}

export function migrationOf(
  module: ModuleModel,
  { knowledge }: Pick<OrmServices, 'knowledge'>,
): Migration | null {
  return alembicMigration(module, knowledge) ?? djangoMigration(module) ?? aerichMigration(module);
}
