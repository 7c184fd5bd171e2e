import type { ClassModel, ModuleModel, OrmModel, Placed } from '../python/model/index.ts';
import type { ChangeModel } from './definition.ts';
import { mayBeMigrated, migrationHistory, wasMigratedBefore } from './migration-history.ts';
import { isUnmanaged, schemaDifferences, type SchemaDifference } from './model-changes.ts';
import { migratedModel, tableOf } from './table-models.ts';

/** ORMs whose migrations are read. */
const KINDS = new Set<OrmModel['kind']>(['sqlalchemy', 'sqlmodel', 'django', 'tortoise']);

/** A model that the change makes or alters without a migration for its table. */
export interface UnmigratedModel {
  readonly model: OrmModel;
  readonly isNew: boolean;
  /** What the database would have to follow; one entry for a new table. */
  readonly differences: readonly SchemaDifference[];
}

/** Silent where migrations are not known to keep the table, and where one of the change may touch it. */
export function unmigratedModels(change: ChangeModel): readonly UnmigratedModel[] {
  return changedModels(change).flatMap(({ model, before }) => {
    const differences = unmigrated(model, before, change);
    return differences.length === 0 ? [] : [{ model, isNew: before === null, differences }];
  });
}

interface ChangedModel {
  readonly model: OrmModel;
  /** Null when the table is new. */
  readonly before: OrmModel | null;
}

function changedModels(change: ChangeModel): readonly ChangedModel[] {
  return change.files.flatMap(({ basePath, headPath }) => {
    const module = headPath === null ? null : change.head.module(headPath);
    if (module === null || module.kind !== 'source') return [];
    const base = basePath === null ? null : change.base.module(basePath);
    return module.classes.flatMap((cls) => {
      const model = cls.orm;
      if (model === null || !isKept(model)) return [];
      const before = beforeOf(cls, model, { base, change });
      return before === null || isKept(before) ? [{ model, before }] : [];
    });
  });
}

/** A table of its own, whose name and columns are known. */
function isKept(model: OrmModel): boolean {
  return KINDS.has(model.kind) && !model.abstract && tableOf(model) !== '' && !isUnmanaged(model);
}

function beforeOf(
  cls: ClassModel,
  model: OrmModel,
  of: { readonly base: ModuleModel | null; readonly change: ChangeModel },
): OrmModel | null {
  const same = of.base?.classes.find(({ symbol }) => symbol === cls.symbol);
  if (same !== undefined && same.orm !== null) return same.orm;
  return migratedModel({ table: tableOf(model), model: '', path: '' }, of.change.base);
}

/** What the change leaves to be migrated; nothing where the table is not known to be kept by migrations. */
function unmigrated(
  model: OrmModel,
  before: OrmModel | null,
  change: ChangeModel,
): readonly SchemaDifference[] {
  const found: readonly SchemaDifference[] =
    before === null
      ? [{ kind: 'added', columns: [], words: 'is new', place: startOfClass(model) }]
      : schemaDifferences(before, model);
  if (found.length === 0) return [];
  const history = migrationHistory(model, change);
  if (history === null || mayBeMigrated(model, change)) return [];
  if (before === null) return history.knowsTable || model.class.hasUnknownBase ? [] : found;
  if (!history.knowsTable) return [];
  const within = { files: history.files, project: change.head };
  return found.filter((one) => !wasMigratedBefore(model, one, within));
}

function startOfClass({ class: cls }: OrmModel): Placed {
  return { module: cls.module, span: cls.facts.nameSpan, symbol: cls.symbol };
}
