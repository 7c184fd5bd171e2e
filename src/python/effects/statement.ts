import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Role } from '../../knowledge/entries.ts';
import { dottedName } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { OrmModel } from '../model/orm.ts';
import type { CallSite } from '../model/symbols.ts';
import { chainOf, ownerOf, type Chain } from './chains.ts';
import { sqlShape, type SqlShape } from './sql-text.ts';
import { stringText } from '../flow/expression-text.ts';

/** What a call sends to the database, as far as it can be read. */
export interface DatabaseStatement {
  readonly kind: SqlShape['kind'] | 'save';
  readonly model: OrmModel | null;
  readonly table: string;
  readonly rowLock: boolean;
  readonly skipLocked: boolean;
  readonly onConflict: boolean;
  /** A condition limits the rows. */
  readonly filtered: boolean;
  /** Calls of the statement's chain, innermost first: `select(…)`, `.where(…)`. */
  readonly chain: readonly CallSite[];
  /** Text of raw SQL, null when it is built from expressions. */
  readonly sql: string | null;
}

export interface StatementServices {
  readonly knowledge: Knowledge;
  ormModel(nameOrTable: string): OrmModel | null;
}

const WRITES: Readonly<Record<string, DatabaseStatement['kind']>> = {
  add: 'insert',
  add_all: 'insert',
  create: 'insert',
  acreate: 'insert',
  bulk_create: 'insert',
  abulk_create: 'insert',
  insert: 'insert',
  insert_many: 'insert',
  get_or_create: 'insert',
  aget_or_create: 'insert',
  bulk_save_objects: 'insert',
  bulk_insert_mappings: 'insert',
  update: 'update',
  aupdate: 'update',
  bulk_update: 'update',
  abulk_update: 'update',
  update_or_create: 'update',
  aupdate_or_create: 'update',
  bulk_update_mappings: 'update',
  delete: 'delete',
  adelete: 'delete',
  save: 'save',
  asave: 'save',
  merge: 'save',
};
const FILTERS = /^(?:where|filter|filter_by|exclude|get|having)$/;
const LOCKS = /^(?:with_for_update|select_for_update|for_update)$/;

/** Reads the statement of a call that works on the database; null when the call has no statement or it is unknown. */
export function statementOf(call: CallSite, services: StatementServices): DatabaseStatement | null {
  const argument =
    call.argument('statement', 0) ?? call.argument('query', 0) ?? call.argument('sql', 0);
  if (isExecution(call)) {
    const sent = argument === null ? null : statementOfExpr(argument, call, services);
    if (sent !== null) return sent;
    // `session.execute(something_unknown)` says nothing more.
    if (call.fact?.sql !== undefined) return null;
  }
  return statementOfReceiver(call, argument);
}

function isExecution(call: CallSite): boolean {
  return call.fact?.sql !== undefined || call.fact?.roles?.includes('raw-sql') === true;
}

function statementOfExpr(
  expr: Expr,
  at: CallSite,
  services: StatementServices,
): DatabaseStatement | null {
  const text = stringText(expr);
  if (text !== null) return rawStatement(text, services);
  return builtStatement(chainOf(expr, at), services);
}

function rawStatement(text: string, services: StatementServices): DatabaseStatement | null {
  const shape = sqlShape(text);
  if (shape === null) return null;
  const { kind, table, rowLock, skipLocked, onConflict, hasWhere } = shape;
  const model = table === '' ? null : services.ormModel(table);
  return {
    kind,
    table,
    rowLock,
    skipLocked,
    onConflict,
    filtered: hasWhere,
    model,
    chain: [],
    sql: text,
  };
}

const STATEMENT_ROLES: readonly (readonly [Role, DatabaseStatement['kind']])[] = [
  ['insert-statement', 'insert'],
  ['update-statement', 'update'],
  ['delete-statement', 'delete'],
  ['select', 'select'],
];

/** `select(Order).where(…)`, `insert(Order).values(…).on_conflict_do_nothing()`, `text('…')`, `orders.insert()`. */
function builtStatement(chain: Chain, services: StatementServices): DatabaseStatement | null {
  const root = chain.calls[0];
  if (root === undefined) return null;
  if (root.fact?.roles?.includes('raw-sql') === true || root.name === 'sqlalchemy.text') {
    const text = stringText(root.argument('text', 0));
    return text === null ? null : rawStatement(text, services);
  }
  const kind = kindByRole(root, services.knowledge) ?? tableMethod(root);
  if (kind === null) return null;
  const from = chain.calls.find(({ text }) => text.endsWith('.select_from'));
  const model =
    modelOfExpr(root.argument('entity', 0), root) ??
    modelOfExpr(from?.argument('from', 0) ?? null, root) ??
    modelOfExpr(chain.root, root);
  return shaped(kind, { model, chain, extra: root });
}

