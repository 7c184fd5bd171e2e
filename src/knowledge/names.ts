import type { LibraryEntry } from './entries.ts';

/** Aliases may point at aliases; no honest chain is longer than this, and a loop stops here. */
const MAX_ALIAS_STEPS = 8;

/** `a.b.c` → `a.b`; empty for a name without a dot. */
export function ownerOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(0, dot);
}

/** `a.b.c` → `c`. */
export function lastPartOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Every dotted prefix of a name, longest first, the name itself included. */
export function* prefixesOf(name: string): Generator<string> {
  let end = name.length;
  while (end > 0) {
    yield name.slice(0, end);
    end = name.lastIndexOf('.', end - 1);
  }
}

/** Which library owns a name, and under which name the knowledge base keeps it. */
export interface LibraryNames {
  readonly canonical: (name: string) => string;
  libraryOf(name: string): LibraryEntry | null;
}

/** Index over packages and aliases. The longest package or alias that a name starts with decides. */
export function libraryNames(entries: readonly LibraryEntry[]): LibraryNames {
  const packages = packagesOf(entries);
  const aliases = aliasesOf(entries);

  const libraryOf = (name: string): LibraryEntry | null => {
    for (const prefix of prefixesOf(name)) {
      const entry = packages.get(prefix);
      if (entry !== undefined) return entry;
    }
    return null;
  };

  const renamed = (name: string): string | null => {
    for (const prefix of prefixesOf(name)) {
      const target = aliases.exact.get(prefix) ?? aliases.below(prefix, name);
      if (target !== undefined) return target + name.slice(prefix.length);
    }
    return null;
  };

  const canonical = (name: string): string => {
    let current = name;
    for (let step = 0; step < MAX_ALIAS_STEPS; step += 1) {
      const next = renamed(current);
      if (next === null || next === current) return current;
      current = next;
    }
    return current;
  };

  return { canonical, libraryOf };
}

function packagesOf(entries: readonly LibraryEntry[]): ReadonlyMap<string, LibraryEntry> {
  const packages = new Map<string, LibraryEntry>();
  for (const entry of entries) {
    for (const name of entry.packages) if (!packages.has(name)) packages.set(name, entry);
  }
  return packages;
}

interface AliasIndex {
  readonly exact: ReadonlyMap<string, string>;
  /** Target of `prefix.*` when `name` lies below `prefix` and is not `prefix` itself. */
  below(prefix: string, name: string): string | undefined;
}

function aliasesOf(entries: readonly LibraryEntry[]): AliasIndex {
  const exact = new Map<string, string>();
  const wildcards = new Map<string, string>();
  for (const entry of entries) {
    for (const [from, to] of Object.entries(entry.aliases)) {
      if (from.endsWith('.*')) wildcards.set(from.slice(0, -2), to.slice(0, -2));
      else exact.set(from, to);
    }
  }
  return {
    exact,
    below: (prefix, name) => (name.length > prefix.length ? wildcards.get(prefix) : undefined),
  };
}
