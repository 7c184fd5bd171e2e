import { describe, expect, test } from '@jest/globals';
import type { ImportFacts } from '../../../../src/python/facts/facts.ts';
import { scanImports } from '../../../../src/python/facts/import-scanner.ts';
import { factsOf } from '../../../support/parse.ts';

/** Imports in a short form: `level module name alias @line flags`. */
function short(found: ImportFacts): string {
  const flags = `${found.typeOnly ? 'T' : ''}${found.deferred ? 'D' : ''}${found.guarded ? 'G' : ''}`;
  const name = found.name === null ? '' : ` ${found.name}`;
  const alias = found.alias === null ? '' : ` as ${found.alias}`;
  return `${'.'.repeat(found.level)}${found.module}${name}${alias} @${found.line} ${flags}`.trimEnd();
}

/** What both the extractor and the scanner find; they must agree to the last offset. */
function importsOf(source: string): string[] {
  const extracted = factsOf(source).imports;
  expect(scanImports(source)).toEqual(extracted);
  return extracted.map(short);
}

describe('forms', () => {
  test.each([
    ['import a', ['a @1']],
    ['import a.b.c as d, e', ['a.b.c as d @1', 'e @1']],
    ['import a . b', ['a.b @1']],
    ['from a import b', ['a b @1']],
    ['from a.b import c as d, e', ['a.b c as d @1', 'a.b e @1']],
    ['from a import *', ['a * @1']],
    ['from . import a', ['. a @1']],
    ['from .a import b', ['.a b @1']],
    ['from ...a.b import c', ['...a.b c @1']],
    ['from .. . a import b', ['...a b @1']],
    ['from .import a', ['. a @1']],
    ['from a import (b, c as d,)', ['a b @1', 'a c as d @1']],
    ['from a import ( # why\n  b,\n\n  # more\n  c as \\\n d\n)', ['a b @2', 'a c as d @5']],
    ['from a import b, \\\n  c', ['a b @1', 'a c @2']],
    ['from \\\n  a \\\n  import b', ['a b @3']],
    [
      'from __future__ import annotations, x as y',
      ['__future__ annotations @1', '__future__ x as y @1'],
    ],
    ['import a; import b; from c import d', ['a @1', 'b @1', 'c d @1']],
    ['x = 1; import a', ['a @1']],
    ['import пакет.модуль', ['пакет.модуль @1']],
    [
      'import a_very_long_package_name.with_a_module as and_an_alias_too',
      ['a_very_long_package_name.with_a_module as and_an_alias_too @1'],
    ],
    ['\uFEFFimport a', ['a @1']],
    ['import a\r\nfrom b import (\r\n  c,\r\n)\r\n', ['a @1', 'b c @3']],
  ])('%j', (source, expected) => {
    expect(importsOf(source)).toEqual(expected);
  });

  test('spans cover the name with its alias', () => {
    const source = 'from a import b as c, d\n';
    expect(factsOf(source).imports.map((each) => source.slice(each.start, each.end))).toEqual([
      'b as c',
      'd',
    ]);
  });

  test('a statement knows its names', () => {
    expect(factsOf('import a\nfrom b import c, d\n').body).toMatchObject([
      { kind: 'import', indices: [0] },
      { kind: 'import', indices: [1, 2] },
    ]);
  });
});

