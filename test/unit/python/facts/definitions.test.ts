import { describe, expect, test } from '@jest/globals';
import { paramsText } from '../../../../src/python/facts/canonical-text.ts';
import { textOf } from '../../../../src/python/facts/expressions.ts';
import { factsOf } from '../../../support/parse.ts';

describe('functions', () => {
  test.each([
    ['a, /, b, *, c', 'a, /, b, *, c', ['positional-only', 'positional', 'keyword-only']],
    [
      'a: int = 1, *args: str, b, **kw: A',
      'a: int=1, *args: str, b, **kw: A',
      ['positional', 'var-positional', 'keyword-only', 'var-keyword'],
    ],
    ['*, a=None', '*, a=None', ['keyword-only']],
    ['a=lambda x=1: x', 'a=lambda x=1: x', ['positional']],
    ['*args: *Ts', '*args: *Ts', ['var-positional']],
    ['a: "A | None"', 'a: "A | None"', ['positional']],
    ['a: Annotated[B, Depends(c)]', 'a: Annotated[B, Depends(c)]', ['positional']],
  ])('parameters %s', (source, text, kinds) => {
    const [found] = factsOf(`def f(${source}): pass\n`).functions;
    expect(paramsText(found?.params ?? [])).toBe(text);
    expect(found?.params.map((param) => param.kind)).toEqual(kinds);
  });

  test('everything about one function', () => {
    const source =
      '@a\n@b.c(1)\nasync def f[T: int, *Ts, **P](x) -> list[T]:\n    """Doc."""\n    return x\n';
    const [found] = factsOf(source).functions;
    expect(found).toMatchObject({
      start: 0,
      end: source.length - 1,
      index: 0,
      name: 'f',
      qualname: 'f',
      owner: { kind: 'module' },
      isAsync: true,
      isGenerator: false,
      typeParams: ['T', 'Ts', 'P'],
      docstring: { start: 60, end: 70 },
      nameSpan: { start: 21, end: 22 },
    });
    expect(found?.decorators.map(textOf)).toEqual(['a', 'b.c(1)']);
    expect(found?.returns && textOf(found.returns)).toBe('list[T]');
    expect(source.slice(60, 70)).toBe('"""Doc."""');
  });

  test('any expression may decorate', () => {
    const [found] = factsOf(
      '@(a or b)[0].c\n@x if y else z\n@(lambda f: f)\ndef f(): pass\n',
    ).functions;
    expect(found?.decorators.map(textOf)).toEqual([
      '(a or b)[0].c',
      'x if y else z',
      'lambda f: f',
    ]);
  });

  test('qualified names and owners of nested definitions', () => {
    const facts = factsOf(
      'class A:\n  class B:\n    def m(self):\n      def inner(): pass\n      class L: pass\n  def n(self): pass\ndef g(): pass\n',
    );
    expect(facts.functions.map((each) => [each.qualname, each.owner])).toEqual([
      ['A.B.m', { kind: 'class', index: 1 }],
      ['A.B.m.inner', { kind: 'function', index: 0 }],
      ['A.n', { kind: 'class', index: 0 }],
      ['g', { kind: 'module' }],
    ]);
    expect(facts.classes.map((each) => [each.qualname, each.owner])).toEqual([
      ['A', { kind: 'module' }],
      ['A.B', { kind: 'class', index: 0 }],
      ['A.B.m.L', { kind: 'function', index: 0 }],
    ]);
  });

  test.each([
    ['yield', true],
    ['yield from a', true],
    ['x = [(yield a)]', true],
    ['lambda: (yield a)', false],
    ['def g(): yield a', false],
    ['return a', false],
  ])('a function whose body is %s', (body, isGenerator) => {
    expect(factsOf(`def f():\n  ${body}\n`).functions[0]?.isGenerator).toBe(isGenerator);
  });

  test('only a plain string opens a body as its docstring', () => {
    const docstring = (body: string): boolean =>
      factsOf(`def f():\n  ${body}\n`).functions[0]?.docstring !== null;
    expect(docstring('r"doc"')).toBe(true);
    expect(docstring('"a" "b"')).toBe(true);
    expect(docstring('f"doc"')).toBe(false);
    expect(docstring('b"doc"')).toBe(false);
    expect(docstring('pass; "doc"')).toBe(false);
    expect(docstring('# first\n\n  "doc"')).toBe(true);
  });
});

