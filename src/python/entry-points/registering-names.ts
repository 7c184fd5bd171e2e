import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { CallExpr, Expr } from '../facts/facts.ts';
import type { ModuleModel } from '../model/symbols.ts';

const known = new WeakMap<Knowledge, ReadonlySet<string>>();

/** Last parts of the names that register entry points (`add_handler`, `path`, `task`): what a registering call ends in. */
function registeringNames(knowledge: Knowledge): ReadonlySet<string> {
  let names = known.get(knowledge);
  if (names === undefined) {
    names = new Set(
      knowledge.libraries
        .flatMap(({ callables }) => callables.filter((fact) => fact.entry !== undefined))
        .flatMap((fact) => fact.match.map((name) => name.split('.').at(-1) ?? '')),
    );
    known.set(knowledge, names);
  }
  return names;
}

/**
 * Tells by its last word whether a call can register anything, so that a module's other calls need not be resolved: of all
 * questions about a module this one would be the dearest.
 */
export function mayRegister(
  module: ModuleModel,
  knowledge: Knowledge,
): (call: CallExpr) => boolean {
  const names = registeringNames(knowledge);
  const hasWildcard = names.has('*');
  const aliases = new Set(
    module.facts.imports
      .filter(({ name, alias }) => alias !== null && name !== null && names.has(name))
      .map(({ alias }) => alias),
  );
  const isKnown = (callee: Expr): boolean => {
    if (hasWildcard || callee.kind === 'call') return true;
    if (callee.kind === 'attribute') return names.has(callee.name);
    return callee.kind === 'name' && (names.has(callee.id) || aliases.has(callee.id));
  };
  return (call) => isKnown(call.callee);
}
