import { importGraphOf } from '../../../../src/python/project/import-graph.ts';
import { moduleIndexOf, type ModuleIndex } from '../../../../src/python/project/module-index.ts';
import type { ImportGraph } from '../../../../src/python/model/project.ts';
import { sourceTreeOf, type Files } from '../../../support/source-tree.ts';

/** Index and graph of files, without a project around them. */
export function graphOf(
  files: Files,
  libraries: readonly string[] = [],
): { readonly index: ModuleIndex; readonly graph: ImportGraph } {
  const tree = sourceTreeOf(files);
  const index = moduleIndexOf({
    files: tree.files,
    importsOf: (file) => tree.importsOf(file),
    isLibrary: (name) => libraries.includes(name),
  });
  return {
    index,
    graph: importGraphOf({ index, importsOf: (info) => tree.importsOf(info.file) ?? [] }),
  };
}

/** `a.py -> b.py (runtime) 3 x,y`, one line per edge. */
export function shownEdges(graph: ImportGraph): readonly string[] {
  return graph.edges.map((edge) => {
    const names = edge.names.length === 0 ? '' : ` ${edge.names.join(',')}`;
    const guarded = edge.guarded ? ' guarded' : '';
    return `${edge.importer.path} -> ${edge.imported.path} ${edge.kind}${guarded} ${edge.line}${names}`;
  });
}
