import { describe, expect, test } from '@jest/globals';
import type { Stmt } from '../../../../src/python/facts/facts.ts';
import { outlineOf } from '../../../support/outline.ts';
import { factsOf } from '../../../support/parse.ts';

function first(source: string): Stmt {
  const [statement] = factsOf(source).body;
  if (statement === undefined) throw new Error('no statement');
  return statement;
}

describe('simple statements', () => {
  test.each([
    ['x = 1', ['x = 1']],
    ['a = b = c', ['a = b = c']],
    ['a, *b = c', ['(a, *b) = c']],
    ['(a, b) = [c, d] = e', ['(a, b) = [c, d] = e']],
    ['x: int', ['x: int']],
    ['x: list[int] = []', ['x: list[int] = []']],
    ['self.x: "A | None" = None', ['self.x: "A | None" = None']],
    ['x[0] += 1', ['x[0] += 1']],
    ['x //= y; x **= z; x >>= 1; x @= m', ['x //= y', 'x **= z', 'x >>= 1', 'x @= m']],
    ['x = yield', ['x = yield']],
    ['x = *a, b', ['x = (*a, b)']],
    ['x = *a or b, c', ['x = (*(a or b), c)']],
    ['a, b', ['(a, b)']],
    ['a,', ['(a,)']],
    ['del a, b[0]', ['del a, b[0]']],
    ['assert a, "why"', ['assert a, "why"']],
    ['pass; break; continue', ['pass', 'break', 'continue']],
    ['raise', ['raise ']],
    ['raise A(b) from c', ['raise A(b) from c']],
    ['global a, b', ['global a, b']],
    ['nonlocal a', ['nonlocal a']],
    ['return', ['return']],
    ['return a, *b', ['return (a, *b)']],
    ['type X = int | None', ['type X = int | None']],
    ['type Pair[A, *B] = tuple[A, *B]', ['type Pair = tuple[A, *B]']],
    [
      'type = 1; match = type; case = match; _ = case',
      ['type = 1', 'match = type', 'case = match', '_ = case'],
    ],
    ['(a) = (b)', ['a = b']],
    ['(a["x"]), b = c', ['(a["x"], b) = c']],
    ['for (a) in b: c', ['for a in b', '  c']],
    ['for (a,) in b: c', ['for (a,) in b', '  c']],
    ['type(a).b = c', ['type(a).b = c']],
    ['type(a).b[0].d = c', ['type(a).b[0].d = c']],
    ['print("a", file=b)', ['print("a", file=b)']],
    ['print(a)\nprint (b)\n', ['print(a)', 'print(b)']],
  ])('%s', (source, expected) => {
    const facts = factsOf(`${source}\n`);
    expect(outlineOf(facts)).toEqual(expected);
    expect(facts.syntaxErrors).toEqual([]);
  });

  test('an empty file has nothing', () => {
    expect(factsOf('')).toEqual({
      lineStarts: [0],
      imports: [],
      functions: [],
      classes: [],
      body: [],
      docstring: null,
      comments: [],
      exports: null,
      syntaxErrors: [],
      limits: [],
    });
  });

  test('a bare annotation has no value, an augmented assignment has an operator', () => {
    expect(first('x: int')).toMatchObject({ kind: 'assign', operator: null, value: null });
    expect(first('x |= 1')).toMatchObject({ kind: 'assign', operator: '|=', annotation: null });
  });

  test('print and exec of Python 2 are contained', () => {
    const facts = factsOf('print "a" % b\nprint >>f, c\nexec "d"\nx = 1\n');
    expect(outlineOf(facts)).toEqual(['?unsupported', '?unsupported', '?unsupported', 'x = 1']);
    expect(facts.syntaxErrors).toEqual([]);
  });
});

