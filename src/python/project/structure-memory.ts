import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { ImportFacts } from '../facts/facts.ts';
import type { LayerMap, Manifest, ModuleInfo } from '../model/project.ts';
import type { SourceTree, TreeFile } from '../model/source-tree.ts';
import { importGraphOf } from './import-graph.ts';
import { changedTable, importTableOf, type ImportTable } from './import-table.ts';
import { layerMapOf } from './layers.ts';
import { librariesOf, libraryTest, type Libraries } from './libraries.ts';
import { manifestsOf } from './manifests.ts';
import { moduleIndexOf, type ModuleIndex } from './module-index.ts';
import { isOtherFile, type Structure, type StructureInput } from './structure.ts';

/**
 * Structures of the trees read last. Head differs from base in a few files, and base from the head of the review before:
 * what those files cannot change is taken over, so that a warm review costs what the change costs.
 */
export interface StructureMemory {
  structureOf(input: StructureInput): Structure;
}

const MAX_REMEMBERED = 6;
/** With more changed files than this a structure is built anew. */
const MAX_CHANGED = 400;

interface Remembered {
  readonly knowledge: Knowledge;
  readonly config: string;
  readonly files: readonly TreeFile[];
  /** By path; null where the content was not at hand. */
  readonly facts: ReadonlyMap<string, readonly ImportFacts[] | null>;
  /** Paths of those that were not at hand. */
  readonly absent: ReadonlySet<string>;
  readonly table: ImportTable;
  readonly structure: Structure;
}

export function createStructureMemory(): StructureMemory {
  const remembered: Remembered[] = [];
  const keep = (found: Remembered): Structure => {
    const at = remembered.indexOf(found);
    if (at >= 0) remembered.splice(at, 1);
    remembered.unshift(found);
    remembered.length = Math.min(remembered.length, MAX_REMEMBERED);
    return found.structure;
  };
  return {
    structureOf(input) {
      const config = JSON.stringify(input.config);
      const near = nearest(remembered, { input, config });
      if (near === null) return keep(built(input));
      if (near.changed.length === 0) return keep(near.before);
      return keep(derived(near.before, near.changed, input) ?? built(input));
    },
  };
}

interface Near {
  readonly before: Remembered;
  readonly changed: readonly TreeFile[];
}

function nearest(
  remembered: readonly Remembered[],
  { input, config }: { readonly input: StructureInput; readonly config: string },
): Near | null {
  let best: Near | null = null;
  for (const before of remembered) {
    if (before.knowledge !== input.knowledge || before.config !== config) continue;
    const limit = best === null ? MAX_CHANGED : best.changed.length - 1;
    const changed = changedFiles(before, input.tree, limit);
    if (changed !== null) best = { before, changed };
    if (changed?.length === 0) break;
  }
  return best;
}

/** Files with another content than before; null when paths differ, or more than `limit` contents. */
function changedFiles(
  before: Remembered,
  tree: SourceTree,
  limit: number,
): readonly TreeFile[] | null {
  if (before.files.length !== tree.files.length) return null;
  const changed: TreeFile[] = [];
  for (const [at, file] of tree.files.entries()) {
    const known = before.files[at];
    if (known?.path !== file.path) return null;
    // What was not at hand before may be now.
    const isSame =
      known.blob === file.blob && (!before.absent.has(file.path) || tree.importsOf(file) === null);
    if (!isSame) changed.push(file);
    if (changed.length > limit) return null;
  }
  return changed;
}

function derived(
  before: Remembered,
  changed: readonly TreeFile[],
  { tree, knowledge, config }: StructureInput,
): Remembered | null {
  const others = changed.filter(
    (file) => isOtherFile(file) || /(?:^|\/)setup\.py$/.test(file.path),
  );
  const { manifests } = before.structure;
  if (others.length > 0 && !isSame(manifestsOf(tree), manifests)) return null;
  const facts = new Map(before.facts);
  const python = changed.filter((file) => !isOtherFile(file));
  const changes = python.map((file) => {
    const after = tree.importsOf(file);
    facts.set(file.path, after);
    return {
      file,
      importsBefore: before.facts.get(file.path) ?? [],
      importsAfter: after ?? [],
    };
  });
  const index = before.structure.index.changed(changes);
  if (index === null) return null;
  const input = { index, importsOf: importsIn(facts) };
  const table = changedTable(before.table, input, new Set(python.map((file) => file.path)));
  const layersOf = (libraries: Libraries): LayerMap | null =>
    isSame(libraries.frameworks, before.structure.libraries.frameworks)
      ? before.structure.layers
      : null;
  const parts = { tree, knowledge, config, index, facts, table, manifests };
  return assembled({ ...parts, layersOf });
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function built({ tree, knowledge, config }: StructureInput): Remembered {
  const manifests = manifestsOf(tree);
  const facts = new Map<string, readonly ImportFacts[] | null>();
  for (const file of tree.files) if (!isOtherFile(file)) facts.set(file.path, tree.importsOf(file));
  const index = moduleIndexOf({
    files: tree.files,
    importsOf: (file) => facts.get(file.path) ?? null,
    isLibrary: libraryTest(knowledge, manifests),
    sourceRoots: config.sourceRoots ?? [],
  });
  const table = importTableOf({ index, importsOf: importsIn(facts) });
  const parts = { tree, knowledge, config, index, facts, table, manifests };
  return assembled({ ...parts, layersOf: () => null });
}

function importsIn(
  facts: ReadonlyMap<string, readonly ImportFacts[] | null>,
): (info: ModuleInfo) => readonly ImportFacts[] {
  return (info) => facts.get(info.path) ?? [];
}

interface Assembling extends StructureInput {
  readonly index: ModuleIndex;
  readonly facts: Remembered['facts'];
  readonly table: ImportTable;
  readonly manifests: readonly Manifest[];
  /** The layers known before, where they are still the same. */
  layersOf(libraries: Libraries): LayerMap | null;
}

/** Nothing here keeps the tree: its contents would stay in memory as long as the structure. */
function assembled(parts: Assembling): Remembered {
  const { tree, knowledge, config, index, facts, table, manifests } = parts;
  const { files } = tree;
  const imports = importGraphOf({ index, importsOf: importsIn(facts) }, table);
  const libraries = librariesOf({ modules: index.modules, imports, manifests, knowledge });
  const layers = parts.layersOf(libraries) ?? layersAnew(parts, libraries);
  const otherFiles = files.filter(isOtherFile);
  const structure: Structure = { index, imports, layers, manifests, libraries, otherFiles };
  const absent = new Set([...facts].filter(([, found]) => found === null).map(([path]) => path));
  return { knowledge, config: JSON.stringify(config), files, facts, absent, table, structure };
}

function layersAnew({ tree, index, config }: Assembling, libraries: Libraries): LayerMap {
  const paths = new Set(tree.files.map((file) => file.path));
  return layerMapOf({
    modules: index.modules,
    frameworks: libraries.frameworks,
    hasFile: (path) => paths.has(path),
    config,
  });
}
