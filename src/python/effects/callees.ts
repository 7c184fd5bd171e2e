import type { CallSite, ClassModel, FunctionModel } from '../model/symbols.ts';
import { isFunction } from '../flow/services.ts';
import { isContextManagerFunction } from '../flow/transaction-shapes.ts';
import type { EffectServices } from './effects.ts';
import { runsAway } from './direct.ts';
import { isCoroutineRun, isGeneratorRun } from './running.ts';

/** A function of the project that runs because of a call. */
export interface Callee {
  readonly call: CallSite;
  readonly function: FunctionModel;
  readonly spawned: boolean;
}

const CONTEXT_METHODS = ['__enter__', '__exit__'];
/** `async with` runs these two, whatever else the class can do. */
const ASYNC_CONTEXT_METHODS = ['__aenter__', '__aexit__'];

/** Project functions that the calls of a function run, in source order. */
export function calleesOf(fn: FunctionModel, services: EffectServices): readonly Callee[] {
  return fn.calls.flatMap((call) => {
    if (call.target === null || call.deferred || runsAway(call)) return [];
    const spawned = call.runsElsewhere === 'task';
    return runBy(call, services)
      .filter((callee) => callee !== fn)
      .map((callee) => ({ call, function: callee, spawned }));
  });
}

function runBy(call: CallSite, services: EffectServices): readonly FunctionModel[] {
  const { target } = call;
  if (target === null) return [];
  if (!isFunction(target)) return constructed(call, target);
  const implementation = implementationOf(target, services);
  if (implementation === null || isBridged(implementation)) return [];
  if (implementation.facts.isGenerator && !isRunThrough(call, implementation)) return [];
  if (implementation.isAsync && !implementation.facts.isGenerator && !isCoroutineRun(call))
    return [];
  return [implementation];
}

function isRunThrough(call: CallSite, target: FunctionModel): boolean {
  return isGeneratorRun(call) || (isContextManagerFunction(target) && isEntered(call));
}

function isEntered(call: CallSite): boolean {
  return methodsEntered(call).length > 0;
}

/** What the `with` around a call runs of the object that the call makes. */
function methodsEntered({ expr, operation: { statement } }: CallSite): readonly string[] {
  if (statement.kind !== 'with') return [];
  if (!statement.items.some(({ context }) => context === expr)) return [];
  return statement.isAsync ? ASYNC_CONTEXT_METHODS : CONTEXT_METHODS;
}

function constructed(call: CallSite, cls: ClassModel): readonly FunctionModel[] {
  const names = ['__init__', '__post_init__', ...methodsEntered(call)];
  return names.flatMap((name) => cls.method(name) ?? []);
}

/** The function itself; for an abstract or protocol method its only implementation, null when there are none or several. */
export function implementationOf(
  fn: FunctionModel,
  { implementationsOf }: Pick<EffectServices, 'implementationsOf'>,
): FunctionModel | null {
  if (!fn.isAbstract && fn.class?.isProtocol !== true) return fn;
  const [only, ...others] = implementationsOf(fn);
  return others.length === 0 ? (only ?? null) : null;
}

/** `@sync_to_async def …`: its body runs in a thread. */
function isBridged(fn: FunctionModel): boolean {
  return fn.decorators.some(({ fact }) => {
    const roles = fact?.roles ?? [];
    return (
      roles.includes('thread-bridge') ||
      roles.includes('executor') ||
      fact?.runs?.some(({ where }) => where === 'thread' || where === 'process') === true
    );
  });
}
