import type { CallExpr } from '../facts/facts.ts';
import type { CallableFact, Role } from '../../knowledge/entries.ts';
import type { Place, Reader, Res, Type } from '../symbols/internals.ts';
import { classObject, coroutineOf, instance, libraryType, optional } from './refs.ts';

/**
 * Which model a query is about, carried as the type argument of queries, managers and results from the call that names the
 * model (`select(Order)`, `Order.objects`, `session.query(Order)`) to the one that hands out a row.
 */

const QUERIES: readonly Role[] = ['query', 'queryset', 'manager'];
/** Calls that name the model of a statement. */
const STATEMENTS: readonly Role[] = [
  'select',
  'insert-statement',
  'update-statement',
  'delete-statement',
];
const SESSIONS: readonly Role[] = ['session', 'async-session', 'connection', 'scoped-session'];

/** One row or none, whatever the library. */
const ONE_ROW: ReadonlySet<string> = new Set(
  'first last one one_or_none scalar scalar_one scalar_one_or_none get get_or_none get_or_404 earliest latest create'.split(
    ' ',
  ),
);
const OPTIONAL_ROW: ReadonlySet<string> = new Set(
  'first last one_or_none scalar scalar_one_or_none get_or_none'.split(' '),
);
const ROW_AND_FLAG: ReadonlySet<string> = new Set(['get_or_create', 'update_or_create']);
/** Rows are no longer the model's. */
const OTHER_ROWS: ReadonlySet<string> = new Set(
  'values values_list dates datetimes aggregate with_entities with_only_columns add_columns mappings columns'.split(
    ' ',
  ),
);
const ROW_LISTS: ReadonlySet<string> = new Set(['all', 'fetchall', 'partitions']);

type Callee = Extract<Res, { kind: 'external' }>;

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function hasRole(reader: Reader, type: Type, roles: readonly Role[]): boolean {
  const { knowledge } = reader.services;
  const names = type.class ? type.class.libraryBases : [type.name];
  return names.some((name) => roles.some((role) => knowledge.hasRole(name, role)));
}

/** Rows of plain results are tuples; scalar results hand out the model itself. */
function isResult(type: Type): boolean {
  return type.name.endsWith('Result');
}

function isScalarResult(type: Type): boolean {
  return type.name.endsWith('ScalarResult');
}

function isQuery(reader: Reader, type: Type): boolean {
  return isResult(type) || type.name.endsWith('.Select') || hasRole(reader, type, QUERIES);
}

/** What iterating over a query or a scalar result gives. */
export function rowOf(reader: Reader, type: Type): Type | null {
  const [row] = type.args;
  if (!row) return null;
  if (isResult(type) && !isScalarResult(type)) return null;
  return isQuery(reader, type) ? row : null;
}

/** Type of a call that starts, carries on or ends a query; null when it is none or its model is unknown. */
export function entityOf(
  reader: Reader,
  callee: Callee,
  call: { readonly expr: CallExpr; readonly place: Place },
): Type | null {
  const { receiver } = callee;
  const entity = receiver && !receiver.isClass ? receiver.args[0] : undefined;
  if (receiver && entity && isQuery(reader, receiver)) {
    return carriedOn(reader, callee, { receiver, entity });
  }
  return started(reader, callee, call) ?? ofModel(reader, callee);
}

/** `User.filter(…)`, `User.select()`, `User.get_or_create(…)`: the model itself begins the query, or hands out its row. */
function ofModel(reader: Reader, { receiver, name }: Callee): Type | null {
  if (!receiver?.isClass || !receiver.class || !hasRole(reader, receiver, ['orm-base']))
    return null;
  const method = lastPart(name);
  const row = instance(receiver);
  if (ROW_AND_FLAG.has(method))
    return libraryType('builtins.tuple', [row, libraryType('builtins.bool')]);
  const returns = reader.services.knowledge.callable(name)?.returns;
  if (!returns || returns === 'self' || returns.startsWith('arg:')) return null;
  const type = reader.libraryType(returns);
  return isQuery(reader, type) ? { ...type, args: [row] } : null;
}

