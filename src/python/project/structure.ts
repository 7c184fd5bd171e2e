import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { ImportFacts } from '../facts/facts.ts';
import type { ImportGraph, LayerMap, Manifest, ModuleInfo } from '../model/project.ts';
import type { SourceTree, TreeFile } from '../model/source-tree.ts';
import { importGraphOf } from './import-graph.ts';
import type { LayerConfig } from './layer-config.ts';
import { layerMapOf } from './layers.ts';
import { lazy } from './lazy.ts';
import { librariesOf, libraryTest, type Libraries } from './libraries.ts';
import { manifestsOf } from './manifests.ts';
import { moduleIndexOf, type ModuleIndex } from './module-index.ts';

/** What the import tier knows of a tree: no facts are built for any of it. */
export interface Structure {
  readonly index: ModuleIndex;
  readonly imports: ImportGraph;
  readonly layers: LayerMap;
  readonly manifests: readonly Manifest[];
  readonly libraries: Libraries;
  readonly otherFiles: readonly TreeFile[];
}

export interface StructureInput {
  readonly tree: SourceTree;
  readonly knowledge: Knowledge;
  readonly config: LayerConfig;
}

/** Every part is computed on first use. */
export function createStructure({ tree, knowledge, config }: StructureInput): Structure {
  const manifests = lazy(() => manifestsOf(tree));
  const importsOf = (info: ModuleInfo): readonly ImportFacts[] => tree.importsOf(info.file) ?? [];
  const index = lazy(() =>
    moduleIndexOf({
      files: tree.files,
      importsOf: (file) => tree.importsOf(file),
      isLibrary: libraryTest(knowledge, manifests()),
      sourceRoots: config.sourceRoots ?? [],
    }),
  );
  const imports = lazy(() => importGraphOf({ index: index(), importsOf }));
  const libraries = lazy(() =>
    librariesOf({
      modules: index().modules,
      imports: imports(),
      manifests: manifests(),
      knowledge,
    }),
  );
  const layers = lazy(() => {
    const paths = new Set(tree.files.map((file) => file.path));
    const { frameworks } = libraries();
    return layerMapOf({
      modules: index().modules,
      frameworks,
      hasFile: (path) => paths.has(path),
      config,
    });
  });
  const otherFiles = lazy(() => tree.files.filter(isOtherFile));
  return facade({ index, imports, libraries, layers, manifests, otherFiles });
}

/** No Python and no stub. */
export function isOtherFile(file: TreeFile): boolean {
  return !/\.pyi?$/.test(file.path);
}

type Lazily<T> = { readonly [K in keyof T]: () => T[K] };

function facade(parts: Lazily<Structure>): Structure {
  return {
    get index() {
      return parts.index();
    },
    get imports() {
      return parts.imports();
    },
    get layers() {
      return parts.layers();
    },
    get manifests() {
      return parts.manifests();
    },
    get libraries() {
      return parts.libraries();
    },
    get otherFiles() {
      return parts.otherFiles();
    },
  };
}
