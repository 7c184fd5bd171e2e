import type { MigrationOperation, ModuleInfo, OrmModel, Project } from '../python/model/index.ts';
import type { ChangeModel } from './definition.ts';
import type { SchemaDifference } from './model-changes.ts';
import { tableOf } from './table-models.ts';
import { wordPattern } from './words.ts';

const MAX_READ = 40;
const REVISION = /^down_revision\b/mu;
const AERICH = /^async def upgrade\(db\b/mu;

/** The migrations that keep the table of a model, in head. */
export interface MigrationHistory {
  readonly files: readonly ModuleInfo[];
  /** True when a migration of base names the table: it is known to be kept by migrations. */
  readonly knowsTable: boolean;
}

/** Null where no migrations of base keep tables of this kind, or it cannot be told which of several histories does. */
export function migrationHistory(
  model: OrmModel,
  { base, head }: Pick<ChangeModel, 'base' | 'head'>,
): MigrationHistory | null {
  const inBase = filesOf(model, base);
  const naming = (pattern: RegExp): readonly string[] =>
    foldersOf(inBase.filter(({ file }) => pattern.test(base.textOf(file) ?? '')));
  const named = naming(quoted(model));
  const folders = named.length > 0 ? named : nearFolders(model, { inBase, base, naming });
  const [folder] = folders;
  if (folder === undefined || folders.length > 1) return null;
  return {
    files: filesOf(model, head).filter((info) => folderOf(info) === folder),
    knowsTable: named.length > 0,
  };
}

/** For a table that no migration names yet: where those of its app or of the models beside it are. */
function nearFolders(
  model: OrmModel,
  of: {
    readonly inBase: readonly ModuleInfo[];
    readonly base: Project;
    readonly naming: (pattern: RegExp) => readonly string[];
  },
): readonly string[] {
  if (model.kind === 'django') return foldersOf(of.inBase);
  return [...new Set(neighbours(model, of.base).flatMap((one) => of.naming(quoted(one))))];
}

function foldersOf(files: readonly ModuleInfo[]): readonly string[] {
  return [...new Set(files.map(folderOf))];
}

const MAX_NEIGHBOURS = 6;

/** Other models of base in the same file and folder. */
function neighbours(model: OrmModel, base: Project): readonly OrmModel[] {
  const { class: cls } = model;
  const table = tableOf(model);
  const folder = folderOf(cls.module.info);
  return base.modules
    .filter((info) => info.kind === 'source' && folderOf(info) === folder)
    .sort((a, b) => Number(b.path === cls.module.path) - Number(a.path === cls.module.path))
    .slice(0, MAX_NEIGHBOURS)
    .flatMap(({ path }) => base.module(path)?.classes ?? [])
    .flatMap(({ orm }) =>
      orm === null || orm.abstract || ['', table].includes(tableOf(orm)) ? [] : [orm],
    );
}

function filesOf(model: OrmModel, project: Project): readonly ModuleInfo[] {
  const migrations = project.modules.filter(({ kind }) => kind === 'migration');
  if (model.kind === 'django') {
    const folder = `${folderOfApp(model.class.module.path)}migrations/`;
    return migrations.filter(
      ({ path }) => path.startsWith(folder) && /^\d{4}_\w+\.py$/u.test(path.slice(folder.length)),
    );
  }
  const kept = model.kind === 'tortoise' ? AERICH : REVISION;
  return migrations.filter(({ file }) => kept.test(project.textOf(file) ?? ''));
}

function folderOf({ path }: ModuleInfo): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** `src/shop/` of `src/shop/models.py` and `src/shop/models/order.py`. */
function folderOfApp(path: string): string {
  const parts = path.split('/').slice(0, -1);
  const at = parts.lastIndexOf('models');
  const folder = (at < 0 ? parts : parts.slice(0, at)).join('/');
  return folder === '' ? '' : `${folder}/`;
}

/** The table or, in Django, the model, as a word in quotes or in SQL. */
function naming(model: OrmModel): RegExp {
  const { kind, class: cls } = model;
  const table = tableOf(model);
  return kind === 'django' ? wordPattern([cls.name, table], 'iu') : wordPattern([table]);
}

/** As an operation writes it. */
function quoted(model: OrmModel): RegExp {
  const { kind, class: cls } = model;
  const table = tableOf(model);
  const names = kind === 'django' ? `${cls.name}|${table}` : table;
  return new RegExp(`["'](?:\\w+\\.)?(?:${names.replace(/[^\w|]/gu, '\\$&')})["']`, 'iu');
}

/** A migration that the change adds or edits may touch the table: it names it, or what it does cannot be read. */
export function mayBeMigrated(model: OrmModel, { files, base, head }: ChangeModel): boolean {
  const named = naming(model);
  const changed = files.flatMap(({ headPath }) => {
    const info = headPath === null ? null : head.info(headPath);
    return info?.kind === 'migration' ? [info] : [];
  });
  return changesSql({ base, head }) || changed.some((info) => touches(info, named, head));
}

function touches({ file, path }: ModuleInfo, named: RegExp, head: Project): boolean {
  const text = head.textOf(file);
  if (text === null || named.test(text)) return true;
  const migration = head.migrationAt(path);
  return migration?.operations.some(isOpaque) ?? false;
}

/** SQL that is put together, Python, operations of the project's own. */
function isOpaque({ kind, sql }: MigrationOperation): boolean {
  return kind === 'other' || kind === 'run-python' || (kind === 'run-sql' && sql === '');
}

/** A script of SQL beside the migrations is part of them. */
function changesSql({ base, head }: Pick<ChangeModel, 'base' | 'head'>): boolean {
  const scripts = (project: Project): ReadonlySet<string> =>
    new Set(
      project.otherFiles
        .filter(({ path }) => path.endsWith('.sql'))
        .map(({ path, blob }) => `${path} ${blob}`),
    );
  const before = scripts(base);
  return [...scripts(head)].some((script) => !before.has(script));
}

/** An earlier migration did it already: the model only catches up with the table. */
export function wasMigratedBefore(
  model: OrmModel,
  { columns, kind }: SchemaDifference,
  { files, project }: { readonly files: MigrationHistory['files']; readonly project: Project },
): boolean {
  const named = naming(model);
  const words = columns.map((column) => wordPattern([column, `${column}_id`]));
  const candidates = files.filter(({ file }) => {
    const text = project.textOf(file) ?? '';
    return named.test(text) && words.every((word) => word.test(text));
  });
  if (candidates.length > MAX_READ) return true;
  return candidates.some(({ path }) => {
    const operations = project.migrationAt(path)?.operations ?? [];
    return operations.some(
      (operation) =>
        isAbout(operation, model) && (isOpaque(operation) || does(operation, { columns, kind })),
    );
  });
}

function isAbout({ table, model: written, kind }: MigrationOperation, model: OrmModel): boolean {
  if (kind === 'run-sql' || kind === 'run-python' || kind === 'other') return true;
  return written === ''
    ? table === tableOf(model)
    : written.toLowerCase() === model.class.name.toLowerCase();
}

function does(
  operation: MigrationOperation,
  { columns, kind }: Pick<SchemaDifference, 'columns' | 'kind'>,
): boolean {
  const { column, name } = operation;
  const isOnColumns = columns.every((one) =>
    [one, `${one}_id`].some((own) => own === column || operation.columns.includes(own)),
  );
  switch (operation.kind) {
    case 'add-column':
      return isOnColumns;
    case 'create-table':
      return kind === 'added' && isOnColumns;
    case 'rename-column':
      return columns.includes(name);
    case 'drop-column':
      return kind === 'removed' && isOnColumns;
    case 'alter-column':
      return kind !== 'added' && isOnColumns;
    case 'create-index':
    case 'create-constraint':
      return isOnColumns && (kind === 'constrained' || kind === 'indexed');
    default:
      return false;
  }
}
