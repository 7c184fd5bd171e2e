import type { CallExpr, Expr } from '../facts/facts.ts';
import type { CallSite, ModuleModel } from '../model/symbols.ts';

const sites = new WeakMap<ModuleModel, ReadonlyMap<CallExpr, CallSite>>();

/** The call site of an expression that stands at the top level of a module or in a class body; null for anything else. */
export function bodyCall(module: ModuleModel, expr: Expr | null): CallSite | null {
  if (expr?.kind !== 'call') return null;
  let known = sites.get(module);
  if (known === undefined) {
    known = new Map(module.topLevel.calls.map((call) => [call.expr, call]));
    sites.set(module, known);
  }
  return known.get(expr) ?? null;
}