function kindByRole(call: CallSite, knowledge: Knowledge): DatabaseStatement['kind'] | null {
  for (const [role, kind] of STATEMENT_ROLES) {
    if (
      call.fact?.roles?.includes(role) === true ||
      (call.name !== null && call.target === null && knowledge.hasRole(call.name, role))
    )
      return kind;
  }
  return null;
}

/** `orders.insert()` on a `Table`. */
function tableMethod(call: CallSite): DatabaseStatement['kind'] | null {
  if (call.receiver?.name !== 'sqlalchemy.Table') return null;
  const method = /\w+$/.exec(call.text)?.[0] ?? '';
  return method === 'insert' || method === 'update' || method === 'delete' || method === 'select'
    ? method
    : null;
}

function shaped(
  kind: DatabaseStatement['kind'],
  of: { readonly model: OrmModel | null; readonly chain: Chain; readonly extra: CallSite },
): DatabaseStatement {
  const methods = of.chain.calls.map(({ text }) => /\w+$/.exec(text)?.[0] ?? '');
  const locks = of.chain.calls.filter(({ text }) => LOCKS.test(/\w+$/.exec(text)?.[0] ?? ''));
  return {
    kind,
    model: of.model,
    table: of.model?.table ?? '',
    rowLock: locks.length > 0 || isTrue(of.extra.argument('with_for_update')),
    skipLocked: locks.some((lock) => isTrue(lock.argument('skip_locked'))),
    onConflict:
      methods.some((method) => /^(?:on_conflict_do_\w+|on_duplicate_key_update)$/.test(method)) ||
      isTrue(of.extra.argument('ignore_conflicts')),
    filtered: methods.some((method) => FILTERS.test(method)),
    chain: of.chain.calls,
    sql: null,
  };
}

function isTrue(expr: Expr | null): boolean {
  return (
    expr !== null &&
    !(expr.kind === 'constant' && (expr.value === 'False' || expr.value === 'None'))
  );
}

/** The statement that a method of a session, query, manager, queryset or model makes. */
function statementOfReceiver(call: CallSite, argument: Expr | null): DatabaseStatement | null {
  const method = /\w+$/.exec(call.text)?.[0] ?? '';
  const written = Object.hasOwn(WRITES, method) ? WRITES[method] : undefined;
  const effects = call.fact?.effects ?? [];
  if (!effects.includes('database-read') && !effects.includes('database-write')) return null;
  const chain = chainOf(call.expr, call);
  const ofChain = modelOfChain(chain, call);
  const model = ofChain ?? modelOfExpr(argument, call) ?? call.receiver?.class?.orm ?? null;
  return shaped(effects.includes('database-write') ? (written ?? 'save') : 'select', {
    model,
    chain,
    extra: call,
  });
}

/** `Order` of `Order.objects.filter(…)`, `session.query(Order)`, `Order.query.filter_by(…)`. */
function modelOfChain(chain: Chain, call: CallSite): OrmModel | null {
  const ofRoot = modelOfExpr(chain.root, call);
  if (ofRoot !== null) return ofRoot;
  const query = chain.calls.find(({ text }) => text.endsWith('.query'));
  return query === undefined ? null : modelOfExpr(query.argument('entities', 0), query);
}

/** The model an expression stands for: the class, one of its columns or managers, an instance, a new object, a list of them. */
export function modelOfExpr(expr: Expr | null, at: CallSite): OrmModel | null {
  if (expr === null) return null;
  const owner = ownerOf(at);
  if (expr.kind === 'list' || expr.kind === 'tuple') return modelOfExpr(expr.items[0] ?? null, at);
  if (expr.kind === 'call' && /(?:^|\.)func\.\w+$/.test(dottedName(expr.callee) ?? ''))
    return modelOfExpr(expr.args[0]?.value ?? null, at);
  for (let part: Expr = expr; ; part = part.object) {
    const resolved = owner.resolve(part);
    if (resolved?.kind === 'class') return resolved.class.orm;
    if (part.kind !== 'attribute') break;
  }
  const type = owner.typeOf(expr);
  return type?.class?.orm ?? type?.args[0]?.class?.orm ?? null;
}
