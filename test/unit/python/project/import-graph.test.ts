import { describe, expect, it } from '@jest/globals';
import { graphOf, shownEdges } from './trees.ts';

describe('import graph', () => {
  it('has one edge per imported module and kind, with line and names', () => {
    const { graph } = graphOf({
      'shop/__init__.py': '',
      'shop/a.py': [
        'from __future__ import annotations',
        'import os',
        'import shop.b',
        'from shop import c',
        'from shop.d import y, x',
        'from shop.d import z',
        'from typing import TYPE_CHECKING',
        'if TYPE_CHECKING:',
        '    from shop.e import E',
        'def f():',
        '    from .d import w',
        'try:',
        '    from . import fast',
        'except ImportError:',
        '    fast = None',
        '',
      ].join('\n'),
      'shop/b.py': '',
      'shop/c.py': '',
      'shop/d.py': '',
      'shop/e.py': '',
      'shop/fast.py': '',
    });
    expect(shownEdges(graph)).toEqual([
      'shop/a.py -> shop/b.py runtime 3',
      'shop/a.py -> shop/c.py runtime 4',
      'shop/a.py -> shop/d.py deferred 11 w',
      'shop/a.py -> shop/d.py runtime 5 x,y,z',
      'shop/a.py -> shop/e.py type-only 9 E',
      'shop/a.py -> shop/fast.py runtime guarded 13',
    ]);
    expect(
      graph.externalImportsOf('shop/a.py').map((entry) => `${entry.module}:${entry.name}`),
    ).toEqual(['__future__:annotations', 'os:null', 'typing:TYPE_CHECKING']);
  });

  it('leads from a package to its __init__ for names and to the submodule for modules', () => {
    const { graph } = graphOf({
      'pkg/__init__.py': 'from .a import thing\nfrom . import b\n',
      'pkg/a.py': 'from . import b\nfrom . import thing\nfrom .. import outside\n',
      'pkg/b.py': 'from pkg import *\n',
    });
    expect(shownEdges(graph)).toEqual([
      'pkg/__init__.py -> pkg/a.py runtime 1 thing',
      'pkg/__init__.py -> pkg/b.py runtime 2',
      'pkg/a.py -> pkg/__init__.py runtime 2 thing',
      'pkg/a.py -> pkg/b.py runtime 1',
      'pkg/b.py -> pkg/__init__.py runtime 1 *',
    ]);
    expect(
      graph.unresolvedImportsOf('pkg/a.py').map((entry) => [entry.module, entry.line]),
    ).toEqual([['..', 3]]);
  });

  it('resolves a package by the name of its __init__ file', () => {
    const { graph } = graphOf({
      'pkg/__init__.py': '',
      'pkg/a.py': 'from pkg.__init__ import version\n',
    });
    expect(shownEdges(graph)).toEqual(['pkg/a.py -> pkg/__init__.py runtime 1 version']);
  });

  it('tells an import of its own package that leads nowhere from a library', () => {
    const { graph } = graphOf({
      'pkg/__init__.py': '',
      'pkg/a.py': 'from pkg.made_pb2 import X\nimport pkgx\n',
    });
    expect(graph.unresolvedImportsOf('pkg/a.py').map((entry) => entry.module)).toEqual([
      'pkg.made_pb2',
    ]);
    expect(graph.externalImportsOf('pkg/a.py').map((entry) => entry.module)).toEqual(['pkgx']);
  });

  it('climbs relative imports by folders and resolves namespace folders', () => {
    const { graph } = graphOf({
      'app/x/deep/one.py':
        'from ...y import two\nfrom ...y.two import name\nfrom app.x.deep import three\n',
      'app/x/deep/three.py': '',
      'app/y/two.py': '',
    });
    expect(shownEdges(graph)).toEqual([
      'app/x/deep/one.py -> app/x/deep/three.py runtime 3',
      'app/x/deep/one.py -> app/y/two.py runtime 1 name',
    ]);
  });

  it('ignores the imports of vendored files and counts those of stubs as types', () => {
    const { graph } = graphOf({
      'pkg/__init__.py': '',
      'pkg/vendor/old.py': 'import pkg.a\n',
      'pkg/a.py': 'from pkg.vendor import old\n',
      'pkg/typed.pyi': 'from pkg.a import A\n',
    });
    expect(shownEdges(graph)).toEqual([
      'pkg/a.py -> pkg/vendor/old.py runtime 1',
      'pkg/typed.pyi -> pkg/a.py type-only 1 A',
    ]);
  });

  it('follows re-exports to the module that defines a name', () => {
    const { graph } = graphOf({
      'm/__init__.py': 'from .sub import A, B as Bee\nX = 1\n',
      'm/sub/__init__.py': 'from .one import A\nfrom .two import *\n',
      'm/sub/one.py': '',
      'm/sub/two.py': '',
      'use.py': 'from m import A, Bee, X\n',
    });
    const [edge] = graph.importsOf('use.py');
    expect(
      edge && graph.definitionsOf(edge).map(({ name, module }) => [name, module.path]),
    ).toEqual([
      ['A', 'm/sub/one.py'],
      ['Bee', 'm/sub/__init__.py'],
      ['X', 'm/__init__.py'],
    ]);
  });
});

