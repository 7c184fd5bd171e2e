import { describe, expect, test } from '@jest/globals';
import {
  childrenOf,
  dottedName,
  expressionsOf,
  hasUnpackedArguments,
  isConstant,
  keywordArgument,
  literalNumber,
  literalString,
  positionAt,
  positionalArgument,
  textOf,
  walkExpressions,
  walkStatements,
} from '../../../../src/python/facts/expressions.ts';
import type { CallExpr, Expr } from '../../../../src/python/facts/facts.ts';
import { factsOf } from '../../../support/parse.ts';

function expr(source: string): Expr {
  const [statement] = factsOf(source).body;
  if (statement?.kind !== 'expression') throw new Error(`not an expression: ${source}`);
  return statement.value;
}

function call(source: string): CallExpr {
  const value = expr(source);
  if (value.kind !== 'call') throw new Error(`not a call: ${source}`);
  return value;
}

describe('every kind of expression', () => {
  test('names, attributes, calls', () => {
    expect(expr('a.b(c, *d, k=1, **e)')).toEqual({
      kind: 'call',
      start: 0,
      end: 20,
      callee: {
        kind: 'attribute',
        start: 0,
        end: 3,
        object: { kind: 'name', start: 0, end: 1, id: 'a' },
        name: 'b',
      },
      args: [
        {
          start: 4,
          end: 5,
          name: null,
          splat: '',
          value: { kind: 'name', start: 4, end: 5, id: 'c' },
        },
        {
          start: 7,
          end: 9,
          name: null,
          splat: '*',
          value: { kind: 'name', start: 8, end: 9, id: 'd' },
        },
        {
          start: 11,
          end: 14,
          name: 'k',
          splat: '',
          value: { kind: 'number', start: 13, end: 14, text: '1' },
        },
        {
          start: 16,
          end: 19,
          name: null,
          splat: '**',
          value: { kind: 'name', start: 18, end: 19, id: 'e' },
        },
      ],
    });
  });

  test.each([
    'return *f(a).b[0], c',
    'x = *f(a).b[0], c',
    'for x in *f(a).b[0], c: d',
    'yield *f(a).b[0], c',
  ])('the star of %s takes the whole operand', (source) => {
    const [statement] = factsOf(source).body;
    if (statement === undefined) throw new Error('no statement');
    const tuples: Expr[] = [];
    for (const each of expressionsOf(statement))
      walkExpressions(each, (inner) => {
        if (inner.kind === 'tuple') tuples.push(inner);
      });
    expect(tuples).toMatchObject([
      {
        items: [
          {
            kind: 'starred',
            value: { kind: 'subscript', object: { kind: 'attribute', object: { kind: 'call' } } },
          },
          { id: 'c' },
        ],
      },
    ]);
  });

  test('a generator may stand alone in a call', () => {
    expect(call('f(x for x in y)').args).toMatchObject([
      { name: null, splat: '', value: { kind: 'comprehension', result: 'generator' } },
    ]);
  });

  test.each([
    ['None', { kind: 'constant', value: 'None' }],
    ['True', { kind: 'constant', value: 'True' }],
    ['False', { kind: 'constant', value: 'False' }],
    ['...', { kind: 'constant', value: '...' }],
    ['1_000', { kind: 'number', text: '1_000' }],
    ['1.5e3', { kind: 'number', text: '1.5e3' }],
    ['()', { kind: 'tuple', items: [] }],
    ['(a)', { kind: 'name', id: 'a', start: 1, end: 2 }],
    ['(a,)', { kind: 'tuple', start: 0, end: 4 }],
    ['[a, *b]', { kind: 'list', items: [{ kind: 'name' }, { kind: 'starred', double: false }] }],
    ['{a, b}', { kind: 'set' }],
    ['{}', { kind: 'dict', entries: [] }],
    [
      '{a: 1, **b}',
      { kind: 'dict', entries: [{ key: { id: 'a' } }, { key: null, value: { id: 'b' } }] },
    ],
    ['a + b', { kind: 'binary', operator: '+', start: 0, end: 5 }],
    ['(a) + (b)', { kind: 'binary', start: 0, end: 9 }],
    ['a and b', { kind: 'boolean', operator: 'and' }],
    ['a or b', { kind: 'boolean', operator: 'or' }],
    ['not a', { kind: 'unary', operator: 'not' }],
    ['-a', { kind: 'unary', operator: '-' }],
    ['~a', { kind: 'unary', operator: '~' }],
    [
      'a < b <= c',
      {
        kind: 'compare',
        operators: ['<', '<='],
        operands: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      },
    ],
    ['a not in b is not c', { kind: 'compare', operators: ['not in', 'is not'] }],
    ['a <> b', { kind: 'compare', operators: ['!='] }],
    ['a[0]', { kind: 'subscript', index: [{ kind: 'number' }] }],
    ['a[b, *c]', { kind: 'subscript', index: [{ id: 'b' }, { kind: 'starred' }] }],
    [
      'a[1:2]',
      {
        kind: 'subscript',
        index: [{ kind: 'slice', lower: { text: '1' }, upper: { text: '2' }, step: null }],
      },
    ],
    [
      'a[::3, ...]',
      {
        kind: 'subscript',
        index: [{ kind: 'slice', lower: null, upper: null, step: { text: '3' } }, { value: '...' }],
      },
    ],
    [
      'a[:x]',
      {
        kind: 'subscript',
        index: [{ kind: 'slice', lower: null, upper: { id: 'x' }, step: null }],
      },
    ],
    ['await a', { kind: 'await', value: { id: 'a' } }],
    [
      'a if b else c',
      { kind: 'conditional', then: { id: 'a' }, test: { id: 'b' }, otherwise: { id: 'c' } },
    ],
    ['(a := b)', { kind: 'named', target: 'a', value: { id: 'b' } }],
    ['(yield)', { kind: 'yield', from: false, value: null }],
    ['(yield a)', { kind: 'yield', from: false, value: { id: 'a' } }],
    ['(yield from a)', { kind: 'yield', from: true, value: { id: 'a' } }],
    ['(yield a, b)', { kind: 'yield', value: { kind: 'tuple' } }],
    ['lambda: 0', { kind: 'lambda', params: [], body: { kind: 'number' } }],
    [
      'lambda a, b=1, *c, **d: a',
      {
        kind: 'lambda',
        params: [
          { name: 'a', kind: 'positional', default: null },
          { name: 'b', kind: 'positional', default: { kind: 'number' } },
          { name: 'c', kind: 'var-positional' },
          { name: 'd', kind: 'var-keyword' },
        ],
      },
    ],
    [
      '[a async for a in b if c if d]',
      {
        kind: 'comprehension',
        result: 'list',
        clauses: [{ kind: 'for', isAsync: true }, { kind: 'if' }, { kind: 'if' }],
      },
    ],
    [
      '{a: b for a, b in c}',
      { kind: 'comprehension', result: 'dict', element: { id: 'a' }, value: { id: 'b' } },
    ],
    ['{a for a in b for c in d}', { kind: 'comprehension', result: 'set', value: null }],
  ])('%s', (source, expected) => {
    expect(expr(source)).toMatchObject(expected);
  });

  test('a long chain of one operator becomes a shallow tree in the same order', () => {
    const names = Array.from({ length: 300 }, (_, i) => `"p${i}"`);
    const value = expr(names.join(' + '));
    const leaves: string[] = [];
    let depth = 0;
    const visit = (at: Expr, level: number): void => {
      depth = Math.max(depth, level);
      if (at.kind === 'string') leaves.push(JSON.stringify(at.value));
      for (const child of childrenOf(at)) visit(child, level + 1);
    };
    visit(value, 0);
    expect(leaves).toEqual(names);
    expect(depth).toBeLessThanOrEqual(10);
    expect(value).toMatchObject({ start: 0, end: names.join(' + ').length });
  });
});

