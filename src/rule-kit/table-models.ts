import type { MigrationOperation, OrmColumn, OrmModel, Project } from '../python/model/index.ts';

/** Which modules may define the model of a table; read from their text once, so that no other module is parsed. */
interface TableIndex {
  /** By `__tablename__` and its like. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** By class name in lower case. */
  readonly classes: ReadonlyMap<string, readonly string[]>;
}

const NAMED =
  /^\s+(?:__tablename__|db_table|table|table_name)\s*(?::[^=\n]+)?=\s*["']([\w."]+)["']/gmu;
const CLASS = /^class\s+(\w+)/gmu;
const MAX_MODULES = 8;

const indexes = new WeakMap<Project, TableIndex>();

interface MigratedTable extends Pick<MigrationOperation, 'table' | 'model'> {
  /** Of the migration. */
  readonly path: string;
}

/** The model whose table a migration works on, null when it is unknown or there is none. */
export function migratedModel(of: MigratedTable, project: Project): OrmModel | null {
  return only(migratedModels(of, project));
}

/** All models that share the table a migration works on: a hierarchy in one table has several. */
export function migratedModels(
  { table, model, path }: MigratedTable,
  project: Project,
): readonly OrmModel[] {
  return model === ''
    ? modelsOfTable(table, project)
    : modelsOfApp(model, appFolder(path), project);
}

/** The folder of the Django app whose migrations stand in `shop/migrations/0002_more.py`. */
export function appFolder(path: string): string {
  const parts = path.split('/');
  return parts.slice(0, parts.lastIndexOf('migrations')).join('/');
}

function modelsOfApp(name: string, folder: string, project: Project): readonly OrmModel[] {
  const wanted = name.toLowerCase();
  const paths = indexOf(project).classes.get(wanted) ?? [];
  const ofApp = paths.filter((path) => folder === '' || path.startsWith(`${folder}/`));
  return modelsIn(ofApp, project).filter((model) => model.class.name.toLowerCase() === wanted);
}

function modelsOfTable(table: string, project: Project): readonly OrmModel[] {
  if (table === '') return [];
  const { named, classes } = indexOf(project);
  const words = table.toLowerCase().replaceAll('_', '');
  const ofApp = table.slice(table.indexOf('_') + 1).replaceAll('_', '');
  const paths = [
    ...(named.get(table) ?? []),
    ...(classes.get(words) ?? []),
    ...(classes.get(ofApp) ?? []),
  ];
  return modelsIn([...new Set(paths)], project).filter((model) => tableOf(model) === table);
}

/** Name of the model's table; where the code that makes the name is not read, the usual one: `IncidentCost` → `incident_cost`. */
export function tableOf({ table, class: cls, kind }: OrmModel): string {
  if (table !== '' || kind !== 'sqlalchemy') return table;
  const isWritten = cls.attributes.some(
    ({ name }) => name === '__tablename__' || name === '__table__',
  );
  return isWritten ? '' : snakeCase(cls.name);
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/gu, '_').toLowerCase();
}

/** Several classes may share a table (single-table inheritance): the one with the most columns speaks for it. */
function only(models: readonly OrmModel[]): OrmModel | null {
  const [first, ...others] = models;
  if (first === undefined) return null;
  const roots = models.filter((model) =>
    models.every(
      (other) => other === model || other.class.ancestors.includes(model.class.qualifiedName),
    ),
  );
  return others.length === 0 ? first : (roots[0] ?? null);
}

function modelsIn(paths: readonly string[], project: Project): readonly OrmModel[] {
  return paths.slice(0, MAX_MODULES).flatMap((path) => {
    const module = project.module(path);
    if (module === null) return [];
    return module.classes.flatMap(({ orm }) => (orm === null || orm.abstract ? [] : [orm]));
  });
}

function indexOf(project: Project): TableIndex {
  const known = indexes.get(project);
  if (known !== undefined) return known;
  const named = new Map<string, string[]>();
  const classes = new Map<string, string[]>();
  for (const { file, kind, path } of project.modules) {
    if (kind !== 'source') continue;
    const text = project.textOf(file) ?? '';
    for (const [, name] of text.matchAll(NAMED)) add(named, lastPart(name ?? ''), path);
    for (const [, name] of text.matchAll(CLASS)) add(classes, (name ?? '').toLowerCase(), path);
  }
  const index = { named, classes };
  indexes.set(project, index);
  return index;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replaceAll('"', '');
}

function add(index: Map<string, string[]>, key: string, path: string): void {
  const paths = index.get(key);
  if (paths === undefined) index.set(key, [path]);
  else if (paths.at(-1) !== path) paths.push(path);
}

/** The column by its name in the database or, for a reference, by the name of its field. */
export function columnNamed(model: OrmModel, name: string): OrmColumn | null {
  const direct = model.column(name);
  if (direct !== null || !name.endsWith('_id')) return direct;
  const field = model.column(name.slice(0, -'_id'.length));
  return field?.references === null ? null : field;
}
