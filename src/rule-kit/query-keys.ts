import { chainOf, singleDefinition } from '../python/effects/chains.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import { boundNames } from '../python/flow/expression-text.ts';
import type { CallSite, FunctionModel, OrmModel } from '../python/model/index.ts';
import { numberValue } from './expressions.ts';
import type { LoopQuery } from './loop-queries.ts';
import { executeText } from './session-text.ts';
import { expressionsIn } from './walk.ts';

/** A column that a query compares with a value, in the function at a place of the way to it. */
interface Comparison {
  readonly column: string;
  /** The class in `Order.id == key`, null for a keyword. */
  readonly owner: string | null;
  readonly value: Expr;
  readonly step: number;
}

/**
 * One query for the rows of all items, as code that runs where the loop stands; null when it cannot be told which rows of which
 * model, or by which value of an item they are looked up.
 */
export function queryForAll(query: LoopQuery, fn: FunctionModel): string | null {
  const { model, origin } = query.occurrence;
  const key = keyOf(query, model);
  if (key === null || key.value === null) return null;
  const { owner, column, value } = key;
  const keys = `[${value} for ${textOf(query.item)} in ${textOf(query.iterable)}]`;
  if (keys.length > LONGEST_KEYS) return null;
  if (model?.kind === 'django') return djangoQuery(query, { owner, column, keys });
  const name = model?.class.name ?? owner;
  const statement = selectQuery(query, { owner, column, keys, name });
  const sent = `${executeText(fn, [origin])}(statement)`;
  const rows = sent.startsWith('await ') ? `(${sent})` : sent;
  const taken = isAggregate(query)
    ? `counts = dict(${rows}.all())`
    : `rows = ${rows}.scalars().all()`;
  return `statement = ${statement}\n${taken}`;
}

/** Longer ones are no line to copy. */
const LONGEST_KEYS = 120;

interface KeyList {
  readonly owner: string;
  readonly column: string;
  readonly keys: string;
}

function djangoQuery(query: LoopQuery, { owner, column, keys }: KeyList): string {
  const rows = `${owner}.objects.filter(${column}__in=${keys})`;
  if (isAggregate(query)) return `counts = ${rows}.values("${column}").annotate(count=Count("pk"))`;
  const isKey = column === 'id' || column === 'pk';
  return isKey ? `rows = ${owner}.objects.in_bulk(${keys})` : `rows = ${rows}`;
}

function selectQuery(
  query: LoopQuery,
  { owner, column, keys, name }: KeyList & { readonly name: string },
): string {
  const where = `.where(${owner}.${column}.in_(${keys}))`;
  if (isAggregate(query))
    return `select(${owner}.${column}, func.count())${where}.group_by(${owner}.${column})`;
  const join = owner === name ? '' : `.join(${owner})`;
  return `select(${name})${join}${where}`;
}

/** The column that the rows of a loop's query are looked up by. */
interface QueryKey {
  readonly owner: string;
  readonly column: string;
  /** What of an item it is compared with, as written where the loop stands; null when it is not written there. */
  readonly value: string | null;
}

/** Null when it cannot be told which column, or which model's. */
function keyOf({ occurrence, item }: LoopQuery, model: OrmModel | null): QueryKey | null {
  const { path } = occurrence;
  const { calls, found } = queryOn(path);
  const isByKey = calls.some(({ text }) => /(?:^|\.)(?:get|get_one|aget)$/u.test(text));
  const items = boundNames(item);
  if (isByKey && found.length === 0) {
    const given = path.length === 1 ? (path[0]?.expr.args.at(-1)?.value ?? null) : null;
    const value = given === null ? null : valueOfItem(given, { path, step: 0, items });
    return model && { owner: model.class.name, column: primaryKeyOf(model), value };
  }
  const byItem = found.filter((one) => comesFrom(one.value, { path, step: one.step, items }));
  const [only, ...others] = byItem;
  if (only === undefined || others.some(({ column }) => column !== only.column)) return null;
  const owner = only.owner ?? model?.class.name ?? null;
  const value = valueOfItem(only.value, { path, step: only.step, items });
  return owner === null ? null : { owner, column: only.column, value };
}

/** The expression of the loop's own function that a compared value is: handed on unchanged, made of the item alone. */
function valueOfItem(value: Expr, { path, step, items }: Origin): string | null {
  const at = path[step];
  if (at === undefined) return null;
  if (step > 0) {
    const isGiven = value.kind === 'name' && isParameter(at, value.id);
    const given = isGiven
      ? (path[step - 1]?.argument(value.id, positionOf(at, value.id)) ?? null)
      : null;
    return given === null ? null : valueOfItem(given, { path, step: step - 1, items });
  }
  const parts = [...expressionsIn(value)];
  const isPlain = parts.every(({ kind }) => kind === 'name' || kind === 'attribute');
  const names = parts.flatMap((part) => (part.kind === 'name' ? [part.id] : []));
  return isPlain && names.length > 0 && names.every((name) => items.includes(name))
    ? textOf(value)
    : null;
}

