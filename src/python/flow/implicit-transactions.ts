import type { Operation, TransactionScope } from '../model/flow.ts';
import type { CallSite, TypeRef } from '../model/symbols.ts';
import type { Expr } from '../facts/facts.ts';
import { chainText, methodName, receiverOf } from './expression-text.ts';
import type { Flow } from './function-flow.ts';
import { openStretch } from './open-stretch.ts';
import { isFunction, type FlowServices } from './services.ts';
import { hasEffect } from './transaction-shapes.ts';

/** Stages work in memory; the database hears of it at the flush. */
const STAGING = new Set([
  'add',
  'add_all',
  'delete',
  'expunge',
  'expunge_all',
  'expire',
  'expire_all',
]);
const ENDS = new Set(['close', 'aclose', 'invalidate', 'reset']);

export interface ImplicitTransaction {
  readonly scope: TransactionScope;
  /** Indices of the operations that run while it is open. */
  readonly inside: ReadonlySet<number>;
}

/**
 * Transactions that sessions open by themselves: from the first statement until commit, rollback or close, for types that
 * have a commit of their own. A session bound by `with` ends with its block.
 */
export function implicitTransactions(
  flow: Flow,
  services: FlowServices,
): readonly ImplicitTransaction[] {
  const sessions = new Map<
    string,
    { readonly text: string; readonly region: number; readonly opener: string }
  >();
  for (const call of flow.calls) {
    const session = sessionOf(call, services);
    if (session === null || !isStatement(call)) continue;
    const region = regionBinding(call, session.text);
    const key = `${session.text}@${region}`;
    if (!sessions.has(key)) sessions.set(key, { text: session.text, region, opener: session.type });
  }
  return [...sessions.values()].flatMap((session) => stretchOf(flow, session, services) ?? []);
}

interface Session {
  readonly text: string;
  readonly region: number;
  readonly opener: string;
}

function stretchOf(
  flow: Flow,
  session: Session,
  services: FlowServices,
): ImplicitTransaction | null {
  const ofSession = (operation: Operation): CallSite | null => {
    if (operation.kind !== 'call') return null;
    return sessionOf(operation.call, services)?.text === session.text ? operation.call : null;
  };
  const open = openStretch(flow, {
    opens: (operation) => {
      const call = ofSession(operation);
      return call !== null && call.runsElsewhere === null && !call.deferred && isStatement(call);
    },
    closes: (operation) => {
      const call = ofSession(operation);
      return call !== null && isEnd(call);
    },
  });
  const holds = (operation: Operation): boolean =>
    open.has(operation.index) &&
    (session.region === 0 || operation.regions.some(({ id }) => id === session.region));
  const inside = flow.operations.filter(holds);
  const first = inside[0];
  if (first === undefined) return null;
  const end = Math.max(...inside.map((operation) => operation.end));
  const id = `implicit:${first.start}:${session.text}`;
  return {
    scope: {
      id,
      kind: 'implicit',
      opener: session.opener,
      session: session.text,
      depth: 0,
      start: first.start,
      end,
    },
    inside: new Set(inside.map(({ index }) => index)),
  };
}

/** Id of the `with` block that binds the session's name, 0 when none does. */
function regionBinding(call: CallSite, session: string): number {
  for (const region of call.regions) {
    if (region.kind === 'with' && region.target !== null && chainText(region.target) === session)
      return region.id;
  }
  return 0;
}

/** The session a call works on: its receiver, the root of a query chain, or the session handed to a function of the project. */
export function sessionOf(
  call: CallSite,
  services: Pick<FlowServices, 'knowledge'>,
): { readonly text: string; readonly type: string } | null {
  const direct = sessionNamed(receiverOf(call.expr.callee), call.receiver, services);
  if (direct !== null) return direct;
  const root = chainRoot(call);
  if (root !== null) return sessionNamed(root, ownerOf(call).typeOf(root), services);
  if (call.target === null || !isFunction(call.target)) return null;
  for (const { value } of call.expr.args) {
    if (value.kind !== 'name' && value.kind !== 'attribute') continue;
    const handed = sessionNamed(value, ownerOf(call).typeOf(value), services);
    if (handed !== null) return handed;
  }
  return null;
}

function ownerOf(call: CallSite): { typeOf(expr: Expr): TypeRef | null } {
  return call.function ?? call.module;
}

/** `session` of `session.query(Order).filter(…).first()`. */
function chainRoot(call: CallSite): Expr | null {
  let at: Expr | null = receiverOf(call.expr.callee);
  let through = false;
  while (at?.kind === 'call') {
    through = true;
    at = receiverOf(at.callee);
  }
  return through ? at : null;
}

function sessionNamed(
  expr: Expr | null,
  type: TypeRef | null,
  { knowledge }: Pick<FlowServices, 'knowledge'>,
): { text: string; type: string } | null {
  if (expr === null || type === null || type.isClass) return null;
  const name =
    type.class === null
      ? type.name
      : (type.class.ancestors.find((base) => knowledge.type(base) !== null) ?? type.name);
  const roles = knowledge.rolesOf(name);
  const isSession =
    roles.includes('session') ||
    roles.includes('async-session') ||
    roles.includes('scoped-session') ||
    roles.includes('connection');
  if (!isSession) return null;
  if (knowledge.callable(`${name}.commit`)?.effects?.includes('transaction-commit') !== true)
    return null;
  const text = chainText(expr);
  return text === '' ? null : { text, type: name };
}

/** Sends something to the database, so that a transaction is open afterwards. */
function isStatement(call: CallSite): boolean {
  if (call.target !== null && isFunction(call.target)) {
    return call.target
      .effects(2)
      .some(({ effect, leaf }) => isDatabase(effect) && !STAGING.has(methodName(leaf.expr.callee)));
  }
  if (STAGING.has(methodName(call.expr.callee))) return false;
  return call.fact?.effects?.some(isDatabase) === true;
}

function isDatabase(effect: string): boolean {
  return (
    effect === 'database-read' ||
    effect === 'database-write' ||
    effect === 'flush' ||
    effect === 'row-lock'
  );
}

function isEnd(call: CallSite): boolean {
  if (call.target !== null && isFunction(call.target)) {
    return call.target
      .effects(2)
      .some(({ effect }) => effect === 'transaction-commit' || effect === 'transaction-rollback');
  }
  if (hasEffect(call, 'transaction-commit') || hasEffect(call, 'transaction-rollback')) return true;
  return ENDS.has(methodName(call.expr.callee));
}
