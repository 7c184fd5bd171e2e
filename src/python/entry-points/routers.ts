import type { CallExpr, Expr } from '../facts/facts.ts';
import type { ModuleModel } from '../model/symbols.ts';
import { argumentAt, pathText, type Scope } from './references.ts';
import { calledMethods } from './registering-names.ts';
import { importingModules } from './registering-modules.ts';
import type { EntryServices } from './services.ts';

/** How a router is mounted: path prefixes outermost first, and the dependency lists on the way. */
export interface RouterChain {
  readonly prefixes: readonly string[];
  readonly dependencies: readonly { readonly scope: Scope; readonly list: Expr }[];
}

const INCLUDES = [
  'include_router',
  'register_blueprint',
  'add_router',
  'mount',
  'include_routers',
  'register',
];
const MAX_DEPTH = 4;
const EMPTY: RouterChain = { prefixes: [], dependencies: [] };

const chains = new WeakMap<EntryServices, Map<string, RouterChain>>();

/** Constructor and mounts of the router that an expression names in a module. */
export function routerChain(
  expr: Expr | null,
  module: ModuleModel,
  services: EntryServices,
): RouterChain {
  const router = expr === null ? null : routerNamed(expr, module, services);
  return router === null ? EMPTY : chainOf(router, services, MAX_DEPTH);
}

interface Router {
  readonly module: ModuleModel;
  readonly name: string;
}

/** The top-level router that an expression names, in its own module or an imported one. */
function routerNamed(expr: Expr, module: ModuleModel, services: EntryServices): Router | null {
  const resolved = module.resolve(expr);
  if (resolved?.kind !== 'value') return null;
  const dot = resolved.name.lastIndexOf('.');
  const name = resolved.name.slice(dot + 1);
  const owner = resolved.name.slice(0, Math.max(dot, 0));
  if (owner === module.name) return { module, name };
  const path = services.imports
    .importsOf(module.path)
    .find(({ imported }) => imported.name === owner)?.imported.path;
  const home = path === undefined ? null : services.module(path);
  return home === null ? null : { module: home, name };
}

function chainOf(router: Router, services: EntryServices, depth: number): RouterChain {
  const known = chains.get(services) ?? new Map<string, RouterChain>();
  chains.set(services, known);
  const key = `${router.module.path}:${router.name}`;
  const found = known.get(key) ?? findChain(router, services, depth);
  // A chain cut short by its depth is not the whole answer for the next question.
  if (depth === MAX_DEPTH) known.set(key, found);
  return found;
}

function findChain(router: Router, services: EntryServices, depth: number): RouterChain {
  const made = constructorOf(router);
  const own = made === null ? EMPTY : linkOf(made, router.module);
  if (depth === 0) return own;
  const mount = mountOf(router, services);
  if (mount === null) return own;
  const link = linkOf(mount.call, mount.scope);
  const parent = mount.parent === null ? EMPTY : chainOf(mount.parent, services, depth - 1);
  return {
    prefixes: [...parent.prefixes, ...link.prefixes, ...own.prefixes],
    dependencies: [...parent.dependencies, ...link.dependencies, ...own.dependencies],
  };
}

function linkOf(call: CallExpr, scope: Scope): RouterChain {
  const prefix = pathText(
    argumentAt(call.args, 'prefix') ??
      argumentAt(call.args, 'url_prefix') ??
      argumentAt(call.args, 'path'),
  );
  const list = argumentAt(call.args, 'dependencies') ?? argumentAt(call.args, 'guards');
  return {
    prefixes: prefix === null ? [] : [prefix],
    dependencies: list === null ? [] : [{ scope, list }],
  };
}

/** `router = APIRouter(prefix='/orders')` at the top level. */
function constructorOf({ module, name }: Router): CallExpr | null {
  let found: CallExpr | null = null;
  for (const statement of module.facts.body) {
    if (statement.kind !== 'assign' || statement.value?.kind !== 'call') continue;
    if (statement.targets.some((target) => target.kind === 'name' && target.id === name))
      found = statement.value;
  }
  return found;
}

interface Mount {
  readonly scope: Scope;
  readonly call: CallExpr;
  /** The router it is mounted on. */
  readonly parent: Router | null;
}

/** The first place that mounts the router: in its own module, then in those that import it, by path. */
function mountOf(router: Router, services: EntryServices): Mount | null {
  const wanted = `${router.module.name}.${router.name}`;
  for (const module of [router.module, ...importingModules(router.module, services)]) {
    const methods = calledMethods(module.facts);
    if (INCLUDES.every((name) => !methods.has(name))) continue;
    for (const call of module.calls) {
      const { callee, args } = call.expr;
      if (callee.kind !== 'attribute' || !INCLUDES.includes(callee.name)) continue;
      const scope = call.function ?? module;
      const mounts = args.some(({ value }) => {
        const resolved = value.kind === 'call' ? null : scope.resolve(value);
        return resolved?.kind === 'value' && resolved.name === wanted;
      });
      if (!mounts) continue;
      const parent = routerNamed(callee.object, module, services);
      return { scope, call: call.expr, parent: isSame(parent, router) ? null : parent };
    }
  }
  return null;
}

function isSame(a: Router | null, b: Router): boolean {
  return a !== null && a.module === b.module && a.name === b.name;
}
