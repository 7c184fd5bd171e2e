import type { EntryKind } from '../../knowledge/entries.ts';
import type { Expr } from '../facts/facts.ts';
import type { Scope } from './references.ts';
import type { ClassModel, FunctionModel, ModuleModel, Placed } from '../model/symbols.ts';

/** An entry point as it is registered, before its path, guards and final kind are known. */
export interface Draft {
  readonly function: FunctionModel;
  readonly place: Placed;
  readonly kind: EntryKind;
  readonly framework: string;
  readonly path: string | null;
  readonly methods: readonly string[];
  /** The router, app or bot it is registered with, in `module`. */
  readonly router: Expr | null;
  readonly module: ModuleModel;
  /** Where the names of the registration are read. */
  readonly scope: Scope;
  /** Dependency lists of the registration itself. */
  readonly dependencies: readonly Expr[];
}

const HTTP_METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  head: 'HEAD',
  options: 'OPTIONS',
  list: 'GET',
  retrieve: 'GET',
  create: 'POST',
  update: 'PUT',
  partial_update: 'PATCH',
  destroy: 'DELETE',
};

/** HTTP method that a method of a view class answers; empty when its name says none. */
export function methodsOfName(name: string): readonly string[] {
  const method = Object.hasOwn(HTTP_METHODS, name) ? HTTP_METHODS[name] : undefined;
  return method === undefined ? [] : [method];
}

/** A string attribute of a class body or its project bases (`path = '/orders'` of a controller). */
export function classString(cls: ClassModel, name: string): string | null {
  const value = cls.attributes.find((attribute) => attribute.name === name)?.value;
  return value?.kind === 'string' && value.format === '' ? value.value : null;
}

/** Where decorators, defaults and annotations of a function are read. */
export function definitionScope(fn: FunctionModel): Scope {
  return fn.outer ?? fn.module;
}