describe('classes', () => {
  test('bases, keywords, decorators', () => {
    const [found] = factsOf(
      '@d\nclass A[T](B, c.D[T], *more, metaclass=M, table=True, **kw):\n  """Doc."""\n  x: int = 1\n',
    ).classes;
    expect(found?.bases.map(textOf)).toEqual(['B', 'c.D[T]', '*more']);
    expect(found?.keywords.map((each) => [each.name, each.splat, textOf(each.value)])).toEqual([
      ['metaclass', '', 'M'],
      ['table', '', 'True'],
      [null, '**', 'kw'],
    ]);
    expect(found?.decorators.map(textOf)).toEqual(['d']);
    expect(found).toMatchObject({
      name: 'A',
      typeParams: ['T'],
      docstring: {},
      nameSpan: { start: 9, end: 10 },
    });
    expect(found?.body.map((each) => each.kind)).toEqual(['expression', 'assign']);
  });

  test('a class on one line', () => {
    expect(factsOf('class A: pass\n').classes[0]).toMatchObject({
      bases: [],
      keywords: [],
      docstring: null,
    });
  });
});

describe('the module', () => {
  test('docstring', () => {
    expect(factsOf('#!/usr/bin/env python\n"""Doc."""\nimport a\n').docstring).toEqual({
      start: 22,
      end: 32,
    });
    expect(factsOf('import a\n"""No."""\n').docstring).toBeNull();
  });

  test.each([
    ['__all__ = ["a", "b"]', ['a', 'b']],
    ['__all__: list[str] = ("a",)', ['a']],
    ['__all__ = []', []],
    ['__all__ = ["a"] + ["b"]', ['a', 'b']],
    [
      '__all__ = ["a"]\n__all__ += ["b"]\n__all__.extend(("c",))\n__all__.append("d")',
      ['a', 'b', 'c', 'd'],
    ],
    ['__all__ = ["a"]\n__all__ += other.__all__', null],
    ['__all__ = [name for name in x]', null],
    ['__all__ = ["a"]\n__all__.remove("a")', null],
    ['__all__ += ["a"]', null],
    ['x = 1', null],
  ])('%j', (source, exports) => {
    expect(factsOf(`${source}\n`).exports).toEqual(exports);
  });

  test.each([
    ['T = int', ['T'], []],
    ['T, U = int, *Ts = *tuple[int, ...], **P = [int]', ['T', 'U', 'Ts', 'P'], []],
    ['T: int, U: str = bool, V', ['T', 'U', 'V'], ['int', 'str']],
    ['T: a.B = list[int], U', ['T', 'U'], ['a.B']],
  ])('defaults of type parameters are no errors: [%s]', (brackets, names, bounds) => {
    const facts = factsOf(`class A[${brackets}]:\n    x = 1\ntype B[T = str] = list[T]\n`);
    const [found] = facts.classes;
    expect(found?.typeParams).toEqual(names);
    expect((found?.typeBounds ?? []).map(({ bound }) => textOf(bound))).toEqual(bounds);
    expect(facts.syntaxErrors).toEqual([]);
  });

  test.each(['T = ', '= int', 'T = int ='])('[%s] is an error', (brackets) => {
    expect(factsOf(`class A[${brackets}]: ...\n`).syntaxErrors).not.toEqual([]);
  });

  test('comments that somebody may ask for', () => {
    const header = Array.from({ length: 10 }, (_, i) => `# line ${i + 1}`).join('\n');
    const facts = factsOf(
      `${header}\n# gone\nx = 1  # lintel: ignore[a] -- b\n  # noqa: E501\ny = f(\n    a,  # type: ignore[arg]\n)\ns = "# noqa"\n`,
    );
    expect(facts.comments.map(({ text, line, ownLine }) => [text, line, ownLine])).toEqual([
      ...Array.from({ length: 10 }, (_, i) => [`# line ${i + 1}`, i + 1, true]),
      ['# lintel: ignore[a] -- b', 12, false],
      ['# noqa: E501', 13, true],
      ['# type: ignore[arg]', 15, false],
    ]);
  });

  test('comments that go on below a suppression', () => {
    const facts = factsOf(
      `${'\n'.repeat(10)}# lintel: ignore[a] -- because\n# of this\n# and that\n\n# gone\nf()\n# noqa\n# gone\n`,
    );
    expect(facts.comments.map(({ text, line }) => [text, line])).toEqual([
      ['# lintel: ignore[a] -- because', 11],
      ['# of this', 12],
      ['# and that', 13],
      ['# noqa', 17],
    ]);
  });

  test('comments that say why nothing is done', () => {
    const blank = '\n'.repeat(10);
    const facts = factsOf(
      `${blank}try:\n    f()  # gone\nexcept E:\n    # above\n    # as well\n    pass\nexcept F:\n    ...  # beside\ntry:\n    f()\n# above the handler\nexcept G:\n    pass\n# best effort\ng()\n# gone\nh()\n`,
    );
    expect(facts.comments.map(({ text }) => text)).toEqual([
      '# above',
      '# as well',
      '# beside',
      '# above the handler',
      '# best effort',
    ]);
  });

  test('a comment ends before the line break, CRLF or not', () => {
    expect(factsOf('# a\r\nx = 1\r\n').comments).toEqual([
      { start: 0, end: 3, text: '# a', line: 1, ownLine: true },
    ]);
  });
});