interface Query {
  readonly receiver: Type;
  readonly entity: Type;
}

function carriedOn(reader: Reader, callee: Callee, { receiver, entity }: Query): Type | null {
  const method = lastPart(callee.name);
  const fact = reader.services.knowledge.callable(callee.name);
  if (OTHER_ROWS.has(method))
    return fact?.returns ? withoutRows(reader, fact.returns, receiver) : null;
  if (method === 'unique') return receiver;
  const rest = method.slice(1);
  const isAsyncTwin = method.startsWith('a') && (ONE_ROW.has(rest) || ROW_AND_FLAG.has(rest));
  const plain = isAsyncTwin ? rest : method;
  const rowsAreModels =
    !isResult(receiver) || isScalarResult(receiver) || plain.startsWith('scalar');
  if (rowsAreModels && ONE_ROW.has(plain)) {
    const row = OPTIONAL_ROW.has(plain) ? optional(entity) : entity;
    // With a fact the caller knows whether it has to be awaited.
    return plain !== method && !fact ? coroutineOf(row) : row;
  }
  if (ROW_AND_FLAG.has(plain)) {
    return libraryType('builtins.tuple', [entity, libraryType('builtins.bool')]);
  }
  if (!fact?.returns) {
    const hasList = isScalarResult(receiver) || hasRole(reader, receiver, ['query']);
    return rowsAreModels && hasList ? lists(method, entity) : null;
  }
  if (fact.returns === 'self') return receiver;
  const type = reader.libraryType(fact.returns);
  if (type.name === 'builtins.list') return rowsAreModels ? { ...type, args: [entity] } : type;
  const carries = isQuery(reader, type);
  if (rowsAreModels && ROW_LISTS.has(method) && !carries) return lists(method, entity);
  return carries ? { ...type, args: [entity] } : type;
}

function withoutRows(reader: Reader, returns: string, receiver: Type): Type {
  return returns === 'self' ? { ...receiver, args: [] } : reader.libraryType(returns);
}

function lists(method: string, entity: Type): Type | null {
  return ROW_LISTS.has(method) ? libraryType('builtins.list', [entity]) : null;
}

function started(
  reader: Reader,
  callee: Callee,
  { expr, place }: { readonly expr: CallExpr; readonly place: Place },
): Type | null {
  const method = lastPart(callee.name);
  const first = expr.args[0];
  if (method === 'as_manager' && callee.receiver?.isClass) return instance(callee.receiver);
  if (!first || first.name !== null || first.splat !== '') return null;
  const given = reader.typeOf(first.value, place);
  if (!given) return null;
  if (method === 'from_queryset') return given.isClass ? classObject(given) : null;
  const fact = reader.services.knowledge.callable(callee.name);
  if (!fact) return null;
  if (given.isClass) return startedOn(reader, { fact, expr }, instance(given));
  const [entity] = given.args;
  if (!entity || !callee.receiver || !isQuery(reader, given)) return null;
  if (!hasRole(reader, callee.receiver, SESSIONS)) return null;
  if (method === 'scalar') return optional(entity);
  const type = fact.returns && fact.returns !== 'self' ? reader.libraryType(fact.returns) : null;
  return type && { ...type, args: [entity] };
}

/** `select(Order)` and `session.query(Order)`: one model and nothing else is asked for. */
function startedOn(
  reader: Reader,
  call: { readonly fact: CallableFact; readonly expr: CallExpr },
  entity: Type,
): Type | null {
  const { returns, roles = [] } = call.fact;
  if (!returns || returns === 'self' || returns.startsWith('arg:')) return null;
  if (!entity.class || call.expr.args.length !== 1) return null;
  const type = reader.libraryType(returns);
  const names = roles.some((role) => STATEMENTS.includes(role)) || isQuery(reader, type);
  return names ? { ...type, args: [entity] } : null;
}
