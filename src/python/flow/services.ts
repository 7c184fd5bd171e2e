import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { CallExpr } from '../facts/facts.ts';
import type { CallSite, FunctionModel, ModuleModel } from '../model/symbols.ts';
import type { FlowOwner } from '../symbols/services.ts';

/** What flows ask of the project. */
export interface FlowServices {
  readonly knowledge: Knowledge;
  /** The one call site of a call expression of `owner`. */
  callSiteOf(owner: FlowOwner, expr: CallExpr): CallSite;
  callersOf(fn: FunctionModel): { readonly calls: readonly CallSite[]; readonly complete: boolean };
  /** What opens a transaction around every request of this entry point (`ATOMIC_REQUESTS`), null when nothing does. */
  requestTransaction(fn: FunctionModel): string | null;
}

export function isModule(owner: FlowOwner): owner is ModuleModel {
  return 'topLevel' in owner;
}

export function moduleOf(owner: FlowOwner): ModuleModel {
  return isModule(owner) ? owner : owner.module;
}

/** True for the model of a function, false for that of a class. */
export function isFunction(target: NonNullable<CallSite['target']>): target is FunctionModel {
  return 'returnType' in target;
}