/** Position of a parameter among the arguments of a call. */
function positionOf({ function: fn }: CallSite, name: string): number | undefined {
  const params = (fn?.params ?? []).filter(({ name: one }) => one !== 'self' && one !== 'cls');
  const index = params.findIndex((param) => param.name === name);
  return index === -1 ? undefined : index;
}

function primaryKeyOf({ columns }: OrmModel): string {
  return columns.find(({ primaryKey }) => primaryKey)?.name ?? 'id';
}

/** The query counts or sums, so that all items need one grouped query. */
function isAggregate({ occurrence: { path, leaf } }: LoopQuery): boolean {
  return (
    /\.a?(?:count|aggregate)$/u.test(leaf.text) ||
    queryOn(path).calls.some(({ expr }) =>
      expr.args.some(({ value }) =>
        /^(?:\w+\.)*func\.(?:count|sum|avg|min|max)\(/u.test(textOf(value)),
      ),
    )
  );
}

/** The first few rows of each item: no list of keys answers that. */
export function isLimited(path: readonly CallSite[]): boolean {
  return queryOn(path).calls.some(({ text, expr }) => {
    const [first] = expr.args;
    return text.endsWith('.limit') && first !== undefined && numberValue(first.value) !== 1;
  });
}

/** The chain of the query, followed to where the statement was built when it is passed as an argument. */
function queryOn(path: readonly CallSite[]): {
  readonly calls: readonly CallSite[];
  readonly found: readonly Comparison[];
} {
  const calls: CallSite[] = [];
  const found: Comparison[] = [];
  let step = path.length - 1;
  const leaf = path.at(-1);
  let starts: readonly Expr[] = leaf === undefined ? [] : partsOf(leaf.expr);
  while (step >= 0) {
    const at = path[step];
    if (at === undefined) break;
    const chains = starts.map((start) => chainOf(start, at));
    for (const call of chains.flatMap((chain) => chain.calls)) {
      calls.push(call);
      for (const compared of comparisonsIn(call)) found.push({ ...compared, step });
    }
    const before = path[step - 1];
    if (before === undefined) break;
    starts = chains.flatMap(({ root }) => {
      const isGiven = root.kind === 'name' && isParameter(at, root.id);
      const given = isGiven ? before.argument(root.id) : null;
      return given === null ? [] : [given];
    });
    if (starts.length === 0) break;
    step -= 1;
  }
  return { calls, found };
}

function partsOf(expr: CallSite['expr']): readonly Expr[] {
  return [expr, ...expr.args.map(({ value }) => value)];
}

function isParameter({ function: fn }: CallSite, name: string): boolean {
  return fn?.params.some((param) => param.name === name) === true;
}

function comparisonsIn(call: CallSite): readonly Omit<Comparison, 'step'>[] {
  if (!/(?:^|\.)(?:where|filter|filter_by|get|aget|exists)$/u.test(call.text)) return [];
  return call.expr.args.flatMap(({ name, value }) => {
    if (name !== null) return [{ owner: null, column: name.split('__')[0] ?? name, value }];
    return [...expressionsIn(value)].flatMap((expr) => {
      const [column, compared] = expr.kind === 'compare' ? expr.operands : [];
      const isEqual = expr.kind === 'compare' && expr.operators[0] === '==';
      if (!isEqual || column?.kind !== 'attribute' || compared === undefined) return [];
      const owner = textOf(column.object);
      return [
        { owner: /^[A-Z]/u.test(owner) ? owner : null, column: column.name, value: compared },
      ];
    });
  });
}

interface Origin {
  readonly path: readonly CallSite[];
  readonly step: number;
  readonly items: readonly string[];
}

/** The value is the item, or an argument that came from it through the calls. */
function comesFrom(value: Expr, { path, step, items }: Origin): boolean {
  const at = path[step];
  if (at === undefined) return false;
  const names = [...expressionsIn(value)].flatMap((part) =>
    part.kind === 'name' ? [part.id] : [],
  );
  return names.some((name) => {
    if (step > 0) {
      const given = isParameter(at, name) ? (path[step - 1]?.argument(name) ?? null) : null;
      return given !== null && comesFrom(given, { path, step: step - 1, items });
    }
    if (items.includes(name)) return true;
    const made = at.function && singleDefinition(at.function.flow, name, at.operation);
    return (
      made !== null &&
      [...expressionsIn(made.value)].some((part) => part.kind === 'name' && items.includes(part.id))
    );
  });
}
