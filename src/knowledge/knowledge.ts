import type { CallableFact, Effect, LibraryEntry, LibraryKind, Role, TypeFact } from './entries.ts';

/** The questions that model and rules may ask about libraries. Every name is a canonical qualified name; unknown names answer null or empty. */
export interface Knowledge {
  readonly libraries: readonly LibraryEntry[];
  /** Follows aliases and re-exports: `requests.sessions.Session.get` → `requests.Session.get`. */
  canonical(name: string): string;
  /** The library that owns a qualified name or module, by its top-level package. */
  libraryOf(name: string): LibraryEntry | null;
  /** Fact about calling `name`; methods are looked up along the known bases of the type (`Session` methods for a known subclass). */
  callable(name: string): CallableFact | null;
  type(name: string): TypeFact | null;
  /** Roles of a type (inherited through known bases), callable or decorator. */
  rolesOf(name: string): readonly Role[];
  hasRole(name: string, role: Role): boolean;
  effectsOf(name: string): readonly Effect[];
  /** Kinds of the library owning `name` (`web-framework`, `orm` …). */
  kindsOf(name: string): readonly LibraryKind[];
  /** Every known base of a library type, nearest first, itself included. */
  ancestorsOf(typeName: string): readonly string[];
  /** True when `name` is `base` or a known subtype of it. */
  isSubtype(name: string, base: string): boolean;
  /** Type of an attribute of a known type. */
  attributeType(typeName: string, attribute: string): string | null;
}
