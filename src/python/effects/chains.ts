import type { CallExpr, Expr } from '../facts/facts.ts';
import type { FunctionFlow, Operation } from '../model/flow.ts';
import type { CallSite, Resolution, TypeRef } from '../model/symbols.ts';

/** A chain of calls: `Order.objects.filter(…).first()` has the root `Order.objects` and two calls. */
export interface Chain {
  /** What the first call is made on, or the callee of a plain call. */
  readonly root: Expr;
  /** Innermost first. */
  readonly calls: readonly CallSite[];
}

const MAX_STEPS = 40;

interface Owner {
  readonly calls: readonly CallSite[];
  resolve(expr: Expr): Resolution | null;
  typeOf(expr: Expr): TypeRef | null;
}

export function ownerOf(call: Pick<CallSite, 'function' | 'module'>): Owner {
  return call.function ?? call.module;
}

export function flowOf(call: Pick<CallSite, 'function' | 'module'>): FunctionFlow {
  return call.function === null ? call.module.topLevel : call.function.flow;
}

/** Unrolls a chain, through the local names that hold its beginning (`query = select(Order)`, `query = query.where(…)`). */
export function chainOf(expr: Expr, at: CallSite): Chain {
  const flow = flowOf(at);
  const calls: CallSite[] = [];
  let root = expr;
  let operation: Operation = at.operation;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (root.kind === 'await' || root.kind === 'named') {
      root = root.value;
    } else if (root.kind === 'call') {
      const site = siteIn(flow, root);
      if (site !== null) calls.push(site);
      root = root.callee.kind === 'attribute' ? root.callee.object : root.callee;
    } else if (root.kind === 'name') {
      const before = singleDefinition(flow, root.id, operation);
      if (before === null) break;
      operation = before.operation;
      root = before.value;
    } else {
      break;
    }
  }
  return { root, calls: calls.reverse() };
}

/** The only assignment of a local name that reaches an operation. */
export function singleDefinition(
  flow: FunctionFlow,
  name: string,
  at: Operation,
): { readonly operation: Operation; readonly value: Expr } | null {
  const [only, ...others] = flow.definitionsOf(name, at);
  if (only?.kind !== 'assign' || others.length > 0 || only.value === null || only.operator !== null)
    return null;
  const isWhole = only.targets.length === 1 && only.targets[0]?.kind === 'name';
  return isWhole && only.statement.kind !== 'with' ? { operation: only, value: only.value } : null;
}

const sites = new WeakMap<FunctionFlow, ReadonlyMap<CallExpr, CallSite>>();

/** The call site of an expression of a flow. */
export function siteIn(flow: FunctionFlow, expr: CallExpr): CallSite | null {
  let known = sites.get(flow);
  if (known === undefined) {
    known = new Map(flow.calls.map((call) => [call.expr, call]));
    sites.set(flow, known);
  }
  return known.get(expr) ?? null;
}
