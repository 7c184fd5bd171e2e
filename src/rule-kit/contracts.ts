import type { Contract } from '../domain/contract.ts';
import type { ExternalImport, ImportEdge } from '../python/model/index.ts';

/** A declared contract that an import breaks, and what it promises about the two modules. */
export interface BrokenContract {
  readonly contract: Contract;
  /** `shop.domain may not import shop.web`: names as the contract writes them. */
  readonly promise: string;
}

/** Contracts that one import breaks by itself. Chains over other modules are not followed: their own edges are judged. */
export function brokenContracts(
  edge: ImportEdge,
  contracts: readonly Contract[],
): readonly BrokenContract[] {
  const from = edge.importer.name;
  const to = edge.imported.name;
  return contracts
    .filter((contract) => !isIgnored(contract, from, to))
    .flatMap((contract) => {
      const promise = promiseBroken(contract, from, to);
      return promise === null ? [] : [{ contract, promise }];
    });
}

/** What the contracts of the team say of one import: those that it breaks, and whether another one says that it is fine. */
export function contractsOn(
  edge: ImportEdge,
  contracts: readonly Contract[],
): { readonly broken: readonly BrokenContract[]; readonly isFine: boolean } {
  return { broken: brokenContracts(edge, contracts), isFine: isDeclaredFine(edge, contracts) };
}

interface ForbiddenLibrary extends BrokenContract {
  readonly entry: ExternalImport;
  /** What is imported, with its module. */
  readonly name: string;
}

/** Imports of libraries that a contract forbids (`to: [sqlalchemy]`): contracts speak of more than the project's own modules. */
export function forbiddenLibraries(
  imports: readonly ExternalImport[],
  contracts: readonly Contract[],
): readonly ForbiddenLibrary[] {
  const forbidding = contracts.filter((contract) => contract.kind === 'forbidden');
  return imports.flatMap((entry) => {
    const from = entry.importer.name;
    const to = entry.name === null ? entry.module : `${entry.module}.${entry.name}`;
    return forbidding.flatMap((contract) => {
      const promise = forbiddenBroken(contract, from, to);
      const isSilent = promise === null || entry.kind === 'type-only';
      return isSilent || isIgnoredLibrary(contract, from, to)
        ? []
        : [{ entry, name: to, contract, promise }];
    });
  });
}

/** import-linter names whole libraries. */
function isIgnoredLibrary(contract: Contract, from: string, to: string): boolean {
  return contract.ignore.some(
    ({ importer, imported }) => isModule(importer, from) && isWithinModule(imported, to),
  );
}

/** A contract lets the import pass, or puts the importer above what it imports. */
function isDeclaredFine(edge: ImportEdge, contracts: readonly Contract[]): boolean {
  const from = edge.importer.name;
  const to = edge.imported.name;
  return contracts.some(
    (contract) =>
      isIgnored(contract, from, to) ||
      (contract.kind === 'layers' && layersBetween(contract, from, to).some(isDownward)),
  );
}

function isIgnored(contract: Contract, from: string, to: string): boolean {
  return contract.ignore.some(
    ({ importer, imported }) => isModule(importer, from) && isModule(imported, to),
  );
}

function promiseBroken(contract: Contract, from: string, to: string): string | null {
  switch (contract.kind) {
    case 'layers':
      return layersBroken(contract, from, to);
    case 'independence':
      return independenceBroken(contract.modules, from, to);
    case 'forbidden':
      return forbiddenBroken(contract, from, to);
    case 'protected':
      return protectedBroken(contract, from, to);
  }
}

function layersBroken(
  contract: Contract & { readonly kind: 'layers' },
  from: string,
  to: string,
): string | null {
  const broken = layersBetween(contract, from, to).find((pair) => !isDownward(pair));
  if (broken === undefined) return null;
  const { importer, imported } = broken;
  return importer.level === imported.level
    ? `${importer.name} and ${imported.name} are independent`
    : `${importer.name} lies below ${imported.name}`;
}

interface LayerPair {
  readonly importer: ContractLayer;
  readonly imported: ContractLayer;
}

function isDownward({ importer, imported }: LayerPair): boolean {
  return importer.level < imported.level;
}

/** The layers of two modules in each container that holds both, where they are not in the same one. */
function layersBetween(
  contract: Contract & { readonly kind: 'layers' },
  from: string,
  to: string,
): readonly LayerPair[] {
  const containers = contract.containers.length === 0 ? [''] : contract.containers;
  return containers.flatMap((container) => {
    const importer = layerAt(contract.layers, container, from);
    const imported = layerAt(contract.layers, container, to);
    const isPair = importer !== null && imported !== null && importer.name !== imported.name;
    return isPair ? [{ importer, imported }] : [];
  });
}

interface ContractLayer {
  /** Highest first, from 0. */
  readonly level: number;
  readonly name: string;
}

function layerAt(
  layers: readonly (readonly string[])[],
  container: string,
  module: string,
): ContractLayer | null {
  for (const [level, names] of layers.entries()) {
    const name = names.find((part) =>
      isWithinModule(container === '' ? part : `${container}.${part}`, module),
    );
    if (name !== undefined) return { level, name };
  }
  return null;
}

function independenceBroken(modules: readonly string[], from: string, to: string): string | null {
  const one = modules.map((pattern) => prefixOf(pattern, from)).find((name) => name !== null);
  const other = modules.map((pattern) => prefixOf(pattern, to)).find((name) => name !== null);
  if (one === undefined || other === undefined || one === other) return null;
  return `${one ?? from} and ${other ?? to} are independent`;
}

function forbiddenBroken(
  contract: Contract & { readonly kind: 'forbidden' },
  from: string,
  to: string,
): string | null {
  const source = contract.from.find((pattern) => isWithinModule(pattern, from));
  const target = contract.to.find((pattern) => isWithinModule(pattern, to));
  return source === undefined || target === undefined ? null : `${source} may not import ${target}`;
}

function protectedBroken(
  contract: Contract & { readonly kind: 'protected' },
  from: string,
  to: string,
): string | null {
  const target = contract.modules.find((pattern) => isWithinModule(pattern, to));
  if (target === undefined || isWithinModule(target, from)) return null;
  const isAllowed = contract.allowed.some((pattern) => isWithinModule(pattern, from));
  return isAllowed ? null : `${target} is protected`;
}

function isModule(pattern: string, module: string): boolean {
  return prefixOf(pattern, module) === module;
}

function isWithinModule(pattern: string, module: string): boolean {
  return prefixOf(pattern, module) !== null;
}

/** The first segments of a module that a pattern stands for, null when it does not match. */
function prefixOf(pattern: string, module: string): string | null {
  const wanted = pattern.split('.');
  const parts = module.split('.');
  if (parts.length < wanted.length) return null;
  const fits = wanted.every((part, index) => part === '*' || part === parts[index]);
  return fits ? parts.slice(0, wanted.length).join('.') : null;
}