describe('strings', () => {
  test.each([
    [String.raw`'a\n\x41\u00e9\101\''`, "a\nAéA'"],
    [String.raw`r'\n'`, String.raw`\n`],
    [String.raw`'\d\N{DASH}'`, String.raw`\d\N{DASH}`],
    ["'a\\\nb'", 'ab'],
    ["'''a\r\nb'''", 'a\nb'],
    ['"""a"b"""', 'a"b'],
    ['""', ''],
    ['""""""', ''],
    ["('a' 'b'\n 'c')", 'abc'],
    ["U'a' r'\\b'", 'a\\b'],
    [String.raw`'\U0001F600'`, '😀'],
  ])('%j', (source, value) => {
    expect(expr(source)).toMatchObject({
      kind: 'string',
      value,
      bytes: false,
      format: '',
      parts: [],
    });
  });

  test('bytes know neither u nor U', () => {
    expect(expr(String.raw`b'\x41\u0041'`)).toMatchObject({
      value: String.raw`A\u0041`,
      bytes: true,
    });
    expect(expr(String.raw`Rb'\x41'`)).toMatchObject({ value: String.raw`\x41`, bytes: true });
  });

  test.each([
    ['f"a{b}c"', 'a{}c', ['b'], 'f'],
    ['f"{a!r:>{w}} {{b}}"', '{}{} {b}', ['a', 'w'], 'f'],
    ['f"{a=}"', 'a={}', ['a'], 'f'],
    ['f"{d["k"]} {f"{x}"}"', '{} {}', ['d["k"]', 'f"{x}"'], 'f'],
    ['rf"\\d{a}"', '\\d{}', ['a'], 'f'],
    ['t"{a} b"', '{} b', ['a'], 't'],
    ['"a" f"{b}" "c"', 'a{}c', ['b'], 'f'],
    ['f"{a, b}"', '{}', ['(a, b)'], 'f'],
    ['f"{yield a}"', '{}', ['yield a'], 'f'],
    ["f'''{\na\n}'''", '{}', ['a'], 'f'],
    ['f"plain"', 'plain', [], 'f'],
  ])('%s', (source, value, parts, format) => {
    const string = expr(source);
    expect(string).toMatchObject({ kind: 'string', value, format });
    expect(string.kind === 'string' && string.parts.map(textOf)).toEqual(parts);
  });
});

