import { chainOf, siteIn } from '../python/effects/chains.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import { expressionsOf } from '../python/facts/expressions.ts';
import type { AttributeExpr, ComprehensionExpr, Expr } from '../python/facts/facts.ts';
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

/** Rounds over the rows of something, and the code that runs in each. */
interface Rounds {
  readonly target: Expr | null;
  readonly iterable: Expr;
  accessesOf(name: string): readonly AttributeExpr[];
}

/** Relationships read from the row of a `for` or a comprehension over a query in the same function that loads them lazily. */
function lazyRelations(fn: FunctionModel): readonly LazyRelation[] {
  const seen = new Set<number>();
  const loops = fn.flow.operations.flatMap(({ regions }) =>
    regions.flatMap((region) => {
      if (region.kind !== 'loop' || region.part !== 'body' || seen.has(region.id)) return [];
      seen.add(region.id);
      return region.loop === 'while' ? [] : [roundsOfLoop(region, fn)];
    }),
  );
  return [...loops, ...roundsOfComprehensions(fn)].flatMap((rounds) => relationsOf(rounds, fn));
}

function roundsOfLoop(loop: Loop, fn: FunctionModel): Rounds {
  const { target, header: iterable } = loop;
  return { target, iterable, accessesOf: (name) => accessesOf(name, loop, fn) };
}

/** `[order.customer.name for order in query]` */
function roundsOfComprehensions(fn: FunctionModel): readonly Rounds[] {
  const rounds: Rounds[] = [];
  for (const statement of statementsIn(fn.body))
    for (const root of expressionsOf(statement))
      for (const expr of expressionsIn(root))
        if (expr.kind === 'comprehension') rounds.push(...roundsOf(expr));
  return rounds;
}

/** Of several `for` the first: what it loops over stands for itself. */
function roundsOf({ clauses, element, value }: ComprehensionExpr): readonly Rounds[] {
  const [first, ...others] = clauses;
  if (first?.kind !== 'for') return [];
  const inner = others.map((clause) => (clause.kind === 'if' ? clause.test : clause.iterable));
  const parts = [element, ...(value === null ? [] : [value]), ...inner];
  const accesses = (name: string): readonly AttributeExpr[] => firstAccesses(name, parts);
  return [{ target: first.target, iterable: first.iterable, accessesOf: accesses }];
}

/** The first reading of each attribute of a name. */
function firstAccesses(name: string, parts: readonly Expr[]): readonly AttributeExpr[] {
  const found = new Map<string, AttributeExpr>();
  for (const part of parts) {
    for (const expr of expressionsIn(part)) {
      if (expr.kind !== 'attribute' || expr.object.kind !== 'name') continue;
      if (expr.object.id === name && !found.has(expr.name)) found.set(expr.name, expr);
    }
  }
  return [...found.values()];
}

function relationsOf(rounds: Rounds, fn: FunctionModel): readonly LazyRelation[] {
  const { target, iterable } = rounds;
  if (target?.kind !== 'name') return [];
  const model = fn.typeOf(target)?.class?.orm ?? null;
  const query = queryOf(iterable, fn);
  if (model === null || query === null || isAwaitedModel(model, fn)) return [];
  const accesses = rounds.accessesOf(target.id);
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
  const inLoop = fn.flow.operations.find(({ regions }) =>
    regions.some((region) => region.kind === 'loop' && region.header === iterable),
  );
  // A comprehension may do nothing that is an operation of its own: then the statement around it stands for it.
  const at =
    inLoop ??
    fn.flow.operations.find(({ start, end }) => start <= iterable.start && iterable.end <= end);
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
  return calls.every(
    ({ target, fact, receiver }) =>
      target === null && (fact !== null || (receiver !== null && receiver.class === null)),
  );
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