describe('compound statements', () => {
  test('elif is a nested if', () => {
    expect(outlineOf(factsOf('if a:\n  b\nelif c: d\nelif e:\n  f\nelse:\n  g\n'))).toEqual([
      'if a',
      '  b',
      'else',
      '  if c',
      '    d',
      '  else',
      '    if e',
      '      f',
      '    else',
      '      g',
    ]);
  });

  test('loops with else', () => {
    expect(
      outlineOf(factsOf('for a, b in c, d:\n  e\nelse:\n  f\nwhile (x := g()):\n  h\nelse: i\n')),
    ).toEqual([
      'for (a, b) in (c, d)',
      '  e',
      'else',
      '  f',
      'while x := g()',
      '  h',
      'else',
      '  i',
    ]);
  });

  test.each([
    ['with a: b', 'with a'],
    ['with a as b, c() as d.e: f', 'with a as b, c() as d.e'],
    ['with (a as b, c as (d, e),): f', 'with a as b, c as (d, e)'],
    ['with (a as b): f', 'with a as b'],
    ['with (a, b): f', 'with a, b'],
    ['with (a): f', 'with a'],
    ['with a if b else c as d: f', 'with a if b else c as d'],
    ['with (a if b else c as d, e as g): f', 'with a if b else c as d, e as g'],
    ['with (a).b() as c: f', 'with a.b() as c'],
    ['with (yield a): f', 'with yield a'],
  ])('%s', (source, expected) => {
    expect(outlineOf(factsOf(source))[0]).toBe(expected);
  });

  test('async for and async with', () => {
    expect(
      outlineOf(factsOf('async def f():\n  async with a() as b:\n    async for c in d: e\n')),
    ).toEqual(['async def f', '  async with a() as b', '    async for c in d', '      e']);
  });

  test.each([
    ['except: b', 'except'],
    ['except A: b', 'except A'],
    ['except A.B as e: b', 'except A.B as e'],
    ['except (A, B) as e: b', 'except A, B as e'],
    ['except A, B: b', 'except A, B'],
    ['except* A as e: b', 'except* A as e'],
    ['except* (A, B): b', 'except* A, B'],
    ['except *errors: b', 'except* errors'],
    ['except errors(): b', 'except errors()'],
    ['except A if B else C as e: b', 'except A if B else C as e'],
  ])('%s', (handler, expected) => {
    const facts = factsOf(`try: a\n${handler}\n`);
    expect(outlineOf(facts)).toEqual(['try', '  a', expected, '  b']);
    expect(facts.syntaxErrors).toEqual([]);
  });

  test('try with everything', () => {
    expect(
      outlineOf(factsOf('try:\n  a\nexcept A:\n  b\nexcept:\n  c\nelse:\n  d\nfinally:\n  e\n')),
    ).toEqual(['try', '  a', 'except A', '  b', 'except', '  c', 'else', '  d', 'finally', '  e']);
  });
});

describe('match', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['1', 'values [1] captures []'],
    ['-1', 'values [-1] captures []'],
    ['-1.5 | 2', 'values [-1.5, 2] captures []'],
    ['1 - 2j', 'values [1 - 2j] captures []'],
    ['"a" "b"', 'values ["ab"] captures []'],
    ['None | True', 'values [None, True] captures []'],
    ['Color.RED', 'values [Color.RED] captures []'],
    ['name', 'values [] captures [name] (all)'],
    ['_', 'values [] captures [] (all)'],
    ['(name)', 'values [] captures [name] (all)'],
    ['(name,)', 'values [] captures [name]'],
    ['_ as whole', 'values [] captures [whole] (all)'],
    ['1 | _', 'values [1] captures [] (all)'],
    ['[a, 1, *rest]', 'values [1] captures [a, rest]'],
    ['a, *_', 'values [] captures [a]'],
    ['{"k": v, Key.X: 2, **more}', 'values ["k", Key.X, 2] captures [v, more]'],
    ['Point(x=0, y=yy) as p', 'values [Point, 0] captures [yy, p]'],
    ['shapes.Point(1, Inner(z))', 'values [shapes.Point, 1, Inner] captures [z]'],
    ['x if x > 1', 'values [] captures [x] if x > 1 (all)'],
  ];
  test.each(cases)('case %s', (pattern, expected) => {
    const facts = factsOf(`match subject:\n  case ${pattern}:\n    pass\n`);
    expect(outlineOf(facts)).toEqual(['match subject', `  case ${expected}`, '    pass']);
  });

  test('what the grammar mistakes for an annotation is unknown', () => {
    expect(outlineOf(factsOf('match [a]:  # why\n  case [b]: c\nd\n'))).toEqual([
      '?syntax-error',
      'd',
    ]);
  });

  test('several subjects are a tuple', () => {
    expect(outlineOf(factsOf('match a, b:\n  case 1, c: d\n'))).toEqual([
      'match (a, b)',
      '  case values [1] captures [c]',
      '    d',
    ]);
  });
});
