import { readKnowledge } from '../../src/adapters/knowledge-files/index.ts';
import type { LibraryEntry } from '../../src/knowledge/entries.ts';
import { createKnowledge } from '../../src/knowledge/index.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import type { SourceTree } from '../../src/python/model/source-tree.ts';
import type {
  CallSite,
  ClassModel,
  FunctionModel,
  ModuleModel,
  TypeRef,
} from '../../src/python/model/symbols.ts';
import { moduleIndexOf } from '../../src/python/project/module-index.ts';
import { createModuleModels } from '../../src/python/symbols/index.ts';
import type { SymbolServices } from '../../src/python/symbols/services.ts';
import { sourceTreeOf, type Files } from './source-tree.ts';

/** Modules of a tree with names, types and calls, and nothing of what is built on them. */
export interface Symbols {
  readonly knowledge: Knowledge;
  module(path: string): ModuleModel;
  fn(path: string, qualname: string): FunctionModel;
  cls(path: string, qualname: string): ClassModel;
  /** The call whose text begins with this callee, in the module. */
  call(path: string, callee: string): CallSite;
}

let shipped: Knowledge | null = null;

/** The knowledge base of the repository. */
export function shippedKnowledge(): Knowledge {
  if (shipped) return shipped;
  const read = readKnowledge('rules/knowledge');
  if (!read.ok) throw new Error(read.error.map((problem) => JSON.stringify(problem)).join('\n'));
  shipped = createKnowledge(read.value);
  return shipped;
}

/** A small entry for tests that need one fact. */
export function libraryEntry(entry: Partial<LibraryEntry> & { library: string }): LibraryEntry {
  return {
    docs: 'https://example.org',
    packages: [entry.library],
    distributions: [],
    kind: ['other'],
    aliases: {},
    types: {},
    callables: [],
    alternatives: {},
    ...entry,
  };
}

function unanswered(question: string): never {
  throw new Error(`These symbols do not answer ${question}.`);
}

/** Services over a tree without flow, effects and what builds on them. */
export function symbolServices(tree: SourceTree, knowledge: Knowledge): SymbolServices {
  const index = moduleIndexOf({
    files: tree.files,
    importsOf: (file) => tree.importsOf(file),
    isLibrary: (name) => knowledge.libraryOf(name) !== null,
  });
  const models = new Map<string, ModuleModel | null>();
  const services: SymbolServices = {
    knowledge,
    moduleNamed: (dotted, importer) => index.resolve(dotted, importer),
    moduleRelative: (dotted, level, importer) => index.resolveRelative(dotted, level, importer),
    isNamespace: (dotted, importer) => index.isNamespace(dotted, importer),
    isOwn: (dotted, importer) => index.isOwn(dotted, importer),
    modelOf(path) {
      const known = models.get(path);
      if (known !== undefined) return known;
      const info = index.at(path);
      const outcome = info && tree.factsOf(info.file);
      const model = info && outcome?.ok ? factory.model(info, outcome.facts) : null;
      models.set(path, model);
      return model;
    },
    flowOf: () => unanswered('flow'),
    operationOf: () => unanswered('operations'),
    effectsOf: () => [],
    ormOf: () => null,
    entriesOf: () => [],
    subclassesOf: () => [],
  };
  const factory = createModuleModels(services);
  return services;
}

/** Symbols of files in memory. */
export function symbolsOf(
  files: Files,
  options: { readonly knowledge?: Knowledge; readonly absent?: readonly string[] } = {},
): Symbols {
  const knowledge = options.knowledge ?? shippedKnowledge();
  const services = symbolServices(sourceTreeOf(files, options.absent), knowledge);
  const module = (path: string): ModuleModel =>
    services.modelOf(path) ?? unanswered(`module ${path}`);
  return {
    knowledge,
    module,
    fn: (path, qualname) =>
      module(path).functions.find((fn) => fn.symbol === qualname) ?? unanswered(qualname),
    cls: (path, qualname) =>
      module(path).classes.find((cls) => cls.symbol === qualname) ?? unanswered(qualname),
    call: (path, callee) =>
      module(path).calls.find((call) => call.text === callee) ?? unanswered(`call ${callee}`),
  };
}

/** A type as a short text: `Order`, `type[Order]`, `list[Order]`, `Order?`, or `?` when unknown. */
export function shown(type: TypeRef | null): string {
  if (!type) return '?';
  const args = type.args.length > 0 ? `[${type.args.map(shown).join(', ')}]` : '';
  const text = `${type.name}${args}`;
  return `${type.isClass ? `type[${text}]` : text}${type.optional ? '?' : ''}`;
}
