import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Parser from 'tree-sitter';
import python from 'tree-sitter-python';
import { BrokenFlattener } from '../../../../src/adapters/tree-sitter/flatten-broken.ts';
import { WholeFlattener } from '../../../../src/adapters/tree-sitter/flatten-whole.ts';
import { createKindTable } from '../../../../src/adapters/tree-sitter/kind-table.ts';
import { NodeBuffer } from '../../../../src/adapters/tree-sitter/node-buffer.ts';
import type { SyntaxTree } from '../../../../src/python/syntax/tree.ts';
import { pythonLines } from '../../../support/python-source.ts';

const parser = new Parser();
parser.setLanguage(python);

/** The tree of whole source, made both ways; the fast one is null when it refuses. */
function bothWays(source: string): { fast: SyntaxTree | null; plain: SyntaxTree } {
  const native = parser.parse(source);
  expect(native.rootNode.hasError).toBe(false);
  const table = createKindTable();
  const nodes = new NodeBuffer();
  const fast = new WholeFlattener(table, nodes).run(native, source) ? nodes.toTree(source) : null;
  new BrokenFlattener(table, nodes).run(native, source);
  return { fast, plain: nodes.toTree(source) };
}

describe('the fast way over whole source gives what the plain way gives', () => {
  test.each([
    ['attributes over lines', 'x = (a\n  .b  # why\n  .c()\n  . d\n  .\\\n  e)\n'],
    ['names that look like numbers and constants', 'None.x; True.y; 1.0.real; 1 .bit; x1.y2.z3\n'],
    ['letters beyond ASCII', 'имя.поле(аргумент=значение, x=é).ü\n'],
    ['empty brackets', 'f( ); [ ]; { }; (\n); g(  # why\n)\n'],
    ['commas at the end', 'f(a, b,); [a,\n]; {a: b, }; (a,); x[a, ]\n'],
    ['comments among arguments', 'f(  # one\n  a,  # two\n  # three\n  b  # four\n)  # five\n'],
    ['joined lines', 'x = a + \\\n  b\nf(a, \\\n  b)\nif a and \\\n  b: pass\n'],
    ['operators at line ends', 'x = (a +\n  b)\ny = [a\n  if b\n  else c]\nz = a + b\n(c)\n'],
    ['slices', 'a[:]; a[1:]; a[:1, ::2]; a[b:c:d]\n'],
    ['format specifiers', 'f"{a: >{b}}"; f"{a:{b}.{c}}"; f"{a!r} {b = }"; f"{a, b}"\n'],
    ['nested strings', 'f"{d["k"]} {f"{x}"}"; "a" \'b\' """c""" f"{d}"\n'],
    ['glued numbers', '1if x else 0x1F; 1_000; 1e3; .5\n'],
    ['quotes', '""; \'\'; """a"b"""; "a\\"b"; r"\\"\n'.replace('; r"\\"', '')],
    ['semicolons and comments', 'a = 1; b = 2  # c\nreturn_ = 3;\nx += y  # z\n'],
    ['generators and stars', 'f(x for x in y if z); g(*a, **b); [*a, b]\n'],
    ['parameters', 'def f(a, /, b: int = 1, *c: d, e, **g) -> h: pass\nlambda a, *b, c=1: a\n'],
    [
      'types',
      'x: list[int] | None = []\ndef f[T: int](a: dict[str, list[T]]): pass\ntype X = a | b\n',
    ],
    [
      'matches',
      'match a:\n  # first\n  case [1, *_] | {"k": v}: pass\n\n  case A(b=c) if d: pass\n',
    ],
    ['comments between blocks', 'if a:  # b\n  # c\n  d\n# e\nelse:\n  # f\n  g\n# h\n'],
    ['blocks on one line', 'if a: b; c\nwhile d: e\nclass A: pass\n'],
    ['comparisons', 'a not in b is not c; not a in b; a < b <= c\n'],
    ['windows', 'x = (a,\r\n  b)\r\ny = f(\r\n)\r\n'],
    ['empty', ''],
    ['only a comment', '# a\n'],
  ])('%s', (_name, source) => {
    const { fast, plain } = bothWays(source);
    expect(fast).toEqual(plain);
  });

  test('it refuses where a statement does not begin where the text goes on', () => {
    // The grammar takes this for an annotated assignment to `match[a]`.
    expect(
      bothWays('def f():\n  match [a]:  # c\n    case [1, q]:  # c\n      a  # c\n').fast,
    ).toBeNull();
  });

  test('every generated module', () => {
    fc.assert(
      fc.property(pythonLines, (lines) => {
        const { fast, plain } = bothWays(lines.map((line) => `${line}  # c\n`).join(''));
        expect(fast ?? plain).toEqual(plain);
      }),
    );
  });
});
