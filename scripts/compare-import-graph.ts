/**
 * Compares our import graph of a tree, edge by edge, with the one that Python's own parser gives.
 * Usage: npx node scripts/compare-import-graph.ts TREE ROOT [ROOT ...]
 * The roots are for the reference only, which looks modules up below them; ours are inferred from the tree.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readDirectoryTree } from '../src/adapters/files/directory-tree.ts';
import { readKnowledge } from '../src/adapters/knowledge-files/index.ts';
import { createKnowledge } from '../src/knowledge/index.ts';
import type { TreeContents } from '../src/application/trees/tree-contents.ts';
import { scanImports } from '../src/python/facts/import-scanner.ts';
import type { SourceTree } from '../src/python/model/source-tree.ts';
import { createStructure } from '../src/python/project/structure.ts';
import { decodePython } from '../src/python/syntax/decode.ts';

/** importer, imported, kind, guarded, line, names */
type Edge = readonly [string, string, string, boolean, number, readonly string[]];

interface Reference {
  readonly files: number;
  readonly edges: readonly Edge[];
  readonly skipped: readonly (readonly [string, string])[];
}

function sourceTree(contents: TreeContents): SourceTree {
  const textOf: SourceTree['textOf'] = (file) => {
    const bytes = contents.read(file);
    const decoded = bytes === null ? null : decodePython(bytes);
    return decoded?.ok ? decoded.value.text : null;
  };
  return {
    files: contents.files,
    importsOf(file) {
      const text = textOf(file);
      return text === null ? null : scanImports(text);
    },
    factsOf: () => ({ ok: false, reason: 'absent' }),
    textOf,
  };
}

function referenceOf(tree: string, roots: readonly string[]): Reference {
  const script = fileURLToPath(new URL('reference_import_graph.py', import.meta.url));
  const run = spawnSync('python3', [script, tree, ...roots], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Reference;
}

function keyed(edges: readonly Edge[]): ReadonlyMap<string, Edge> {
  return new Map(edges.map((edge) => [edge.slice(0, 3).join(' '), edge] as const));
}

function main(tree: string, roots: readonly string[]): number {
  const knowledge = readKnowledge(fileURLToPath(new URL('../rules/knowledge', import.meta.url)));
  if (!knowledge.ok) throw new Error('The knowledge base cannot be read.');
  const { contents } = readDirectoryTree(tree);
  const structure = createStructure({
    tree: sourceTree(contents),
    knowledge: createKnowledge(knowledge.value),
    config: {},
  });
  const reference = referenceOf(tree, roots);
  const skipped = new Set(reference.skipped.map(([path]) => path));
  const judged = (path: string): boolean =>
    !skipped.has(path) && path.endsWith('.py') && structure.index.at(path)?.kind !== 'vendored';
  const ours = structure.imports.edges
    .filter((edge) => judged(edge.importer.path) && edge.imported.path.endsWith('.py'))
    .map((edge): Edge => [
      edge.importer.path,
      edge.imported.path,
      edge.kind,
      edge.guarded,
      edge.line,
      edge.names,
    ]);
  return report(
    keyed(ours),
    keyed(reference.edges.filter(([importer]) => judged(importer))),
    reference,
  );
}

function report(
  ours: ReadonlyMap<string, Edge>,
  theirs: ReadonlyMap<string, Edge>,
  reference: Reference,
): number {
  const onlyOurs = [...ours.keys()].filter((key) => !theirs.has(key));
  const onlyTheirs = [...theirs.keys()].filter((key) => !ours.has(key));
  const different = [...ours].filter(([key, edge]) => {
    const other = theirs.get(key);
    return other !== undefined && JSON.stringify(edge.slice(3)) !== JSON.stringify(other.slice(3));
  });
  const equal = ours.size - onlyOurs.length - different.length;
  console.log(
    `files ${reference.files}, not parsed by the reference ${reference.skipped.length}; edges: equal ${equal}, only ours ${onlyOurs.length}, only reference ${onlyTheirs.length}, other line, names or guard ${different.length}`,
  );
  for (const [path, reason] of reference.skipped)
    console.log(`  skipped by the reference: ${path}: ${reason}`);
  for (const key of onlyOurs) console.log(`  only ours: ${key} line ${ours.get(key)?.[4]}`);
  for (const key of onlyTheirs)
    console.log(`  only reference: ${key} line ${theirs.get(key)?.[4]}`);
  for (const [key, edge] of different) {
    console.log(
      `  differs: ${key}: ${JSON.stringify(edge.slice(3))} / ${JSON.stringify(theirs.get(key)?.slice(3))}`,
    );
  }
  return onlyOurs.length + onlyTheirs.length + different.length === 0 ? 0 : 1;
}

const [tree, ...roots] = process.argv.slice(2);
if (tree === undefined || roots.length === 0) {
  console.error('Usage: npx node scripts/compare-import-graph.ts TREE ROOT [ROOT ...]');
  process.exit(2);
}
process.exit(main(tree, roots));
