import type { Knowledge } from '../../knowledge/knowledge.ts';
import { createEntryPoints, type EntryPoints } from '../entry-points/entry-points.ts';
import { createEffects, type EffectsOf } from '../effects/effects.ts';
import { createEvidence, type Evidence } from '../evidence/evidence.ts';
import { createFlows, type Flows } from '../flow/flows.ts';
import { createGuards, type Guards } from '../guards/guards.ts';
import { createLifetimes } from '../lifetime/lifetimes.ts';
import type { OrmModel } from '../model/orm.ts';
import type { Project } from '../model/project.ts';
import type { SourceTree } from '../model/source-tree.ts';
import type { FunctionModel } from '../model/symbols.ts';
import { createMigrations, type Migrations } from '../orm/migrations.ts';
import { createModelIndex } from '../orm/model-index.ts';
import { createOrmModels, type OrmModels } from '../orm/orm-models.ts';
import { callSiteOf, createModuleModels, type SymbolServices } from '../symbols/index.ts';
import { createCallers } from './callers.ts';
import { createClassRelations, type ClassRelations } from './class-relations.ts';
import { lazy } from './lazy.ts';
import { createModuleReader, type ModuleReader } from './module-reader.ts';
import { hasAtomicRequests, isDjangoView } from './request-transactions.ts';
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
  const ormServices = lazy(() => ({
    knowledge,
    modules: structure.index.modules,
    imports: structure.imports,
    module,
  }));
  const orm = lazy(() => createOrmModels(ormServices()));
  const modelIndex = lazy(() => createModelIndex(ormServices()));
  const ormModel = (nameOrTable: string): OrmModel | null => modelIndex()(nameOrTable);
  const migrations = lazy(() => createMigrations(ormServices()));
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
  const requestTransaction = requestTransactions(input);
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
  };
  const models = lazy(() => createModuleModels(symbolServices(input, parts, flows)));
  return parts;
}

function requestTransactions({
  tree,
  structure,
}: AssemblyInput): (fn: FunctionModel) => string | null {
  const atomic = lazy(() =>
    hasAtomicRequests({ modules: structure.index.modules, textOf: (file) => tree.textOf(file) }),
  );
  return (fn) =>
    fn.entries.some(isDjangoView) && atomic() ? 'django.db.transaction.atomic' : null;
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
