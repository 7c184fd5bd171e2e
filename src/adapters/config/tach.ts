import type { Contract } from '../../domain/contract.ts';
import { sortedBy } from '../../domain/order.ts';
import { parseToml } from './toml-file.ts';
import { member, textList } from './values.ts';

export const TACH_FILE = 'tach.toml';

interface TachModule {
  readonly path: string;
  /** Null: may depend on everything. */
  readonly dependsOn: readonly string[] | null;
  readonly cannotDependOn: readonly string[];
  readonly layer: string | null;
  /** Modules that may import it; null: all. */
  readonly visibility: readonly string[] | null;
  /** Everybody may import it. */
  readonly isUtility: boolean;
}

/**
 * What tach forbids, as contracts. Where one declared module lies inside another, tach goes by the innermost; such pairs are
 * left out, because a contract speaks for everything below a module.
 */
export function tachContracts(text: string): readonly Contract[] {
  const settings = parseToml(text);
  const modules = modulesOf(member(settings, 'modules'));
  const layers = layersOf(member(settings, 'layers'));
  return sortedBy(modules, (module) => [module.path]).flatMap((module) => [
    ...forbiddenTo(module, modules, layers),
    ...protectedAs(module),
  ]);
}

function modulesOf(value: unknown): readonly TachModule[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((written: unknown) => {
    if (member(written, 'unchecked') === true) return [];
    return pathsOf(written).map((path) => ({
      path,
      dependsOn: dependenciesOf(member(written, 'depends_on')),
      cannotDependOn: dependenciesOf(member(written, 'cannot_depend_on')) ?? [],
      layer: textOf(member(written, 'layer')),
      visibility: visibilityOf(member(written, 'visibility')),
      isUtility: member(written, 'utility') === true,
    }));
  });
}

function pathsOf(written: unknown): readonly string[] {
  const path = textOf(member(written, 'path'));
  const paths = path === null ? textList(member(written, 'paths')) : [path];
  // `<root>` is everything that no module claims: no dotted name says that.
  return paths.filter((name) => !name.startsWith('<'));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A dependency is a path, or a table with a path and a note that it is deprecated. */
function dependenciesOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  return value.flatMap((item: unknown) => textOf(item) ?? textOf(member(item, 'path')) ?? []);
}

function visibilityOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const modules = textList(value);
  return modules.includes('*') ? null : modules;
}

/** Names of layers, highest first. */
function layersOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => textOf(item) ?? textOf(member(item, 'name')) ?? []);
}

function forbiddenTo(
  module: TachModule,
  modules: readonly TachModule[],
  layers: readonly string[],
): readonly Contract[] {
  const hasInner = modules.some((other) => isInside(other.path, module.path));
  if (hasInner) return [];
  const to = modules
    .filter((other) => !isRelated(other.path, module.path))
    .filter((other) => isForbidden(module, other, layers))
    .map((other) => other.path);
  if (to.length === 0) return [];
  return [{ kind: 'forbidden', name: `tach: ${module.path}`, from: [module.path], to, ignore: [] }];
}

function isForbidden(module: TachModule, other: TachModule, layers: readonly string[]): boolean {
  if (module.cannotDependOn.includes(other.path)) return true;
  if (other.isUtility) return false;
  const { dependsOn } = module;
  const isListed = dependsOn?.some((path) => path === other.path || isRelated(path, other.path));
  if (isListed === true) return false;
  const [own, theirs] = [layerIndex(module, layers), layerIndex(other, layers)];
  if (own !== null && theirs !== null && own !== theirs) return own > theirs;
  return dependsOn !== null;
}

function layerIndex(module: TachModule, layers: readonly string[]): number | null {
  const index = module.layer === null ? -1 : layers.indexOf(module.layer);
  return index < 0 ? null : index;
}

function protectedAs(module: TachModule): readonly Contract[] {
  if (module.visibility === null) return [];
  const allowed = module.visibility;
  const name = `tach: visibility of ${module.path}`;
  return [{ kind: 'protected', name, modules: [module.path], allowed, ignore: [] }];
}

function isRelated(a: string, b: string): boolean {
  return a === b || isInside(a, b) || isInside(b, a);
}

function isInside(inner: string, outer: string): boolean {
  return inner.startsWith(`${outer}.`);
}
