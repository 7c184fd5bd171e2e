import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { CallSite, ClassModel, EntryPoint, FunctionModel, ModuleModel } from './symbols.ts';
import type { EvidenceGroup, EvidenceSearch } from './evidence.ts';
import type { Guard } from './guards.ts';
import type { Lifetime } from './lifetime.ts';
import type { StateMachines } from './machines.ts';
import type { Migration, OrmModel } from './orm.ts';
import type { TreeFile } from './source-tree.ts';

/** What a file is for. Only `source` (and `migration` for migration rules) is judged by default. */
export const FILE_KINDS = [
  'source',
  'test',
  'migration',
  'script',
  'example',
  'generated',
  'vendored',
  'stub',
  'config',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** A module as the index knows it, without its facts. */
export interface ModuleInfo {
  readonly file: TreeFile;
  readonly path: string;
  readonly name: string;
  /** Source root the name counts from, empty for the root of the tree. */
  readonly root: string;
  readonly isPackage: boolean;
  readonly kind: FileKind;
}

export type EdgeKind = 'runtime' | 'deferred' | 'type-only';

export interface ImportEdge {
  readonly importer: ModuleInfo;
  readonly imported: ModuleInfo;
  readonly kind: EdgeKind;
  /** Inside try/except ImportError. */
  readonly guarded: boolean;
  readonly line: number;
  /** Names taken from the imported module, sorted; empty for a plain module import. */
  readonly names: readonly string[];
}

/** What an edge's name means once re-exports are followed. */
export interface EdgeDefinition {
  readonly name: string;
  /** Module that defines the name, or where the trail ends. */
  readonly module: ModuleInfo;
}

/** An import that leaves the project, by canonical module name. */
export interface ExternalImport {
  readonly importer: ModuleInfo;
  readonly module: string;
  readonly name: string | null;
  readonly kind: EdgeKind;
  readonly guarded: boolean;
  readonly line: number;
}

/** An import of the project's own package that leads to no file (a generated module, a typing error). */
export interface UnresolvedImport {
  readonly importer: ModuleInfo;
  /** As written, leading dots included. */
  readonly module: string;
  readonly line: number;
}

export interface ImportCycle {
  /** Shortest cycle through the edge, first module repeated at the end is left out. */
  readonly edges: readonly ImportEdge[];
}

export interface ImportGraph {
  readonly edges: readonly ImportEdge[];
  importsOf(path: string): readonly ImportEdge[];
  importersOf(path: string): readonly ImportEdge[];
  externalImportsOf(path: string): readonly ExternalImport[];
  unresolvedImportsOf(path: string): readonly UnresolvedImport[];
  /** Where the names of an edge to a package are defined, through the re-exports of `__init__` files. One entry per name, sorted. */
  definitionsOf(edge: ImportEdge): readonly EdgeDefinition[];
  /**
   * Strongly connected components with two or more modules, each as sorted paths. Runtime edges only; an edge whose names are
   * all re-exported counts as edges to the modules that define them.
   */
  readonly components: readonly (readonly string[])[];
  /** Shortest cycle through this edge (same edges as `components`), null when it is on none or not a runtime edge. */
  cycleThrough(edge: ImportEdge): ImportCycle | null;
  /** Shortest runtime chain of edges between two modules, null when there is none. */
  chain(fromPath: string, toPath: string): readonly ImportEdge[] | null;
}

export const LAYERS = [
  'domain',
  'application',
  'dto',
  'persistence',
  'infrastructure',
  'presentation',
  'shared',
  'composition',
] as const;
export type Layer = (typeof LAYERS)[number];

export interface LayerAssignment {
  readonly layer: Layer;
  /** Directory part, class name or configuration that says so: `domain/ directory`. */
  readonly evidence: string;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Finer role inside the layer when the directory says so: `repository`, `model`, `value-object`, `port`, `service`, `handler`, `mapper` …; empty otherwise. */
  readonly role: string;
}

export type Layout =
  | 'feature-folders'
  | 'clean-layers'
  | 'core-shared-layers'
  | 'django-apps'
  | 'flat-fastapi'
  | 'flat'
  | 'configured'
  | 'unknown';

export interface LayerMap {
  readonly layout: Layout;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Sentences that name the directories the layout was read from. */
  readonly evidence: readonly string[];
  /** True when a domain directory exists: domain rules apply. */
  readonly hasDomain: boolean;
  layerOf(path: string): LayerAssignment | null;
  /** Feature or bounded context of a file (`features/orders/…` → `orders`), null when none. */
  featureOf(path: string): string | null;
  readonly features: readonly string[];
  /** True when an import from one layer to another points inward or stays. */
  allows(from: Layer, to: Layer): boolean;
  /** As `allows`, with the roles: a repository may use a port of the application layer and not a service. Prefer it where both assignments are known. */
  permits(from: LayerAssignment, to: LayerAssignment): boolean;
  /** True when other features may import this file: package surface, DTOs, events, interfaces, or configured. */
  isPublic(path: string): boolean;
}

/** Declared dependencies, from requirements files, pyproject, setup.cfg, Pipfile. Lower-case distribution names. */
export interface Manifest {
  readonly path: string;
  readonly distributions: readonly { readonly name: string; readonly line: number }[];
}

/** Whether whoever calls a function holds a transaction open around it. */
export interface CallerTransactions {
  /** `never`: every way from an entry point is known and nobody on it opens one. `some`: somebody does. */
  readonly held: 'never' | 'some' | 'unknown';
  /** Entry points that were met on the way. */
  readonly entries: readonly EntryPoint[];
}

/** Everything known of one tree. Facts of modules are read on demand; what is not at hand answers null. */
export interface Project {
  readonly knowledge: Knowledge;
  /** Every Python module of the tree, sorted by path. */
  readonly modules: readonly ModuleInfo[];
  info(path: string): ModuleInfo | null;
  infoNamed(dottedName: string): ModuleInfo | null;
  /** Reads (and caches) the model of a module; null when its content is absent or unreadable. */
  module(path: string): ModuleModel | null;
  readonly imports: ImportGraph;
  readonly layers: LayerMap;
  readonly manifests: readonly Manifest[];
  /** Non-Python files of the tree, for practices and configuration. */
  readonly otherFiles: readonly TreeFile[];
  textOf(file: TreeFile): string | null;
  /** Frameworks and libraries in use by import, by library id, sorted. */
  readonly libraries: readonly string[];
  /** True when a library is imported by a source module or declared in a manifest. */
  uses(library: string): boolean;
  /** Class or function by qualified name. */
  findClass(qualifiedName: string): ClassModel | null;
  findFunction(qualifiedName: string): FunctionModel | null;
  /** Calls of a function found in modules that import its module (directly or by re-export), bounded. `complete` is false when some were not looked at. */
  callersOf(fn: FunctionModel): { readonly calls: readonly CallSite[]; readonly complete: boolean };
  /** Functions that implement an abstract or protocol method, in modules at hand. */
  implementationsOf(fn: FunctionModel): readonly FunctionModel[];
  /** Entry points of the given modules. */
  entryPointsOf(module: ModuleModel): readonly EntryPoint[];
  /** Entry points from which a function is reached through resolved calls (depth ≤ 3), itself included. */
  entriesReaching(fn: FunctionModel): readonly EntryPoint[];
  /** How often the value of a call is built, by the ways that lead to it, nearest first. Empty when it cannot be told. */
  lifetimesOf(call: CallSite): readonly Lifetime[];
  /** Whether a transaction is open around a function, up to the entry points that reach it. The function's own blocks do not count. */
  transactionsAround(fn: FunctionModel): CallerTransactions;
  /** ORM model by class, by name inside relationships, or by table. */
  ormModel(nameOrTable: string): OrmModel | null;
  /** Migrations of the tree, parsed on demand, sorted by path. */
  readonly migrations: readonly Migration[];
  migrationAt(path: string): Migration | null;
  /** Evidence of a group in a function, in what it calls (default depth 3), its decorators and what runs before it. */
  evidence(fn: FunctionModel, group: EvidenceGroup, depth?: number): EvidenceSearch;
  /** Guards that a function holds itself: at its calls, in its regions, by its decorators and dependencies. */
  guardsOf(fn: FunctionModel): readonly Guard[];
  /** Guards of models, classes and module-level code: columns, constraints, records, clients. */
  guardsIn(module: ModuleModel): readonly Guard[];
  /** States that a module declares, and changes of state that its code makes or allows. */
  stateMachinesIn(module: ModuleModel): StateMachines;
  /** Modules whose content was wanted and absent or unreadable, with the reason. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}
