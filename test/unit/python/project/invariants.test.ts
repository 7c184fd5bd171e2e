import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ImportEdge, ImportGraph } from '../../../../src/python/model/project.ts';
import { importGraphOf } from '../../../../src/python/project/import-graph.ts';
import { layerMapOf } from '../../../../src/python/project/layers.ts';
import { moduleIndexOf } from '../../../../src/python/project/module-index.ts';
import { strongComponents } from '../../../../src/python/project/strong-components.ts';
import { sourceTreeOf } from '../../../support/source-tree.ts';
import { shownEdges } from './trees.ts';

const SIZE = 7;
const smallGraph = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)), { maxLength: 16 });

function reachability(
  edges: readonly (readonly [number, number])[],
): readonly (readonly boolean[])[] {
  const reach = Array.from({ length: SIZE }, () => Array.from({ length: SIZE }, () => false));
  for (const [from, to] of edges) (reach[from] ?? [])[to] = true;
  for (let via = 0; via < SIZE; via += 1) {
    for (let from = 0; from < SIZE; from += 1) {
      for (let to = 0; to < SIZE; to += 1) {
        if (reach[from]?.[via] && reach[via]?.[to]) (reach[from] ?? [])[to] = true;
      }
    }
  }
  return reach;
}

/** Length of the shortest path by trying every length: independent of the breadth-first search under test. */
function distance(edges: readonly (readonly [number, number])[], from: number, to: number): number {
  let reached = new Set([from]);
  for (let length = 0; length <= SIZE; length += 1) {
    if (reached.has(to)) return length;
    reached = new Set(edges.filter(([a]) => reached.has(a)).map(([, b]) => b));
  }
  return Infinity;
}

function graphOfFiles(
  files: Record<string, string>,
  order: (paths: string[]) => string[],
): ImportGraph {
  const tree = sourceTreeOf(files);
  const byPath = new Map(tree.files.map((file) => [file.path, file] as const));
  const ordered = order([...byPath.keys()]).flatMap((path) => byPath.get(path) ?? []);
  const index = moduleIndexOf({
    files: ordered,
    importsOf: (file) => tree.importsOf(file),
    isLibrary: () => false,
  });
  return importGraphOf({ index, importsOf: (info) => tree.importsOf(info.file) ?? [] });
}

function filesOf(edges: readonly (readonly [number, number])[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (let node = 0; node < SIZE; node += 1) {
    files[`m${node}.py`] = edges
      .filter(([from]) => from === node)
      .map(([, to]) => `import m${to}\n`)
      .join('');
  }
  return files;
}

describe('invariants', () => {
  it('two nodes share a component exactly when each reaches the other', () => {
    fc.assert(
      fc.property(smallGraph, (edges) => {
        const successors = Array.from({ length: SIZE }, (_, node) =>
          edges.filter(([from]) => from === node).map(([, to]) => to),
        );
        const component = new Map<number, number>();
        strongComponents(successors).forEach((members, number) => {
          for (const member of members) component.set(member, number);
        });
        const reach = reachability(edges);
        for (let a = 0; a < SIZE; a += 1) {
          for (let b = 0; b < SIZE; b += 1) {
            const mutual = a === b || (reach[a]?.[b] === true && reach[b]?.[a] === true);
            expect(component.get(a) === component.get(b)).toBe(mutual);
          }
        }
      }),
    );
  });

  it('components survive depth that recursion would not', () => {
    const size = 200_000;
    const ring = Array.from({ length: size }, (_, node) => [(node + 1) % size]);
    expect(strongComponents(ring).map((members) => members.length)).toEqual([size]);
  });

  it('cycleThrough gives a real and shortest cycle, or null when there is none', () => {
    fc.assert(
      fc.property(smallGraph, (all) => {
        const edges = all.filter(([from, to]) => from !== to);
        const graph = graphOfFiles(filesOf(edges), (paths) => paths);
        for (const edge of graph.edges) {
          const from = Number(edge.importer.name.slice(1));
          const to = Number(edge.imported.name.slice(1));
          const back = distance(edges, to, from);
          const cycle = graph.cycleThrough(edge);
          if (back === Infinity) expect(cycle).toBeNull();
          else expectCycle(cycle?.edges ?? [], edge, back + 1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the order of files does not matter', () => {
    const files = {
      'a/pyproject.toml': '',
      'a/app/main.py': 'from app.models import User\nimport helpers\n',
      'a/app/models.py': 'from app import main\n',
      'b/app/__init__.py': 'from .core import x\n',
      'b/app/core.py': 'import app.core\nfrom app.main import y\n',
      'b/tools/helpers.py': '',
      'libs/one/__init__.py': 'from libs.two import z\n',
      'libs/two/__init__.py': '',
      'domain/order.py': '',
      'infrastructure/db.py': 'from domain.order import Order\n',
    };
    const expected = shownEdges(graphOfFiles(files, (paths) => paths));
    expect(expected.length).toBeGreaterThan(4);
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(files), { minLength: 10 }), (order) => {
        expect(shownEdges(graphOfFiles(files, () => [...order]))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('any tree of folder names gives a layer map without throwing', () => {
    const part = fc.constantFrom(
      'domain',
      'core',
      'features',
      'orders',
      'models',
      'adapters',
      'constructor',
      '__proto__',
      'src',
    );
    const path = fc
      .array(part, { minLength: 1, maxLength: 4 })
      .map((parts) => `${parts.join('/')}/x.py`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
        const tree = sourceTreeOf(Object.fromEntries(paths.map((entry) => [entry, ''])));
        const { modules } = moduleIndexOf({
          files: tree.files,
          importsOf: () => [],
          isLibrary: () => false,
        });
        const map = layerMapOf({
          modules,
          frameworks: ['fastapi'],
          hasFile: () => false,
          config: {},
        });
        for (const entry of paths)
          expect(map.featureOf(entry) === null || map.features.length > 0).toBe(true);
        for (const entry of paths)
          expect(map.layout !== 'unknown' || map.layerOf(entry) === null).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

function expectCycle(cycle: readonly ImportEdge[], edge: ImportEdge, length: number): void {
  expect(cycle[0]).toBe(edge);
  expect(cycle.length).toBe(length);
  cycle.forEach((step, at) => {
    const next = cycle[(at + 1) % cycle.length];
    expect(step.imported.path).toBe(next?.importer.path);
  });
}
