import type { Knowledge } from '../../knowledge/knowledge.ts';
import { createStateMachines, type StateMachinesIn } from '../machines/state-machines.ts';
import type { Project } from '../model/project.ts';
import type { SourceTree } from '../model/source-tree.ts';
import { assembleModels, type ModelParts, type ProjectLimits } from './assembly.ts';
import { findClass, findFunction } from './definitions.ts';
import { entriesReaching } from './entries-reaching.ts';
import { lazy } from './lazy.ts';
import type { LayerConfig } from './layer-config.ts';
import { createStructure, type Structure } from './structure.ts';
import type { StructureMemory } from './structure-memory.ts';

const DEFAULT_LIMITS: ProjectLimits = { callerModules: 60, subclassModules: 60 };

export interface ProjectInput {
  readonly tree: SourceTree;
  readonly knowledge: Knowledge;
  readonly layerConfig?: LayerConfig;
  readonly limits?: Partial<ProjectLimits>;
  /** Shared by the trees of all reviews of a process. */
  readonly structures?: StructureMemory;
}

/** Assembles everything known of one tree. Nothing is read before it is asked for, and facts only of modules asked for. */
export function createProject(input: ProjectInput): Project {
  const { tree, knowledge } = input;
  const wanted = { tree, knowledge, config: input.layerConfig ?? {} };
  const structure = input.structures?.structureOf(wanted) ?? createStructure(wanted);
  const limits = { ...DEFAULT_LIMITS, ...input.limits };
  const parts = assembleModels({ tree, knowledge, structure, limits });
  return facade(input, structure, parts);
}

function stateMachines(
  { knowledge }: ProjectInput,
  structure: Structure,
  parts: ModelParts,
): StateMachinesIn {
  const machines = lazy(() =>
    createStateMachines({
      knowledge,
      ormModel: (name) => parts.ormModel(name),
      callersOf: parts.callersOf,
      moduleNamed: (dotted) => parts.reader.module(structure.index.named(dotted)?.path ?? ''),
      stateGuards: (fn, depth) => parts.evidence().find(fn, 'state-guard', depth),
    }),
  );
  return (module) => machines()(module);
}

function definitions(
  structure: Structure,
  { reader }: ModelParts,
): Parameters<typeof findClass>[1] {
  return { named: (dotted) => structure.index.named(dotted), module: reader.module };
}

function facade(input: ProjectInput, structure: Structure, parts: ModelParts): Project {
  const { callersOf, reader } = parts;
  const { module } = reader;
  return {
    knowledge: input.knowledge,
    get modules() {
      return structure.index.modules;
    },
    info: (path) => structure.index.at(path),
    infoNamed: (dotted) => structure.index.named(dotted),
    module,
    get imports() {
      return structure.imports;
    },
    get layers() {
      return structure.layers;
    },
    get manifests() {
      return structure.manifests;
    },
    get otherFiles() {
      return structure.otherFiles;
    },
    textOf: (file) => input.tree.textOf(file),
    get libraries() {
      return structure.libraries.imported;
    },
    uses: (library) => structure.libraries.uses(library),
    findClass: (name) => findClass(name, definitions(structure, parts)),
    findFunction: (name) => findFunction(name, definitions(structure, parts)),
    callersOf,
    implementationsOf: (fn) => parts.relations().implementationsOf(fn),
    entryPointsOf: (model) => parts.entries().entriesIn(model),
    lifetimesOf: parts.lifetimesOf,
    entriesReaching: (fn) => entriesReaching(fn, { callersOf, entriesOf: (at) => at.entries }),
    transactionsAround: (fn) => parts.callerTransactions()(fn),
    ormModel: (nameOrTable) => parts.ormModel(nameOrTable),
    get migrations() {
      return parts.migrations().all();
    },
    migrationAt: (path) => parts.migrations().migrationAt(path),
    evidence: (fn, group, depth) => parts.evidence().find(fn, group, depth),
    guardsOf: (fn) => parts.guards().ofFunction(fn),
    guardsIn: (of) => parts.guards().ofModule(of),
    stateMachinesIn: stateMachines(input, structure, parts),
    get unread() {
      return reader.unread();
    },
  };
}