describe('textOf', () => {
  test.each([
    ["a . b (  c ,d = 'x' )", 'a.b(c, d="x")'],
    ['(a + b) * c', '(a + b) * c'],
    ['a + (b * c)', 'a + b * c'],
    ['a - (b - c)', 'a - (b - c)'],
    ['(a - b) - c', 'a - b - c'],
    ['(-a) ** b', '(-a) ** b'],
    ['-(a ** b)', '-a ** b'],
    ['a ** -b', 'a ** -b'],
    ['(a ** b) ** c', '(a ** b) ** c'],
    ['not (a in b)', 'not a in b'],
    ['(not a) in b', '(not a) in b'],
    ['(a < b) < c', '(a < b) < c'],
    ['(await a).b', '(await a).b'],
    ['await (a.b())', 'await a.b()'],
    ['(lambda: a)()', '(lambda: a)()'],
    ['(a if b else c) if d else e', '(a if b else c) if d else e'],
    ['a if b else (c if d else e)', 'a if b else c if d else e'],
    ['(a, b)[0]', '(a, b)[0]'],
    ['f((a := 1))', 'f((a := 1))'],
    ['lambda a, /, b: int, *, c=1: a'.replace(': int', ''), 'lambda a, /, b, *, c=1: a'],
    ['x[1:2, ::3, :]', 'x[1:2, ::3, :]'],
    ['{**a, b: c}', '{**a, b: c}'],
    ['[x for x in (a if b else c) if (d or e)]', '[x for x in (a if b else c) if d or e]'],
    ["f'{a}-{b}'", 'f"{a}-{b}"'],
    ["b'a'", 'b"a"'],
    ['f(**(a or b))', 'f(**a or b)'],
  ])('%s', (source, expected) => {
    expect(textOf(expr(source))).toBe(expected);
    expect(textOf(expr(expected))).toBe(expected);
  });
});

