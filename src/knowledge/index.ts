import type { CallableFact, Effect, LibraryEntry, LibraryKind, Role } from './entries.ts';
import type { Knowledge } from './knowledge.ts';
import { lastPartOf, libraryNames, ownerOf, prefixesOf } from './names.ts';
import { libraryTypes, type LibraryTypes } from './types.ts';

const NO_ROLES: readonly Role[] = [];
const NO_EFFECTS: readonly Effect[] = [];
const NO_KINDS: readonly LibraryKind[] = [];

/** Answers questions about libraries from their entries. Pure: everything is indexed here, nothing is read later. */
export function createKnowledge(entries: readonly LibraryEntry[]): Knowledge {
  const names = libraryNames(entries);
  const canonicalName = names.canonical;
  const types = libraryTypes(entries, canonicalName);
  const callables = callablesOf(entries, canonicalName);
  const resolved = remembered((name) => resolvedIn(callables, types, canonicalName(name)));
  const libraryOf = remembered((name) => names.libraryOf(canonicalName(name)));

  const canonical = (name: string): string => resolved(name).name;
  const callable = (name: string): CallableFact | null => resolved(name).fact;
  const ancestorsOf = (name: string): readonly string[] => types.ancestorsOf(canonical(name));
  const rolesOf = (name: string): readonly Role[] => {
    const ofType = types.type(canonical(name))?.roles ?? NO_ROLES;
    const ofCallable = callable(name)?.roles ?? NO_ROLES;
    return ofCallable.length === 0 ? ofType : [...new Set([...ofType, ...ofCallable])];
  };

  return {
    libraries: entries,
    canonical,
    libraryOf,
    callable,
    type: (name) => types.type(canonical(name)),
    rolesOf,
    hasRole: (name, role) => rolesOf(name).includes(role),
    effectsOf: (name) => callable(name)?.effects ?? NO_EFFECTS,
    kindsOf: (name) => libraryOf(name)?.kind ?? NO_KINDS,
    ancestorsOf,
    isSubtype(name, base) {
      const wanted = canonical(base);
      return canonical(name) === wanted || ancestorsOf(name).includes(wanted);
    },
    attributeType(typeName, attribute) {
      const fact = types.type(canonical(typeName));
      const found = ownValue(fact?.attributes, attribute);
      return found === undefined ? null : canonical(found);
    },
  };
}

/** Names come from reviewed code, so what is remembered of them is bounded. */
const MAX_REMEMBERED = 50_000;

/** The same few thousand names are asked for over and over. */
function remembered<T>(answer: (name: string) => T): (name: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found.value;
    const value = answer(name);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(name, { value });
    return value;
  };
}

interface CallableIndex {
  readonly exact: ReadonlyMap<string, CallableFact>;
  /** By the owner in `owner.*`. */
  readonly wildcards: ReadonlyMap<string, CallableFact>;
}

function callablesOf(
  entries: readonly LibraryEntry[],
  canonical: (name: string) => string,
): CallableIndex {
  const exact = new Map<string, CallableFact>();
  const wildcards = new Map<string, CallableFact>();
  for (const entry of entries) {
    for (const fact of entry.callables) {
      for (const name of fact.match) {
        if (name.endsWith('.*')) wildcards.set(canonical(name.slice(0, -2)), fact);
        else exact.set(canonical(name), fact);
      }
    }
  }
  return { exact, wildcards };
}

/** A name as the knowledge base keeps it, and what is known of calling it. */
interface Resolved {
  readonly name: string;
  readonly fact: CallableFact | null;
}

/**
 * An exact match, along the bases of a type or behind its attributes, says more than a wildcard.
 * `aiogram.Dispatcher.message.register` matches `aiogram.Router.message.register`; `openai.OpenAI.chat.completions.create`
 * becomes the method of the attribute's type.
 */
function resolvedIn(index: CallableIndex, types: LibraryTypes, name: string): Resolved {
  const direct = index.exact.get(name) ?? inheritedIn(index, types, name);
  if (direct !== undefined) return { name, fact: direct };
  const behind = throughAttributes(name, types);
  const fact = index.exact.get(behind) ?? inheritedIn(index, types, behind);
  return { name: behind, fact: fact ?? wildcardIn(index, types, behind) };
}

function inheritedIn(
  index: CallableIndex,
  types: LibraryTypes,
  name: string,
): CallableFact | undefined {
  const type = typePrefixOf(name, types);
  if (type === null) return undefined;
  const rest = name.slice(type.length);
  for (const ancestor of types.ancestorsOf(type)) {
    const fact = index.exact.get(ancestor + rest);
    if (fact !== undefined) return fact;
  }
  return undefined;
}

/** A class or a constant is no method and no function of its owner, so only lower-case names count. */
function wildcardIn(index: CallableIndex, types: LibraryTypes, name: string): CallableFact | null {
  if (!/^[a-z]/.test(lastPartOf(name))) return null;
  const owner = ownerOf(name);
  for (const type of types.ancestorsOf(owner)) {
    const fact = index.wildcards.get(type);
    if (fact !== undefined) return fact;
  }
  return index.wildcards.get(owner) ?? null;
}

/** The longest prefix of a name that is a known type. */
function typePrefixOf(name: string, types: LibraryTypes): string | null {
  for (const prefix of prefixesOf(name)) {
    if (types.type(prefix) !== null) return prefix;
  }
  return null;
}

/** Replaces `Type.attribute` by the attribute's type as far as types are known. Every step drops one part, so it ends. */
function throughAttributes(name: string, types: LibraryTypes): string {
  const start = typePrefixOf(name, types);
  if (start === null) return name;
  let type = start;
  const parts = name.slice(start.length + 1).split('.');
  while (parts.length > 0) {
    const next = ownValue(types.type(type)?.attributes, parts[0] ?? '');
    if (next === undefined) break;
    type = next;
    parts.shift();
  }
  return [type, ...parts].filter((part) => part !== '').join('.');
}

function ownValue(
  record: Readonly<Record<string, string>> | undefined,
  key: string,
): string | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
