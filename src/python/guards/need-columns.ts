import { textOf } from '../facts/expressions.ts';
import type { Guard } from '../model/guards.ts';
import type { OrmConstraint, OrmModel } from '../model/orm.ts';
import type { Project } from '../model/project.ts';
import type { CallSite, ModuleModel } from '../model/symbols.ts';
import { checkColumns } from './model-guards.ts';

/** Modules in which uses of a column are looked for. */
const MAX_MODULES = 60;

/** `Order.number+shop`: the model and every column are still there, and nothing else of the table does what the guard did. */
export function isColumnLeft(guard: Guard, project: Project): boolean {
  const dot = guard.subject.indexOf('.');
  const owner = dot < 0 ? guard.subject : guard.subject.slice(0, dot);
  const columns = dot < 0 ? [] : guard.subject.slice(dot + 1).split('+');
  const model = project.ormModel(owner);
  if (model === null) return isFieldLeft(guard, { project, owner, columns });
  if (columns.some((name) => model.column(name) === null)) return false;
  switch (guard.kind) {
    case 'check-constraint':
      return !hasConstraint(model, 'check', (one) => coversAll(checkColumns(one, model), columns));
    case 'foreign-key':
      return columns.every((name) => model.column(name)?.references === null);
    case 'unique-constraint':
      return !isUniqueOtherwise(model, columns);
    case 'index':
      return isWorthAnIndex(model, leading(guard, columns)) && isFilteredBy(guard, model, project);
    default:
      return true;
  }
}

/** A field of a plain record. */
function isFieldLeft(
  guard: Guard,
  of: { readonly project: Project; readonly owner: string; readonly columns: readonly string[] },
): boolean {
  const cls = of.project.module(guard.module.path)?.classes.find(({ name }) => name === of.owner);
  if (cls === undefined) return false;
  return of.columns.every((name) => cls.attributes.some((attribute) => attribute.name === name));
}

function hasConstraint(
  model: OrmModel,
  kind: OrmConstraint['kind'],
  is: (constraint: OrmConstraint) => boolean,
): boolean {
  return model.constraints.some((constraint) => constraint.kind === kind && is(constraint));
}

function coversAll(wider: readonly string[], columns: readonly string[]): boolean {
  return columns.every((name) => wider.includes(name));
}

/** Part of the primary key, or of a key that other columns share: what is unique was redefined, not given up. */
function isUniqueOtherwise(model: OrmModel, columns: readonly string[]): boolean {
  if (columns.some((name) => model.column(name)?.primaryKey === true)) return true;
  if (columns.some((name) => model.column(name)?.unique === true)) return true;
  return hasConstraint(
    model,
    'unique',
    (one) =>
      coversAll(one.columns, columns) ||
      (one.columns.length > 0 && coversAll(columns, one.columns)),
  );
}

/** First column of a composite index: the order is in the text, the subject is sorted. */
function leading(guard: Guard, columns: readonly string[]): string {
  const listed = /\(([^,)]+)/u.exec(guard.text)?.[1]?.trim() ?? '';
  return columns.includes(listed) ? listed : (columns[0] ?? '');
}

/** Half of the rows share a flag, many a state: an index on it alone is seldom used. */
function isWorthAnIndex(model: OrmModel, name: string): boolean {
  const column = model.column(name);
  if (column === null || column.states.length > 0 || /bool|enum/iu.test(column.type)) return false;
  return (
    !/enum/iu.test(column.value === null ? '' : textOf(column.value)) && !isIndexed(model, name)
  );
}

/** A key, a unique column or another index starts with the column. */
function isIndexed(model: OrmModel, name: string): boolean {
  const column = model.column(name);
  if (column === null || column.primaryKey || column.unique || column.indexed) return true;
  if (model.kind === 'django' && column.references !== null) return true;
  return model.constraints.some(
    ({ kind, columns }) => (kind === 'index' || kind === 'unique') && columns[0] === name,
  );
}

/** Some query of head chooses or orders rows by the column, and by no other column that has an index. */
function isFilteredBy(guard: Guard, model: OrmModel, project: Project): boolean {
  const [, names = ''] = guard.subject.split('.');
  const name = leading(guard, names.split('+'));
  const { path } = guard.module;
  const users = project.imports.importersOf(path).map(({ importer }) => importer.path);
  const modules = [path, ...new Set(users)]
    .slice(0, MAX_MODULES)
    .map((user) => project.module(user))
    .filter((module) => module !== null);
  return modules.some((module) => filters(module, model, name));
}

const CHOOSES = /^(?:where|filter|filter_by|exclude|get|order_by|join|get_object_or_404)$/u;

function filters(module: ModuleModel, model: OrmModel, name: string): boolean {
  const served = model.columns.filter((column) => isIndexed(model, column.name));
  return module.calls.some((call) => {
    const method = call.text.slice(call.text.lastIndexOf('.') + 1);
    if (!CHOOSES.test(method) || !isNamedIn(call, model, name)) return false;
    const chain = module.calls.filter(
      ({ span }) => span.start <= call.span.start && call.span.end <= span.end,
    );
    return !served.some((column) => chain.some((one) => isNamedIn(one, model, column.name)));
  });
}

/** `Order.number == x`, `number=x`, `number__gt=x`. */
function isNamedIn({ expr, text, receiver }: CallSite, model: OrmModel, name: string): boolean {
  const owner = model.class.name;
  const isOfModel =
    text.startsWith(`${owner}.`) || receiver?.args[0]?.name.endsWith(`.${owner}`) === true;
  return expr.args.some(
    ({ name: keyword, value }) =>
      (isOfModel && keyword?.split('__')[0] === name) ||
      new Set(textOf(value).split(/[^\p{L}\p{N}_.]+/u)).has(`${owner}.${name}`),
  );
}
