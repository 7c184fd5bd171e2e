import type { EntryKind } from '../../knowledge/entries.ts';
import type { ImportGraph, ModuleInfo } from '../model/project.ts';
import type { EntryPoint, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { usersOf } from '../project/users.ts';

/** What the search for dependents asks of the project. */
export interface DependentServices {
  readonly imports: ImportGraph;
  /** Modules looked at besides the function's own. */
  readonly limit: number;
  module(path: string): ModuleModel | null;
}

/** Kinds of entry points that are served over and over, and for which somebody waits. */
const SERVED: ReadonlySet<EntryKind> = new Set([
  'route',
  'webhook',
  'bot-handler',
  'bot-payment',
  'task',
  'consumer',
  'middleware',
  'signal',
]);

/** Entry points of a function that are served over and over: no start-up, no command line, no timer. */
export function servedEntries(fn: FunctionModel): readonly EntryPoint[] {
  return fn.entries.filter(({ kind }) => SERVED.has(kind));
}

/** Entry points before which a function runs as a dependency (`Depends(get_session)`), in modules that can name it or an alias for it. */
export function entriesDependingOn(
  fn: FunctionModel,
  services: DependentServices,
): readonly EntryPoint[] {
  if (fn.outer !== null) return [];
  const { imports, limit } = services;
  const name = fn.class?.name ?? fn.name;
  const direct = usersOf(fn.module.info, imports, { name, limit }).modules;
  // `SessionDep = Annotated[Session, Depends(get_session)]` stands in one of them and is used in others.
  const aliases = direct.filter((info) => hasMarker(info, services));
  const all = new Map<string, ModuleInfo>();
  for (const info of aliases)
    for (const user of usersOf(info, imports, { name: null, limit }).modules)
      all.set(user.path, user);
  return [...all.values()]
    .slice(0, limit)
    .filter(({ kind }) => kind === 'source')
    .flatMap((info) => services.module(info.path)?.functions ?? [])
    .flatMap((user) => servedEntries(user).filter((entry) => runsBefore(fn, user, entry)));
}

function hasMarker(info: ModuleInfo, services: DependentServices): boolean {
  const calls = services.module(info.path)?.calls ?? [];
  return calls.some(({ fact }) => fact?.roles?.includes('dependency-marker') === true);
}

/** A decorator runs when its function is defined; `__init__` of `Depends(Check())` when the module is. */
function runsBefore(fn: FunctionModel, user: FunctionModel, { guards }: EntryPoint): boolean {
  if (!guards.includes(fn) || user.decorators.some(({ target }) => target === fn)) return false;
  if (fn.name !== '__init__') return true;
  return [user, ...guards].some(({ params }) => params.some(({ dependency }) => dependency === fn));
}
