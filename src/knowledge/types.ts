import type { EntryKind, LibraryEntry, Role, TypeFact } from './entries.ts';

/** Known library types with what they inherit from known bases. */
export interface LibraryTypes {
  /** The fact with inherited roles, attributes, entry methods and resource; `bases` stay the type's own. */
  type(name: string): TypeFact | null;
  /** Nearest first, itself included; empty for an unknown type. */
  ancestorsOf(name: string): readonly string[];
}

/** Index over types; every answer is computed once, at creation. Names are canonical. */
export function libraryTypes(
  entries: readonly LibraryEntry[],
  canonical: (name: string) => string,
): LibraryTypes {
  const own = new Map<string, TypeFact>();
  for (const entry of entries) {
    for (const [name, fact] of Object.entries(entry.types)) own.set(canonical(name), fact);
  }
  const ancestors = new Map<string, readonly string[]>();
  const merged = new Map<string, TypeFact>();
  for (const name of own.keys()) ancestors.set(name, ancestorsIn(own, name, canonical));
  for (const [name, chain] of ancestors) merged.set(name, mergedFact(own, chain, canonical));
  return {
    type: (name) => merged.get(name) ?? null,
    ancestorsOf: (name) => ancestors.get(name) ?? [],
  };
}

/** Breadth first, so that a near base comes before a far one; a cycle in the data ends by the visited set. */
function ancestorsIn(
  types: ReadonlyMap<string, TypeFact>,
  start: string,
  canonical: (name: string) => string,
): readonly string[] {
  const found = new Set([start]);
  for (const name of found) {
    for (const base of types.get(name)?.bases ?? []) found.add(canonical(base));
  }
  return [...found];
}

function mergedFact(
  types: ReadonlyMap<string, TypeFact>,
  chain: readonly string[],
  canonical: (name: string) => string,
): TypeFact {
  const roles = new Set<Role>();
  const attributes = new Map<string, string>();
  const entryMethods = new Map<string, EntryKind>();
  let resource: string | undefined;
  // What is already there came from a nearer type and stays.
  for (const name of chain) {
    const fact = types.get(name);
    if (fact === undefined) continue;
    for (const role of fact.roles ?? []) roles.add(role);
    for (const [key, type] of Object.entries(fact.attributes ?? {})) {
      if (!attributes.has(key)) attributes.set(key, canonical(type));
    }
    for (const [key, kind] of Object.entries(fact.entryMethods ?? {})) {
      if (!entryMethods.has(key)) entryMethods.set(key, kind);
    }
    resource ??= fact.resource;
  }
  return {
    roles: [...roles],
    bases: types.get(chain[0] ?? '')?.bases ?? [],
    attributes: Object.fromEntries(attributes),
    entryMethods: Object.fromEntries(entryMethods),
    ...(resource === undefined ? {} : { resource }),
  };
}