describe('cycles', () => {
  const cycleOf = (
    files: Record<string, string>,
    from: string,
    to: string,
  ): readonly string[] | null => {
    const { graph } = graphOf(files);
    const edge = graph.importsOf(from).find((entry) => entry.imported.path === to);
    if (!edge) throw new Error(`No edge from ${from} to ${to}`);
    return (
      graph.cycleThrough(edge)?.edges.map((step) => `${step.importer.path}:${step.line}`) ?? null
    );
  };

  it('gives the shortest cycle through an edge', () => {
    const files = {
      'p/__init__.py': '',
      'p/a.py': 'import os\nfrom p import b\n',
      'p/b.py': 'from p import c\nfrom p import d\n',
      'p/c.py': 'from p import d\n',
      'p/d.py': 'from p import a\n',
    };
    expect(cycleOf(files, 'p/a.py', 'p/b.py')).toEqual(['p/a.py:2', 'p/b.py:2', 'p/d.py:1']);
    expect(cycleOf(files, 'p/c.py', 'p/d.py')).toEqual([
      'p/c.py:1',
      'p/d.py:1',
      'p/a.py:2',
      'p/b.py:1',
    ]);
    expect(graphOf(files).graph.components).toEqual([['p/a.py', 'p/b.py', 'p/c.py', 'p/d.py']]);
  });

  it('does not count deferred and type-only imports', () => {
    const files = {
      'a.py': 'import b\n',
      'b.py': 'def f():\n    import a\n',
      'c.py': 'import d\n',
      'd.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import c\n',
    };
    expect(cycleOf(files, 'a.py', 'b.py')).toBeNull();
    expect(graphOf(files).graph.components).toEqual([]);
  });

  it('looks through the re-exports of a package', () => {
    const harmless = {
      'm/__init__.py': 'from .one import One\nfrom .two import Two\n',
      'm/one.py': '',
      'm/two.py': 'from m import One\n',
    };
    expect(graphOf(harmless).graph.components).toEqual([]);
    expect(cycleOf(harmless, 'm/two.py', 'm/__init__.py')).toBeNull();
    const real = { ...harmless, 'm/one.py': 'from m import Two\n' };
    expect(graphOf(real).graph.components).toEqual([['m/one.py', 'm/two.py']]);
    expect(cycleOf(real, 'm/one.py', 'm/__init__.py')).toEqual(['m/one.py:1', 'm/two.py:1']);
  });

  it('finds the shortest chain between modules', () => {
    const { graph } = graphOf({
      'a.py': 'import b\nimport c\n',
      'b.py': 'import d\n',
      'c.py': 'import e\n',
      'd.py': 'import e\n',
      'e.py': '',
    });
    expect(graph.chain('a.py', 'e.py')?.map((edge) => edge.imported.path)).toEqual([
      'c.py',
      'e.py',
    ]);
    expect(graph.chain('e.py', 'a.py')).toBeNull();
    expect(graph.importersOf('e.py').map((edge) => edge.importer.path)).toEqual(['c.py', 'd.py']);
  });
});
