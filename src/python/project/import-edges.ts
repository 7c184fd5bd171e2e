import type { ImportFacts } from '../facts/facts.ts';
import type {
  EdgeKind,
  ExternalImport,
  ImportEdge,
  ModuleInfo,
  UnresolvedImport,
} from '../model/project.ts';
import type { ModuleIndex } from './module-index.ts';
import { compareText } from './tree-paths.ts';

/** What the imports of one module lead to. */
export interface ModuleImports {
  readonly edges: readonly ImportEdge[];
  readonly externals: readonly ExternalImport[];
  readonly unresolved: readonly UnresolvedImport[];
}

/** An import of one name, resolved. `name` is null when the module itself is imported. */
interface Target {
  readonly module: ModuleInfo;
  readonly name: string | null;
}

/**
 * Edges from module to module: `import a.b` leads to `a.b` (not to `a`), `from a import b` to the submodule `a.b` where there
 * is one, else to `a`. Edges of one kind to one module are merged: first line, all names.
 */
export function moduleImportsOf(
  importer: ModuleInfo,
  imports: readonly ImportFacts[],
  index: ModuleIndex,
): ModuleImports {
  const edges = new Map<string, EdgeBuilder>();
  const externals: ExternalImport[] = [];
  const unresolved: UnresolvedImport[] = [];
  for (const entry of imports) {
    const target = targetOf(entry, importer, index);
    if (target !== null) {
      if (target.module.path !== importer.path) addEdge(edges, entry, { importer, target });
    } else if (entry.level > 0 || index.isOwn(entry.module, importer)) {
      unresolved.push({
        importer,
        module: '.'.repeat(entry.level) + entry.module,
        line: entry.line,
      });
    } else externals.push(externalOf(entry, importer));
  }
  return { edges: [...edges.values()].map(toEdge).sort(compareEdges), externals, unresolved };
}

/** The module that an import entry means, null when it is not a module of the project. */
export function targetOf(
  entry: ImportFacts,
  importer: ModuleInfo,
  index: ModuleIndex,
): Target | null {
  const look = (dotted: string): ModuleInfo | null =>
    entry.level > 0
      ? index.resolveRelative(dotted, entry.level, importer)
      : index.resolve(dotted, importer);
  if (entry.name !== null && entry.name !== '*') {
    const submodule = look(entry.module === '' ? entry.name : `${entry.module}.${entry.name}`);
    if (submodule !== null) return { module: submodule, name: null };
  }
  const module = look(entry.module);
  return module === null ? null : { module, name: entry.name };
}

/** How the import runs. A stub is never run, so all its imports are for types. */
export function edgeKindOf(entry: ImportFacts, importer: ModuleInfo): EdgeKind {
  if (entry.typeOnly || importer.kind === 'stub') return 'type-only';
  return entry.deferred ? 'deferred' : 'runtime';
}

interface EdgeBuilder {
  readonly importer: ModuleInfo;
  readonly imported: ModuleInfo;
  readonly kind: EdgeKind;
  guarded: boolean;
  line: number;
  readonly names: Set<string>;
}

function addEdge(
  edges: Map<string, EdgeBuilder>,
  entry: ImportFacts,
  { importer, target }: { readonly importer: ModuleInfo; readonly target: Target },
): void {
  const kind = edgeKindOf(entry, importer);
  const key = `${kind}:${target.module.path}`;
  const edge = edges.get(key);
  if (!edge) {
    const names = new Set(target.name === null ? [] : [target.name]);
    const { guarded, line } = entry;
    edges.set(key, { importer, imported: target.module, kind, guarded, line, names });
    return;
  }
  edge.guarded &&= entry.guarded;
  edge.line = Math.min(edge.line, entry.line);
  if (target.name !== null) edge.names.add(target.name);
}

function toEdge(edge: EdgeBuilder): ImportEdge {
  return { ...edge, names: [...edge.names].sort(compareText) };
}

/** By importer, imported module, kind. */
export function compareEdges(a: ImportEdge, b: ImportEdge): number {
  return (
    compareText(a.importer.path, b.importer.path) ||
    compareText(a.imported.path, b.imported.path) ||
    compareText(a.kind, b.kind)
  );
}

function externalOf(entry: ImportFacts, importer: ModuleInfo): ExternalImport {
  return {
    importer,
    module: entry.module,
    name: entry.name,
    kind: edgeKindOf(entry, importer),
    guarded: entry.guarded,
    line: entry.line,
  };
}
