import type { ImportFacts } from '../facts/facts.ts';
import { isBuiltin } from '../names/builtins.ts';
import type { ModuleInfo } from '../model/project.ts';
import type { ModuleSymbols, Reader, Res } from './internals.ts';

type ModuleRes = Extract<Res, { kind: 'module' }>;

function projectModule(reader: Reader, info: ModuleInfo): ModuleRes {
  return {
    kind: 'module',
    name: info.name,
    info,
    get module() {
      return reader.moduleAt(info.path);
    },
  };
}

/** The module that an absolute name means: the project's own, a namespace of it, or a library's. */
function moduleNamed(reader: Reader, dotted: string, importer: ModuleInfo): Res | null {
  const { services } = reader;
  const info = services.moduleNamed(dotted, importer);
  if (info) return projectModule(reader, info);
  if (services.isNamespace(dotted, importer)) {
    return { kind: 'module', name: dotted, info: null, module: null };
  }
  if (services.isOwn(dotted, importer)) return null;
  return { kind: 'external', name: services.knowledge.canonical(dotted) };
}

/** What an import statement binds its name to. */
export function importTarget(
  reader: Reader,
  importer: ModuleInfo,
  imported: ImportFacts,
): Res | null {
  const { module, level, name, alias } = imported;
  if (name === null) {
    const whole = alias === null ? (module.split('.')[0] ?? module) : module;
    return moduleNamed(reader, whole, importer);
  }
  if (level === 0) {
    const base = moduleNamed(reader, module, importer);
    if (base?.kind === 'module') return memberFrom(reader, base, { name, importer });
    if (base?.kind !== 'external') return null;
    return { kind: 'external', name: reader.services.knowledge.canonical(`${module}.${name}`) };
  }
  const info = reader.services.moduleRelative(module, level, importer);
  if (info) return memberFrom(reader, projectModule(reader, info), { name, importer });
  // A folder without `__init__`: only its modules can be taken from it.
  const below = module === '' ? name : `${module}.${name}`;
  const inner = reader.services.moduleRelative(below, level, importer);
  return inner && projectModule(reader, inner);
}

interface Wanted {
  readonly name: string;
  readonly importer: ModuleInfo;
}

function memberFrom(reader: Reader, base: ModuleRes, wanted: Wanted): Res | null {
  const own = base.module;
  // A module that imports from itself (`from . import sibling` in `__init__`) means the sibling module.
  const isSelf = base.info?.path === wanted.importer.path;
  if (own && !isSelf && own.binds(wanted.name)) return own.member(wanted.name);
  return submodule(reader, base, wanted) ?? (own && isSelf ? own.member(wanted.name) : null);
}

function submodule(reader: Reader, base: ModuleRes, wanted: Wanted): Res | null {
  const { services } = reader;
  const { info, name } = base;
  if (info) {
    const inner = info.isPackage ? services.moduleRelative(wanted.name, 1, info) : null;
    if (inner) return projectModule(reader, inner);
  }
  const dotted = `${name}.${wanted.name}`;
  const found = services.moduleNamed(dotted, wanted.importer);
  if (found) return projectModule(reader, found);
  return services.isNamespace(dotted, wanted.importer)
    ? { kind: 'module', name: dotted, info: null, module: null }
    : null;
}

/** `module.name`, read in a module of the project: its own names first, then the modules below it. */
export function memberOfModule(
  reader: Reader,
  base: ModuleRes,
  wanted: { readonly name: string; readonly importer: ModuleInfo },
): Res | null {
  return memberFrom(reader, base, wanted);
}

/** A name that a module takes through `from m import *`; undefined when none of its star imports can give it. */
export function starMember(
  reader: Reader,
  module: ModuleSymbols,
  name: string,
): Res | null | undefined {
  const { stars } = module.owner.table.scope;
  const libraries: string[] = [];
  for (let index = stars.length - 1; index >= 0; index -= 1) {
    const imported = module.facts.imports[stars[index] ?? -1];
    const source = imported && starSource(reader, module, imported);
    if (!source) continue;
    if (source.kind === 'external') libraries.push(source.name);
    if (source.kind !== 'module' || !source.module?.exports(name)) continue;
    return memberFrom(reader, source, { name, importer: module.info });
  }
  return libraryStar(reader, libraries, name);
}

/** The module behind a star import; null when it is the project's and cannot be found. */
function starSource(reader: Reader, module: ModuleSymbols, imported: ImportFacts): Res | null {
  const { level, module: dotted } = imported;
  if (level === 0) return moduleNamed(reader, dotted, module.info);
  const info = reader.services.moduleRelative(dotted, level, module.info);
  return info && projectModule(reader, info);
}

/** What libraries can give: what is known of one of them, or anything else when there is only one to come from. */
function libraryStar(reader: Reader, libraries: readonly string[], name: string): Res | undefined {
  const { knowledge } = reader.services;
  for (const library of libraries) {
    const canonical = knowledge.canonical(`${library}.${name}`);
    if (knowledge.callable(canonical) || knowledge.type(canonical)) {
      return { kind: 'external', name: canonical };
    }
  }
  const [only, ...others] = libraries;
  if (!only || others.length > 0 || isBuiltin(name) || name.startsWith('_')) return undefined;
  return { kind: 'external', name: knowledge.canonical(`${only}.${name}`) };
}
