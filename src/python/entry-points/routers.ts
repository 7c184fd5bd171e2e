import { literalString } from '../facts/expressions.ts';
import type { CallExpr, Expr } from '../facts/facts.ts';
import type { ModuleModel } from '../model/symbols.ts';
import { argumentAt } from './references.ts';
import { importingModules } from './registering-modules.ts';
import type { EntryServices } from './services.ts';

/** How a router is mounted: path prefixes outermost first, and the dependency lists on the way. */
export interface RouterChain {
  readonly prefixes: readonly string[];
  readonly dependencies: readonly { readonly module: ModuleModel; readonly list: Expr }[];
}

const INCLUDES = new Set([
  'include_router',
  'register_blueprint',
  'add_router',
  'mount',
  'include_routers',
  'register',
]);
const MAX_DEPTH = 4;
const EMPTY: RouterChain = { prefixes: [], dependencies: [] };

/** Constructor and mounts of the router that an expression names in a module. */
export function routerChain(
  expr: Expr | null,
  module: ModuleModel,
  services: EntryServices,
): RouterChain {
  if (expr?.kind !== 'name') return EMPTY;
  return chainOf({ module, name: expr.id }, services, MAX_DEPTH);
}

interface Router {
  readonly module: ModuleModel;
  readonly name: string;
}

function chainOf(router: Router, services: EntryServices, depth: number): RouterChain {
  const made = constructorOf(router);
  const own = made === null ? EMPTY : linkOf(router.module, made);
  if (depth === 0) return own;
  const mount = mountOf(router, services);
  if (mount === null) return own;
  const link = linkOf(mount.module, mount.call);
  const parent =
    mount.parent === null
      ? EMPTY
      : chainOf({ module: mount.module, name: mount.parent }, services, depth - 1);
  return {
    prefixes: [...parent.prefixes, ...link.prefixes, ...own.prefixes],
    dependencies: [...parent.dependencies, ...link.dependencies, ...own.dependencies],
  };
}

function linkOf(module: ModuleModel, call: CallExpr): RouterChain {
  const prefix = literalString(
    argumentAt(call.args, 'prefix') ??
      argumentAt(call.args, 'url_prefix') ??
      argumentAt(call.args, 'path'),
  );
  const list = argumentAt(call.args, 'dependencies') ?? argumentAt(call.args, 'guards');
  return {
    prefixes: prefix === null ? [] : [prefix],
    dependencies: list === null ? [] : [{ module, list }],
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
  readonly module: ModuleModel;
  readonly call: CallExpr;
  /** Name of the router it is mounted on. */
  readonly parent: string | null;
}

/** The first place that mounts the router: in its own module, then in those that import it, by path. */
function mountOf(router: Router, services: EntryServices): Mount | null {
  for (const module of [router.module, ...importingModules(router.module, services)]) {
    for (const { expr } of module.calls) {
      const { callee } = expr;
      if (callee.kind !== 'attribute' || !INCLUDES.has(callee.name)) continue;
      if (!expr.args.some(({ value }) => names(value, module, router))) continue;
      return {
        module,
        call: expr,
        parent: callee.object.kind === 'name' ? callee.object.id : null,
      };
    }
  }
  return null;
}

/** True when an expression in `module` names the router: its own name, an imported name, `orders.router`. */
function names(expr: Expr, module: ModuleModel, router: Router): boolean {
  if (expr.kind === 'attribute' && expr.name === router.name) {
    const owner = module.resolve(expr.object);
    return owner?.kind === 'module' && owner.module === router.module;
  }
  if (expr.kind !== 'name') return false;
  if (module === router.module) return expr.id === router.name;
  return module.facts.imports.some(
    (imported) =>
      imported.name === router.name &&
      (imported.alias ?? imported.name) === expr.id &&
      lastPart(imported.module) === lastPart(router.module.name),
  );
}

function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}
