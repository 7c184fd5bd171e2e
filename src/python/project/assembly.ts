import type { Knowledge } from '../../knowledge/knowledge.ts';
import { createEntryPoints, type EntryPoints } from '../entry-points/entry-points.ts';
import { createEffects, type EffectsOf } from '../effects/effects.ts';
import { createEvidence, type Evidence } from '../evidence/evidence.ts';
import { createFlows, type Flows } from '../flow/flows.ts';
import { createGuards, type Guards } from '../guards/guards.ts';
import { createLifetimes } from '../lifetime/lifetimes.ts';
import type { OrmModel } from '../model/orm.ts';
import type { Project } from '../model/project.ts';
import type { SourceTree, TreeFile } from '../model/source-tree.ts';
import type { EntryPoint, FunctionModel } from '../model/symbols.ts';
import { createMigrations, type Migrations } from '../orm/migrations.ts';
import { createModelIndex } from '../orm/model-index.ts';
import { createOrmModels, type OrmModels } from '../orm/orm-models.ts';
import { callSiteOf, createModuleModels, type SymbolServices } from '../symbols/index.ts';
import { createCallerTransactions, type TransactionsAround } from './caller-transactions.ts';
import { createCallers } from './callers.ts';
import { createClassRelations, type ClassRelations } from './class-relations.ts';
import { lazy } from './lazy.ts';
import { createModuleReader, type ModuleReader } from './module-reader.ts';
import { hasAtomicRequests, isDjangoView, mayWrapRequests } from './request-transactions.ts';
import type { Structure } from './structure.ts';

/** Bounds on what one question may read. */
export interface ProjectLimits {
  /** Modules searched for the callers of a function, besides its own. */
  readonly callerModules: number;
  /** Modules searched for the subclasses of a class, besides its own. */
  readonly subclassModules: number;
}

/** The parts that need facts, wired to each other. They ask each other in circles, so each is made on first use. */
export interface ModelParts {
  readonly reader: ModuleReader;
  readonly callersOf: Project['callersOf'];
  relations(): ClassRelations;
  entries(): EntryPoints;
  orm(): OrmModels;
  ormModel(nameOrTable: string): OrmModel | null;
  migrations(): Migrations;
  effects(): EffectsOf;
  evidence(): Evidence;
  guards(): Guards;
  readonly lifetimesOf: Project['lifetimesOf'];
  callerTransactions(): TransactionsAround;
}

export interface AssemblyInput {
  readonly tree: SourceTree;
  readonly knowledge: Knowledge;
  readonly structure: Structure;
  readonly limits: ProjectLimits;
}

/** Wires names, flows, entry points and class relations over one tree. */
export function assembleModels(input: AssemblyInput): ModelParts {
  const { tree, knowledge, structure, limits } = input;
  const reader = createModuleReader({ tree, structure, models: () => models() });
  const { module } = reader;
  const relations = lazy(() =>
    createClassRelations({ imports: structure.imports, limit: limits.subclassModules, module }),
  );
  const callers = lazy(() =>
    createCallers({ imports: structure.imports, limit: limits.callerModules, module }),
  );
  const entries = lazy(() => createEntryPoints({ knowledge, imports: structure.imports, module }));
  const { orm, ormModel, migrations } = storedModels(input, module);
  const judgements = {
    knowledge,
    ormModel,
    implementationsOf: (fn: FunctionModel) => relations().implementationsOf(fn),
  };
  const effects = lazy(() => createEffects(judgements));
  const evidence = lazy(() => createEvidence(judgements));
  const guards = lazy(() => createGuards({ ...judgements, evidence: evidence() }));
  const callersOf: Project['callersOf'] = (fn) => callers().callersOf(fn);
  const { imports } = structure;
  const lifetimesOf = createLifetimes({ imports, limit: limits.callerModules, module, callersOf });
  const { requestTransaction, callerTransactions } = transactionsFromOutside(input, callersOf);
  const flows = createFlows({ knowledge, callSiteOf, callersOf, requestTransaction });
  const parts: ModelParts = {
    reader,
    callersOf,
    relations,
    entries,
    orm,
    ormModel,
    migrations,
    effects,
    evidence,
    guards,
    lifetimesOf,
    callerTransactions,
  };
  const models = lazy(() => createModuleModels(symbolServices(input, parts, flows)));
  return parts;
}

interface StoredModels {
  readonly orm: () => OrmModels;
  readonly ormModel: (nameOrTable: string) => OrmModel | null;
  readonly migrations: () => Migrations;
}

/** Database models and migrations. */
function storedModels(
  { knowledge, structure }: AssemblyInput,
  module: ModuleReader['module'],
): StoredModels {
  const services = lazy(() => ({
    knowledge,
    modules: structure.index.modules,
    imports: structure.imports,
    module,
  }));
  const modelIndex = lazy(() => createModelIndex(services()));
  return {
    orm: lazy(() => createOrmModels(services())),
    ormModel: (nameOrTable) => modelIndex()(nameOrTable),
    migrations: lazy(() => createMigrations(services())),
  };
}

interface TransactionsFromOutside {
  readonly requestTransaction: (fn: FunctionModel) => string | null;
  readonly callerTransactions: () => TransactionsAround;
}

/** Transactions that settings, middleware and callers open around a function. */
function transactionsFromOutside(
  { tree, structure }: AssemblyInput,
  callersOf: Project['callersOf'],
): TransactionsFromOutside {
  const settings = lazy(() => ({
    modules: structure.index.modules,
    textOf: (file: TreeFile) => tree.textOf(file),
  }));
  const atomic = lazy(() => hasAtomicRequests(settings()));
  const wraps = lazy(() => mayWrapRequests(settings()));
  const mayWrap = ({ kind }: EntryPoint): boolean => kind === 'route' && wraps();
  return {
    requestTransaction: (fn) =>
      fn.entries.some(isDjangoView) && atomic() ? 'django.db.transaction.atomic' : null,
    callerTransactions: lazy(() =>
      createCallerTransactions({ callersOf, mayWrapRequests: mayWrap }),
    ),
  };
}

function symbolServices(input: AssemblyInput, parts: ModelParts, flows: Flows): SymbolServices {
  const { structure } = input;
  return {
    knowledge: input.knowledge,
    moduleNamed: (dotted, importer) => structure.index.resolve(dotted, importer),
    moduleRelative: (dotted, level, importer) =>
      structure.index.resolveRelative(dotted, level, importer),
    isNamespace: (dotted, importer) => structure.index.isNamespace(dotted, importer),
    isOwn: (dotted, importer) => structure.index.isOwn(dotted, importer),
    modelOf: parts.reader.module,
    flowOf: (owner) => flows.flowOf(owner),
    operationOf: (owner, call) => flows.operationOf(owner, call),
    effectsOf: (fn, depth) => parts.effects()(fn, depth),
    ormOf: (cls) => parts.orm().ormOf(cls),
    entriesOf: (fn) => parts.entries().entriesOf(fn),
    subclassesOf: (cls) => parts.relations().subclassesOf(cls),
  };
}
