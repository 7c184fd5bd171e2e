import type { CallExpr } from '../facts/facts.ts';
import type { CallSite } from '../model/symbols.ts';
import { SymbolFunction } from './function-symbols.ts';
import { SymbolModule } from './module-symbols.ts';
import { SymbolReader } from './reader.ts';
import type { FlowOwner, ModuleModels, SymbolServices } from './services.ts';

export type { FlowOwner, ModuleModels, SymbolServices } from './services.ts';

/** Makes module models that share one memo. Nothing of a module is read before it is asked for. */
export function createModuleModels(services: SymbolServices): ModuleModels {
  const reader = new SymbolReader(services);
  return {
    model(info, facts) {
      const module = new SymbolModule(reader, info, facts);
      reader.register(module);
      return module;
    },
  };
}

/**
 * The one call site of a call expression in the code of a function or of a module's top level. Calls in decorators,
 * defaults and annotations belong to the owner around the definition.
 */
export function callSiteOf(owner: FlowOwner, expr: CallExpr): CallSite {
  if (owner instanceof SymbolFunction || owner instanceof SymbolModule) {
    return owner.owner.callSite(expr);
  }
  throw new TypeError('A call site is asked of a model that this folder did not make.');
}
