import { describe, expect, it } from '@jest/globals';
import { createStructure, type Structure } from '../../../../src/python/project/structure.ts';
import { createStructureMemory } from '../../../../src/python/project/structure-memory.ts';
import { testKnowledge } from '../../../support/project.ts';
import { sourceTreeOf, type Files } from '../../../support/source-tree.ts';
import { shownEdges } from './trees.ts';

const SHOP: Files = {
  'requirements.txt': 'fastapi\n',
  'shop/__init__.py': '',
  'shop/pay.py': 'import requests\nfrom shop.store import Store\n',
  'shop/store.py': 'class Store: ...\n',
  'shop/api.py': 'import fastapi\nfrom shop.pay import charge\nfrom shop import store\n',
};

function shown(structure: Structure): unknown {
  const { index, imports, layers, manifests, libraries } = structure;
  return {
    modules: index.modules,
    roots: index.roots,
    edges: imports.edges,
    readable: shownEdges(imports),
    around: index.modules.map(({ path }) => [
      imports.importersOf(path),
      imports.externalImportsOf(path),
      imports.unresolvedImportsOf(path),
      layers.layerOf(path),
    ]),
    components: imports.components,
    layout: layers.layout,
    imported: libraries.imported,
    manifests,
  };
}

describe('structures taken over from the tree before', () => {
  const knowledge = testKnowledge();
  const changes: Readonly<Record<string, Files>> = {
    nothing: {},
    'a file that gains an import': { 'shop/store.py': 'import shop.api\nclass Store: ...\n' },
    'a file that loses its imports': { 'shop/pay.py': 'def charge(): ...\n' },
    'two files at once': {
      'shop/api.py': 'from shop.store import Store\n',
      'shop/pay.py': 'import shop.api\n',
    },
    'a new file': { 'shop/mail.py': 'import shop.pay\n' },
    'a manifest': { 'requirements.txt': 'flask\n' },
    'names counted from inside the package': { 'shop/api.py': 'import pay\nimport store\n' },
  };

  it.each(Object.entries(changes))('is the same as one built anew: %s', (_, change) => {
    const memory = createStructureMemory();
    memory.structureOf({ tree: sourceTreeOf(SHOP), knowledge, config: {} });
    const wanted = { tree: sourceTreeOf({ ...SHOP, ...change }), knowledge, config: {} };
    expect(shown(memory.structureOf(wanted))).toEqual(shown(createStructure(wanted)));
    const back = { tree: sourceTreeOf(SHOP), knowledge, config: {} };
    expect(shown(memory.structureOf(back))).toEqual(shown(createStructure(back)));
  });

  it('does not mix configurations', () => {
    const memory = createStructureMemory();
    memory.structureOf({ tree: sourceTreeOf(SHOP), knowledge, config: {} });
    const config = { sourceRoots: ['shop'] };
    const wanted = { tree: sourceTreeOf(SHOP), knowledge, config };
    expect(shown(memory.structureOf(wanted))).toEqual(shown(createStructure(wanted)));
  });
});
