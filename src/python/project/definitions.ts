import type { ModuleInfo } from '../model/project.ts';
import type { ClassModel, FunctionModel, ModuleModel } from '../model/symbols.ts';

export interface DefinitionServices {
  named(dotted: string): ModuleInfo | null;
  module(path: string): ModuleModel | null;
}

/** `shop.orders.models.Order` or `shop.orders.Order` where the package re-exports it; nested names included. */
export function findClass(qualifiedName: string, services: DefinitionServices): ClassModel | null {
  const found = locate(qualifiedName, services);
  if (found === null) return null;
  const own = found.module.classes.find((cls) => cls.facts.qualname === found.name);
  if (own) return own;
  const member = found.module.member(found.name);
  return member?.kind === 'class' ? member.class : null;
}

/** A function or method by qualified name: `shop.pay.charge`, `shop.pay.Gateway.charge`. */
export function findFunction(
  qualifiedName: string,
  services: DefinitionServices,
): FunctionModel | null {
  const found = locate(qualifiedName, services);
  if (found === null) return null;
  const own = found.module.functions.find((fn) => fn.facts.qualname === found.name);
  if (own) return own;
  const dot = found.name.lastIndexOf('.');
  if (dot >= 0) {
    const cls = findClass(`${found.module.name}.${found.name.slice(0, dot)}`, services);
    return cls?.method(found.name.slice(dot + 1)) ?? null;
  }
  const member = found.module.member(found.name);
  return member?.kind === 'function' ? member.function : null;
}

/** The longest prefix that is a module, and what is left of the name. */
function locate(
  qualifiedName: string,
  services: DefinitionServices,
): { readonly module: ModuleModel; readonly name: string } | null {
  for (
    let dot = qualifiedName.lastIndexOf('.');
    dot > 0;
    dot = qualifiedName.lastIndexOf('.', dot - 1)
  ) {
    const info = services.named(qualifiedName.slice(0, dot));
    if (info === null) continue;
    const module = services.module(info.path);
    return module === null ? null : { module, name: qualifiedName.slice(dot + 1) };
  }
  return null;
}
