import type { Expr } from '../python/facts/facts.ts';
import { isMainBlock } from '../python/flow/questions.ts';
import { servedEntries } from '../python/lifetime/dependents.ts';
import type { FunctionModel, Lifetime, ModuleModel, Project } from '../python/model/index.ts';
import { expressionsOfBody } from './local-names.ts';

type Kept = Extract<Lifetime, { readonly kind: 'kept' }>;

/** Modules searched for users besides the one that keeps the value. */
const MAX_MODULES = 30;

/** Functions that use a value which the process keeps, in path and source order: through its name, its class, or the function that caches it. */
export function usersOfKept(kept: Kept, project: Project): readonly FunctionModel[] {
  const { holder, name, place } = kept;
  if (holder === 'cache') {
    const cached = place.module.functions.find(({ symbol }) => symbol === place.symbol);
    const { calls } = cached === undefined ? { calls: [] } : project.callersOf(cached);
    return [...new Set(calls.flatMap(({ function: fn }) => fn ?? []))];
  }
  const short = name.slice(name.lastIndexOf('.') + 1);
  const qualified = holder === 'class' ? null : `${place.module.name}.${name}`;
  const users = modulesNaming(place.module, short, project)
    .flatMap((module) => module.functions)
    .filter((fn) =>
      expressionsOfBody(fn).some((expr) =>
        qualified === null
          ? isAttributeOf(expr, short, name, fn)
          : isNamed(expr, short) && resolvedName(expr, fn) === qualified,
      ),
    );
  // Who sets it uses it only when nobody else does: `if session is None: session = make()`.
  const others = users.filter(
    ({ symbol, module }) => symbol !== place.symbol || module !== place.module,
  );
  return others.length > 0 ? others : users;
}

/**
 * True when two calls of a function can run at the same time: it is served for somebody outside, or something that is served calls
 * it. A consumer that is no coroutine takes one message after the other.
 */
export function isServed(fn: FunctionModel, project: Project): boolean {
  const entries = [...servedEntries(fn), ...project.entriesReaching(fn)];
  return entries.some(
    (entry) =>
      servedEntries(entry.function).includes(entry) &&
      (entry.kind !== 'consumer' || entry.function.isAsync),
  );
}

/** A module beside which something is served: a module of the same top folder imports a framework for the web or for bots. */
export function isInService({ path }: ModuleModel, project: Project): boolean {
  const top = path.slice(0, path.indexOf('/') + 1);
  return project.modules
    .filter((info) => info.kind === 'source' && info.path.startsWith(top))
    .some((info) =>
      project.imports
        .externalImportsOf(info.path)
        .some((external) =>
          project.knowledge
            .kindsOf(external.module)
            .some((kind) => kind === 'web-framework' || kind === 'bot-framework'),
        ),
    );
}

/** A module that does its work under `if __name__ == '__main__':`. */
export function isScript({ topLevel }: ModuleModel): boolean {
  return topLevel.operations.some(({ regions }) => regions.some(isMainBlock));
}

function modulesNaming(
  module: ModuleModel,
  name: string,
  project: Project,
): readonly ModuleModel[] {
  const paths = project.imports
    .importersOf(module.path)
    .filter(
      ({ names, kind }) => kind !== 'type-only' && (names.length === 0 || names.includes(name)),
    )
    .filter(({ importer }) => importer.kind === 'source')
    .map(({ importer }) => importer.path);
  const others = [...new Set(paths)].slice(0, MAX_MODULES);
  return [module, ...others.flatMap((path) => project.module(path) ?? [])];
}

function isNamed(expr: Expr, name: string): boolean {
  return (
    (expr.kind === 'name' && expr.id === name) || (expr.kind === 'attribute' && expr.name === name)
  );
}

function resolvedName(expr: Expr, fn: FunctionModel): string | null {
  const resolved = fn.resolve(expr);
  return resolved?.kind === 'value' ? resolved.name : null;
}

/** `self.session`, `cls.session` in the class, `Repository.session` anywhere. */
function isAttributeOf(expr: Expr, attribute: string, name: string, fn: FunctionModel): boolean {
  if (expr.kind !== 'attribute' || expr.name !== attribute || expr.object.kind !== 'name')
    return false;
  const owner = name.slice(0, -attribute.length - 1);
  if (expr.object.id === owner) return true;
  return fn.class?.symbol === owner && expr.object.id === fn.params[0]?.name;
}