describe('places', () => {
  test('functions defer', () => {
    expect(
      importsOf(
        'def f():\n  import a\n  if x:\n    import b\nimport c\nclass C:\n  import d\n  async def g(self):\n    import e\n',
      ),
    ).toEqual(['a @2 D', 'b @4 D', 'c @5', 'd @7', 'e @9 D']);
  });

  test('TYPE_CHECKING spelled out', () => {
    expect(
      importsOf(
        'if TYPE_CHECKING is True:\n  import a\nif typing.TYPE_CHECKING == True:\n  import b\nif TYPE_CHECKING is False:\n  import c\nif x is True:\n  import d\n',
      ),
    ).toEqual(['a @2 T', 'b @4 T', 'c @6', 'd @8']);
  });

  test('TYPE_CHECKING', () => {
    expect(
      importsOf(
        'if TYPE_CHECKING:\n  import a\nelse:\n  import b\nif typing.TYPE_CHECKING:\n  from c import (\n    d,\n)\nif x:\n  import e\nelif TYPE_CHECKING:\n  import f\nif not TYPE_CHECKING:\n  import g\nif TYPE_CHECKING or x:\n  import h\nif (TYPE_CHECKING):  # why\n  import i\n',
      ),
    ).toEqual(['a @2 T', 'b @4', 'c d @7 T', 'e @10', 'f @12 T', 'g @14', 'h @16', 'i @18 T']);
  });

  test('try with ImportError guards', () => {
    expect(
      importsOf(
        'try:\n  import a\nexcept ImportError:\n  import b\nexcept ValueError:\n  import c\nelse:\n  import d\nfinally:\n  import e\nimport f\n',
      ),
    ).toEqual(['a @2 G', 'b @4 G', 'c @6', 'd @8', 'e @10', 'f @11']);
  });

  test.each([
    ['except:', 'G'],
    ['except (ValueError, ModuleNotFoundError) as e:', 'G'],
    ['except ValueError, ImportError:', 'G'],
    ['except* ImportError:', 'G'],
    ['except Exception as error:', 'G'],
    ['except ValueError:', ''],
    ['except errors.ImportError:', ''],
    ['except ( # ImportError\n  KeyError):', ''],
  ])('try … %s', (handler, flags) => {
    expect(importsOf(`try:\n  import a\n${handler}\n  pass\n`)).toEqual([
      `a @2 ${flags}`.trimEnd(),
    ]);
  });

  test('guards reach into what is nested', () => {
    expect(
      importsOf(
        'try:\n  try:\n    import a\n  except ValueError:\n    pass\n  def f():\n    import b\nexcept ImportError:\n  a = None\n',
      ),
    ).toEqual(['a @3 G', 'b @7 DG']);
  });

  test('suppress(ImportError) guards', () => {
    expect(
      importsOf(
        'with suppress(ImportError):\n  import a\nwith contextlib.suppress(KeyError, ImportError): import b\nwith suppress(KeyError):\n  import c\n',
      ),
    ).toEqual(['a @2 G', 'b @3 G', 'c @5']);
  });

  test('bodies on the line of their header', () => {
    expect(
      importsOf(
        'if TYPE_CHECKING: import a\ndef f(x: int = 1): import b; import c\ntry: import d\nexcept ImportError: import e\nclass C: from f import g\nimport h\n',
      ),
    ).toEqual(['a @1 T', 'b @2 D', 'c @2 D', 'd @3 G', 'e @4 G', 'f g @5', 'h @6']);
  });

  test('match, loops and with', () => {
    expect(
      importsOf(
        'match x:\n  case 1: import a\n  case _:\n    import b\nfor x in y: import c\nwhile x:\n\timport d\n',
      ),
    ).toEqual(['a @2', 'b @4', 'c @5', 'd @7']);
  });
});

describe('what only looks like an import', () => {
  test.each([
    ['in strings', '"""\nimport a\n"""\nx = \'import b\'\ny = "\\\nimport c"\n'],
    ['in raw strings with backslashes', 'x = r\'\\\'\nimport_ = 1\ny = r"""\\\nimport a\n"""\n'],
    ['in f-strings', 'x = f"{a["import b"]}"\ny = f"""\nimport c {d}\n"""\nz = f"{x:\'^10}"\n'],
    ['in comments', '# import a\nx = 1  # ; import b\n'],
    ['in names', 'importlib.import_module("a")\nfrom_ = import_\nx.import_ = 1\nimported = 1\n'],
    ['in brackets', 'x = {"a": importer, b: from_}\n'],
    [
      'after yield and raise',
      'def f():\n  yield from a\n  raise b from c\n  x = (yield\n  from d)\n',
    ],
  ])('%s', (_name, source) => {
    expect(importsOf(source)).toEqual([]);
  });

  test('an import after them is found', () => {
    const source =
      'x = f"{a["b"]!r:>{w}} {{ {c}"\ny = f\'{x:"^{n}}\' "\'"\nz = rb"\\"\nq = """a"b\\""""\nimport last\n';
    expect(importsOf(source.replace('z = rb"\\"\n', ''))).toEqual(['last @4']);
  });

  test('an unclosed bracket does not hide the imports below', () => {
    expect(scanImports('x = foo(1,\n\nimport a\n').map(short)).toEqual(['a @3']);
  });
});
