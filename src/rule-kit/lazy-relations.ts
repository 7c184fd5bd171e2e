import { chainOf, siteIn } from '../python/effects/chains.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import { expressionsOf } from '../python/facts/expressions.ts';
import type { AttributeExpr, Expr } from '../python/facts/facts.ts';
import type {
  CallSite,
  FunctionModel,
  OrmModel,
  OrmRelationship,
  Region,
} from '../python/model/index.ts';
import { expressionsIn, statementsIn } from './walk.ts';

/** A relationship of a loop's row that is loaded with a query of its own in each round. */
export interface LazyRelation {
  readonly access: AttributeExpr;
  readonly relation: OrmRelationship;
  readonly model: OrmModel;
  readonly iterable: Expr;
  readonly query: CallSite;
}

type Loop = Extract<Region, { readonly kind: 'loop' }>;

const EAGER =
  /(?:^|\.)(?:select_related|prefetch_related|options|selectinload|joinedload|subqueryload)$/u;
const LOADED = /selectin|joined|subquery|immediate|raise|noload|dynamic|write_only|False/u;

type LazyLoop = readonly [LazyRelation, ...LazyRelation[]];

/** Lazy relationships, those of one loop together: they are loaded along with one query. */
export function lazyByLoop(fn: FunctionModel): readonly LazyLoop[] {
  const loops = new Map<Expr, [LazyRelation, ...LazyRelation[]]>();
  for (const lazy of lazyRelations(fn)) {
    const known = loops.get(lazy.iterable);
    if (known === undefined) loops.set(lazy.iterable, [lazy]);
    else known.push(lazy);
  }
  return [...loops.values()];
}

/** The query of a loop with its relationships loaded along. */
export function eagerLoading(lazies: LazyLoop): string {
  const [{ model, query }] = lazies;
  const named = (many: boolean): readonly string[] =>
    lazies.flatMap(({ relation }) => (relation.many === many ? [relation.name] : []));
  if (model.kind === 'django') {
    const methods = [
      ['select_related', named(false)],
      ['prefetch_related', named(true)],
    ] as const;
    const loads = methods.map(([method, names]) =>
      names.length === 0 ? '' : `.${method}(${names.map((name) => `"${name}"`).join(', ')})`,
    );
    return `${textOf(query.expr)}${loads.join('')}`;
  }
  const options = lazies.map(
    ({ relation }) =>
      `${relation.many ? 'selectinload' : 'joinedload'}(${model.class.name}.${relation.name})`,
  );
  const { line } = query.module.position(query.span.start);
  const value = options.length === 1 ? options.join('') : `(${options.join(', ')})`;
  const given = options.length === 1 ? 'eager' : '*eager';
  return `eager = ${value}  # .options(${given}) for the query of line ${line}`;
}

/** Relationships read from the row of a `for` over a query in the same function that loads them lazily. */
function lazyRelations(fn: FunctionModel): readonly LazyRelation[] {
  const seen = new Set<number>();
  return fn.flow.operations.flatMap(({ regions }) =>
    regions.flatMap((region) => {
      if (region.kind !== 'loop' || region.part !== 'body' || seen.has(region.id)) return [];
      seen.add(region.id);
      return relationsOf(region, fn);
    }),
  );
}

function relationsOf(loop: Loop, fn: FunctionModel): readonly LazyRelation[] {
  const { target, header: iterable } = loop;
  if (target?.kind !== 'name' || loop.loop === 'while') return [];
  const model = fn.typeOf(target)?.class?.orm ?? null;
  const query = queryOf(iterable, fn);
  if (model === null || query === null || isAwaitedModel(model, fn)) return [];
  const accesses = accessesOf(target.id, loop, fn);
  return accesses.flatMap((access) => {
    const relation = model.relationship(access.name);
    if (relation === null || LOADED.test(relation.loading)) return [];
    return isEager(relation.name, query) ? [] : [{ access, relation, model, iterable, query }];
  });
}

/** In async code a lazy load is an error of its own, not a slow loop. */
function isAwaitedModel({ kind }: OrmModel, fn: FunctionModel): boolean {
  return fn.isAsync && kind !== 'django';
}

function queryOf(iterable: Expr, fn: FunctionModel): CallSite | null {
  const direct = iterable.kind === 'call' ? siteIn(fn.flow, iterable) : null;
  if (direct !== null) return readsHere(direct) ? direct : null;
  if (iterable.kind !== 'name') return null;
  const at = fn.flow.operations.find(({ regions }) =>
    regions.some((region) => region.kind === 'loop' && region.header === iterable),
  );
  const definitions = at === undefined ? [] : fn.flow.definitionsOf(iterable.id, at);
  const [only] = definitions;
  if (definitions.length !== 1 || only?.kind !== 'assign' || only.value?.kind !== 'call')
    return null;
  const site = siteIn(fn.flow, only.value);
  return site !== null && readsHere(site) ? site : null;
}

/** Every call of the chain is a library's: what a function of the project loads along is not seen. */
function readsHere(call: CallSite): boolean {
  const { calls } = chainOf(call.expr, call);
  return calls.every(({ target, fact }) => target === null && fact !== null);
}

function isEager(name: string, query: CallSite): boolean {
  const calls = [...chainOf(query.expr, query).calls, ...argumentsOf(query)];
  return calls.some((call) => {
    if (!EAGER.test(call.text)) return false;
    // `select_related()` loads every foreign key; what a variable holds is not known.
    if (call.expr.args.length === 0) return true;
    return call.expr.args.some(({ value }) => mentions(value, name) || isUnknown(value));
  });
}

/** The statement handed to `execute`, with its own chain. */
function argumentsOf(query: CallSite): readonly CallSite[] {
  return chainOf(query.expr, query).calls.flatMap((call) => {
    const value = call.expr.args[0]?.value;
    return value === undefined ? [] : chainOf(value, call).calls;
  });
}

function mentions(value: Expr, name: string): boolean {
  return [...expressionsIn(value)].some(
    (expr) =>
      (expr.kind === 'string' && expr.value.split('__').includes(name)) ||
      (expr.kind === 'attribute' && expr.name === name),
  );
}

function isUnknown(value: Expr): boolean {
  return value.kind === 'name' || value.kind === 'starred' || textOf(value).startsWith('*');
}

function accessesOf(name: string, loop: Loop, fn: FunctionModel): readonly AttributeExpr[] {
  const found = new Map<string, AttributeExpr>();
  for (const statement of statementsIn(fn.body)) {
    if (statement.start < loop.start || statement.end > loop.end) continue;
    for (const root of expressionsOf(statement)) {
      for (const expr of expressionsIn(root)) {
        if (expr.kind !== 'attribute' || expr.object.kind !== 'name' || expr.object.id !== name)
          continue;
        // `order.customer = customer` loads nothing.
        if (statement.kind === 'assign' && statement.targets.includes(expr)) continue;
        if (expr.start > loop.header.end && !found.has(expr.name)) found.set(expr.name, expr);
      }
    }
  }
  return [...found.values()];
}
