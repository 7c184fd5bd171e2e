import type { EntryPoint, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { classEntries } from './class-methods.ts';
import { decoratedEntries, joinPaths } from './decorated.ts';
import type { Draft } from './draft.ts';
import { entryGuards } from './entry-guards.ts';
import { registeredEntries } from './registered.ts';
import { importingModules } from './registering-modules.ts';
import { routerChain } from './routers.ts';
import type { EntryServices } from './services.ts';
import { isWebhook } from './webhooks.ts';

export interface EntryPoints {
  /** Entry points a function serves: by its decorators, its class, or a registration in its module or in one that imports it. */
  entriesOf(fn: FunctionModel): readonly EntryPoint[];
  /** Entry points of a module's own functions, in source order. */
  entriesIn(module: ModuleModel): readonly EntryPoint[];
}

export function createEntryPoints(services: EntryServices): EntryPoints {
  const registrations = new WeakMap<ModuleModel, readonly Draft[]>();
  const entries = new WeakMap<FunctionModel, readonly EntryPoint[]>();
  const registeredIn = (module: ModuleModel): readonly Draft[] => {
    const known = registrations.get(module) ?? registeredEntries(module, services);
    registrations.set(module, known);
    return known;
  };
  const entriesOf = (fn: FunctionModel): readonly EntryPoint[] => {
    const known = entries.get(fn);
    if (known !== undefined) return known;
    // Set before it is known: what registers a function may ask for its entries.
    entries.set(fn, []);
    const found = distinct(draftsOf(fn, registeredIn, services)).map((draft) =>
      finished(draft, services),
    );
    entries.set(fn, found);
    return found;
  };
  return { entriesOf, entriesIn: (module) => module.functions.flatMap((fn) => entriesOf(fn)) };
}

function draftsOf(
  fn: FunctionModel,
  registeredIn: (module: ModuleModel) => readonly Draft[],
  services: EntryServices,
): readonly Draft[] {
  const decorated = decoratedEntries(fn, services);
  const modules = canBeRegistered(fn) ? [fn.module, ...importingModules(fn.module, services)] : [];
  const registered = modules.flatMap((module) =>
    registeredIn(module).filter((draft) => draft.function === fn),
  );
  const ofClass = registered.length > 0 ? [] : classEntries(fn, services);
  return [...decorated, ...registered, ...ofClass];
}

/** Nobody registers a dunder method or a property. */
function canBeRegistered(fn: FunctionModel): boolean {
  return !fn.name.startsWith('__') && !fn.isProperty;
}

function distinct(drafts: readonly Draft[]): readonly Draft[] {
  const seen = new Set<string>();
  return drafts.filter(({ kind, path, methods, framework }) => {
    const key = `${kind} ${framework} ${path ?? ''} ${methods.join(',')}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function finished(draft: Draft, services: EntryServices): EntryPoint {
  const { guards, resolved } = entryGuards(draft, services);
  const path = fullPath(draft, services);
  const webhook =
    draft.kind === 'route' &&
    isWebhook({ function: draft.function, path, methods: draft.methods, guards }, services);
  return {
    module: draft.place.module,
    span: draft.place.span,
    symbol: draft.place.symbol,
    kind: webhook ? 'webhook' : draft.kind,
    function: draft.function,
    framework: draft.framework,
    path,
    methods: draft.methods,
    guards,
    guardsResolved: resolved,
  };
}

/** The path below the prefixes of its routers. */
function fullPath(draft: Draft, services: EntryServices): string | null {
  if (draft.path === null || (draft.kind !== 'route' && draft.kind !== 'webhook'))
    return draft.path;
  const { prefixes } = routerChain(draft.router, draft.module, services);
  return prefixes.length === 0 ? draft.path : joinPaths([...prefixes, draft.path]);
}
