import type { Expr } from '../facts/facts.ts';
import type { CallSite, ModuleModel } from '../model/symbols.ts';
import { isBuiltin } from '../names/builtins.ts';

/** The calls of a module by the last name of what they call, as it is written. */
interface NamedCalls {
  readonly byName: ReadonlyMap<string, readonly CallSite[]>;
  /** Through a variable, an attribute that is no method here, or the result of a call: they can be calls of anything. */
  readonly unnamed: readonly CallSite[];
}

const known = new WeakMap<ModuleModel, NamedCalls>();

/** Calls of a module that can be calls of a function with this name, in source order. */
export function callsNaming(module: ModuleModel, name: string): readonly CallSite[] {
  // A class is called by its own name, or by that of a subclass; an object by that of a variable.
  if (/^__\w+__$/u.test(name)) return module.calls;
  const calls = known.get(module) ?? sorted(module);
  known.set(module, calls);
  const aliases = module.facts.imports
    .filter((imported) => imported.name === name && imported.alias !== null)
    .map(({ alias }) => alias ?? name);
  const named = [name, ...aliases].flatMap((one) => calls.byName.get(one) ?? []);
  return [...new Set([...named, ...calls.unnamed])].sort((a, b) => a.span.start - b.span.start);
}

function sorted(module: ModuleModel): NamedCalls {
  const { facts } = module;
  const defined = new Set([
    ...facts.functions.map(({ name }) => name),
    ...facts.classes.map(({ name }) => name),
    ...facts.imports.map(
      ({ alias, name, module: path }) => alias ?? name ?? path.split('.')[0] ?? '',
    ),
  ]);
  const byName = new Map<string, CallSite[]>();
  const unnamed: CallSite[] = [];
  for (const call of module.calls) {
    const name = writtenName(call.expr.callee, defined);
    const group = name === null ? unnamed : (byName.get(name) ?? []);
    group.push(call);
    if (name !== null) byName.set(name, group);
  }
  return { byName, unnamed };
}

function writtenName(callee: Expr, defined: ReadonlySet<string>): string | null {
  if (callee.kind === 'name') {
    return defined.has(callee.id) || isBuiltin(callee.id) ? callee.id : null;
  }
  if (callee.kind !== 'attribute') return null;
  const isOwn = callee.object.kind === 'name' && /^(?:self|cls)$/u.test(callee.object.id);
  return isOwn && !defined.has(callee.name) ? null : callee.name;
}
