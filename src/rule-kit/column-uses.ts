import { chainOf } from '../python/effects/chains.ts';
import { modelOfExpr, statementOf } from '../python/effects/statement.ts';
import type { Expr } from '../python/facts/facts.ts';
import type {
  CallSite,
  FunctionModel,
  ModuleModel,
  OrmModel,
  Placed,
  Project,
} from '../python/model/index.ts';
import { placeAt } from './expressions.ts';
import { expressionsOfBody } from './local-names.ts';
import { wordPattern } from './words.ts';

const MAX_MODULES = 30;
const MAX_USES = 5;

/** What a migration takes away: a column, or a whole table when `column` is empty. */
export interface GoneFromSchema {
  readonly table: string;
  readonly column: string;
  /** Models of the table that are left; without the column. */
  readonly models: readonly OrmModel[];
}

/** Places of the project's own code that still use it: attributes of the model, filters and arguments, raw SQL. */
export function usesOf(gone: GoneFromSchema, project: Project): readonly Placed[] {
  if (isReverseName(gone, project)) return [];
  const uses: Placed[] = [];
  for (const module of modulesNaming(gone, project)) {
    for (const fn of module.functions) uses.push(...attributesIn(fn, gone));
    for (const call of module.calls)
      if (isArgument(call, gone, project) || isInSql(call, gone, project)) uses.push(call);
    if (uses.length >= MAX_USES) break;
  }
  return uses.slice(0, MAX_USES);
}

/** `related_name='attributes'`: the name is the other end of a relation of another model now. */
function isReverseName({ column }: GoneFromSchema, project: Project): boolean {
  if (column === '') return false;
  const name = new RegExp(
    `(?:related_name|related_query_name|backref|backref\\()\\s*=?\\s*["']${column.replace(/\W/gu, '')}["']`,
    'u',
  );
  return project.modules.some(
    ({ kind, file }) => kind === 'source' && name.test(project.textOf(file) ?? ''),
  );
}

/** By their text: only what holds the word is parsed. */
function modulesNaming(gone: GoneFromSchema, project: Project): readonly ModuleModel[] {
  const word = wordPattern([gone.column === '' ? gone.table : gone.column]);
  return project.modules
    .filter(({ kind, file }) => kind === 'source' && word.test(project.textOf(file) ?? ''))
    .slice(0, MAX_MODULES)
    .flatMap(({ path }) => project.module(path) ?? []);
}

/** `order.legacy` and `Order.legacy`, where nothing else of that name is defined. */
function attributesIn(fn: FunctionModel, { column, models }: GoneFromSchema): readonly Placed[] {
  if (column === '' || isElsewhere(column, models)) return [];
  return expressionsOfBody(fn).flatMap((expr) => {
    if (expr.kind !== 'attribute' || expr.name !== column) return [];
    const model = modelHeldBy(expr.object, fn);
    return model !== null && models.includes(model) ? [placeAt(fn, expr)] : [];
  });
}

function modelHeldBy(expr: Expr, fn: FunctionModel): OrmModel | null {
  const resolved = fn.resolve(expr);
  if (resolved?.kind === 'class') return resolved.class.orm;
  return fn.typeOf(expr)?.class?.orm ?? null;
}

/** The name stands for something else now, in the model or in one that shares its table: `amount` for the column `amount_v2`. */
function isElsewhere(column: string, models: readonly OrmModel[]): boolean {
  return models.some(
    (model) =>
      defines(model, column) ||
      model.class.subclasses.some(({ attributes }) =>
        attributes.some(({ name }) => name === column),
      ),
  );
}

/** A property, a relationship or an attribute of the class took its place; an unknown base may define it. */
function defines({ class: cls, relationships }: OrmModel, name: string): boolean {
  return (
    cls.hasUnknownBase ||
    cls.method(name) !== null ||
    cls.attributeType(name) !== null ||
    cls.attributes.some((attribute) => attribute.name === name) ||
    relationships.some((relationship) => relationship.name === name)
  );
}

/** `Order.objects.filter(legacy=1)`, `filter_by(legacy=1)`, `Order(legacy=1)`. */
function isArgument(call: CallSite, { column, models }: GoneFromSchema, project: Project): boolean {
  if (
    column === '' ||
    isElsewhere(column, models) ||
    !call.expr.args.some(({ name }) => isColumn(name, column))
  )
    return false;
  const { target } = call;
  const made = target !== null && 'orm' in target ? target.orm : null;
  // A query that is not sent yet is told by what its chain begins with.
  const model =
    made ?? statementOf(call, project)?.model ?? modelOfExpr(chainOf(call.expr, call).root, call);
  return model !== null && models.includes(model);
}

function isColumn(name: string | null, column: string): boolean {
  return name === column || name?.startsWith(`${column}__`) === true;
}

/** `SELECT legacy FROM orders` */
function isInSql(call: CallSite, { table, column }: GoneFromSchema, project: Project): boolean {
  const sql = statementOf(call, project)?.sql?.toLowerCase() ?? null;
  if (sql === null) return false;
  const words = sql.split(/\W+/u);
  return words.includes(table) && (column === '' || words.includes(column));
}