describe('questions', () => {
  test('dottedName', () => {
    expect(dottedName(expr('a.b.c'))).toBe('a.b.c');
    expect(dottedName(expr('a().b'))).toBeNull();
  });

  test('literals', () => {
    expect(literalString(expr('"a"'))).toBe('a');
    expect(literalString(expr('b"a"'))).toBeNull();
    expect(literalString(expr('f"a{b}"'))).toBeNull();
    expect(literalString(null)).toBeNull();
    expect(
      ['1_000', '-5', '0x1F', '0b11', '0o17', '1e3', '+2', '017', '10L'].map((text) =>
        literalNumber(expr(text)),
      ),
    ).toEqual([1000, -5, 31, 3, 15, 1000, 2, 15, 10]);
    expect(literalNumber(expr('2j'))).toBeNull();
    expect(literalNumber(expr('a'))).toBeNull();
    expect(isConstant(expr('None'), 'None')).toBe(true);
    expect(isConstant(expr('True'), 'False')).toBe(false);
  });

  test('arguments', () => {
    const plain = call('f(a, b, k=c)');
    expect(keywordArgument(plain, 'k')?.value).toMatchObject({ id: 'c' });
    expect(keywordArgument(plain, 'x')).toBeNull();
    expect(positionalArgument(plain, 1)?.value).toMatchObject({ id: 'b' });
    expect(positionalArgument(plain, 2)).toBeNull();
    expect(positionalArgument(call('f(a, *b, c)'), 0)?.value).toMatchObject({ id: 'a' });
    expect(positionalArgument(call('f(a, *b, c)'), 1)).toBeNull();
    expect(hasUnpackedArguments(plain)).toBe(false);
    expect(hasUnpackedArguments(call('f(**a)'))).toBe(true);
  });

  test('walkExpressions goes outer before inner, in source order, and stops where it is told', () => {
    const seen: string[] = [];
    walkExpressions(expr('f(a + b, [c for c in d])'), (each) => {
      seen.push(textOf(each));
      return each.kind === 'binary' ? false : undefined;
    });
    expect(seen).toEqual([
      'f(a + b, [c for c in d])',
      'f',
      'a + b',
      '[c for c in d]',
      'c',
      'c',
      'd',
    ]);
  });

  test('walkStatements stays out of nested definitions', () => {
    const facts = factsOf(
      'if a:\n  def f():\n    b\n  class C:\n    c\n  d\ntry:\n  e\nexcept A:\n  g\n',
    );
    const seen: string[] = [];
    walkStatements(facts.body, (statement) => {
      seen.push(statement.kind);
    });
    expect(seen).toEqual([
      'if',
      'function',
      'class',
      'expression',
      'try',
      'expression',
      'expression',
    ]);
  });

  test('expressionsOf follows the order of evaluation', () => {
    const texts = (source: string): string[] =>
      factsOf(source).body.flatMap((statement) => expressionsOf(statement).map(textOf));
    expect(texts('a.b = c()\n')).toEqual(['c()', 'a.b']);
    expect(texts('for a in b: c\n')).toEqual(['b', 'a']);
    expect(texts('with a as b, c: d\n')).toEqual(['a', 'b', 'c']);
    expect(texts('raise a from b\n')).toEqual(['a', 'b']);
    expect(texts('match a:\n  case B.c if d: e\n')).toEqual(['a', 'B.c', 'd']);
  });

  test('positionAt counts from 1', () => {
    const facts = factsOf('a\n  \nbc = 1\n');
    expect(positionAt(facts, 0)).toEqual({ line: 1, column: 1 });
    expect(positionAt(facts, 6)).toEqual({ line: 3, column: 2 });
  });
});
