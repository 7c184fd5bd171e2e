import { describe, expect, test } from '@jest/globals';
import { scanImports } from '../../../../src/python/facts/import-scanner.ts';
import { positionAt } from '../../../../src/python/facts/expressions.ts';
import { MAX_BLOCK_DEPTH, MAX_EXPRESSION_DEPTH } from '../../../../src/python/facts/limits.ts';
import type { ModuleFacts } from '../../../../src/python/facts/facts.ts';
import { outlineOf } from '../../../support/outline.ts';
import { factsOf } from '../../../support/parse.ts';

const BEFORE =
  'import os\n\ndef before(a):\n    return os.path.join(a)\n\nclass A(B):\n    def m(self):\n        return 1\n\n';
const AFTER =
  '\ndef after(b):\n    return after2(b)\n\nclass C(D):\n    def n(self):\n        return 2\n\nimport sys\n';

describe('a syntax error stays where it is', () => {
  test.each([
    ['an unclosed parenthesis', 'def broken(x):\n    y = foo(x, (1, 2\n    return y\n'],
    ['an unclosed bracket', 'def broken(x):\n    y = [1, 2\n    z = 3\n'],
    ['a closing parenthesis too many', 'def broken(x):\n    y = 1)\n    return y\n'],
    ['a missing colon', 'def broken(x)\n    return x\n'],
    ['a missing comma in a dict', 'x = {\n  "a": 1\n  "b": 2\n}\n'],
    ['a missing comma in a call', 'x = foo(a=1 b=2)\n'],
    ['a conflict', '<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> branch\n'],
    [
      'a conflict in a function',
      'def broken(x):\n<<<<<<< HEAD\n    x = 1\n=======\n    x = 2\n>>>>>>> branch\n    return x\n',
    ],
    ['an unclosed string', 'x = "abc\n'],
    ['half a definition', 'def \n'],
    ['a lonely decorator', '@\n'],
    ['a trailing dot', 'foo.\n'],
    ['a template', '{% if x %}\nfoo = {{ bar }}\n{% endif %}\n'],
    ['another language', 'x = a?.b\n'],
    ['a NUL', 'x = 1\0\n'],
    ['a class header', 'class Q(R:\n    x = 1\n'],
  ])('%s', (_name, broken) => {
    const facts = factsOf(BEFORE + broken + AFTER);
    expect(
      facts.functions.map((each) => each.qualname).filter((name) => name !== 'broken'),
    ).toEqual(['before', 'A.m', 'after', 'C.n']);
    expect(facts.classes.map((each) => each.qualname).filter((name) => name !== 'Q')).toEqual([
      'A',
      'C',
    ]);
    expect(facts.imports.map((each) => each.module)).toEqual(['os', 'sys']);
    expect(facts.syntaxErrors.length).toBeGreaterThan(0);
    const lines = facts.syntaxErrors.map((error) => positionAt(facts, error.start).line);
    const from = BEFORE.split('\n').length;
    for (const line of lines) expect(line).toBeGreaterThanOrEqual(from);
    for (const line of lines) expect(line).toBeLessThan(from + broken.split('\n').length);
  });

  test('methods beside the broken one stay methods', () => {
    const source =
      'class Q(R):\n    def a(self):\n        return 1\n\n    def b(self):\n        return foo(1,\n\n    def c(self):\n        return 3\n\ndef after(): pass\n';
    const facts = factsOf(source);
    expect(facts.functions.map((each) => each.qualname)).toEqual(['Q.a', 'Q.b', 'Q.c', 'after']);
    expect(facts.syntaxErrors.map((error) => positionAt(facts, error.start).line)).toEqual([6]);
  });

  test('a broken argument may be any argument', () => {
    const [statement] = factsOf('f(a, timeout=) \n').body;
    expect(statement).toMatchObject({ kind: 'expression' });
    expect(factsOf('f(a, b c)\n').syntaxErrors).toHaveLength(1);
    const call = factsOf('f(a, $)\n').body[0];
    expect(call?.kind === 'expression' && call.value).toMatchObject({
      kind: 'call',
      args: [
        { name: null, splat: '' },
        { name: null, splat: '**', value: { kind: 'unknown', reason: 'syntax-error' } },
      ],
    });
  });
});

describe('limits', () => {
  const deep = 10_000;
  test.each([
    ['parentheses in calls', `x = ${'f('.repeat(deep)}${')'.repeat(deep)}\n`],
    ['brackets', `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`],
    ['a chain of calls', `x = a${'.b()'.repeat(20_000)}\n`],
    ['a chain of minus', `x = ${'a-'.repeat(20_000)}b\n`],
    ['lambdas', `x = ${'lambda: '.repeat(deep)}0\n`],
    ['conditions', `x = ${'a if b else '.repeat(deep)}0\n`],
    ['signs', `x = ${'-'.repeat(deep)}1\n`],
    ['dicts', `x = ${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}\n`],
    ['aliases in parentheses', `with ${'('.repeat(3000)}a as b${' as c)'.repeat(3000)}: pass\n`],
  ])('too deep: %s', (_name, source) => {
    const facts = factsOf(`${source}y = 1\n`);
    expect(facts.limits).toEqual([{ limit: 'expression-depth', line: 1 }]);
    expect(depthOf(facts)).toBeLessThan(10 * MAX_EXPRESSION_DEPTH);
    expect(outlineOf(facts).at(-1)).toBe('y = 1');
  });

  test.each([
    ['needless parentheses', `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`],
    ['a sum', `x = ${'a+'.repeat(20_000)}b\n`],
    ['an alternation', `x = ${'a or '.repeat(20_000)}b\n`],
    ['a comparison', `x = ${'a<'.repeat(20_000)}b\n`],
    ['strings side by side', `x = ${"'a' ".repeat(20_000)}\n`],
    ['arguments', `f(${'a,'.repeat(20_000)})\n`],
    ['statements on one line', `${'a;'.repeat(20_000)}\n`],
    ['decorators', `${'@a\n'.repeat(20_000)}def f(): pass\n`],
    ['a long import', `from a import ${'b,'.repeat(10_000)}c\n`],
    ['lines', 'x = f(1, a=2)\n'.repeat(10_000)],
    ['patterns', `match x:\n  case ${'['.repeat(5000)}${']'.repeat(5000)}: pass\n`],
    ['separators of parameters', `def f(${'a, /, '.repeat(20_000)}): pass\n`],
  ])('long but not deep: %s', (_name, source) => {
    const facts = factsOf(source);
    expect(facts.limits).toEqual([]);
    expect(depthOf(facts)).toBeLessThan(100);
    expect(scanImports(source)).toEqual(facts.imports);
  });

  test('blocks', () => {
    const nested = Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n');
    const facts = factsOf(`${nested}\n${' '.repeat(300)}pass\ny = 1\n`);
    expect(facts.limits).toEqual([{ limit: 'block-depth', line: MAX_BLOCK_DEPTH + 2 }]);
    expect(outlineOf(facts).at(-1)).toBe('y = 1');
  });

  test('elif clauses nest, so they are bounded too', () => {
    const facts = factsOf(`if a: pass\n${'elif b: pass\n'.repeat(5000)}else: pass\ny = 1\n`);
    expect(facts.limits).toEqual([{ limit: 'block-depth', line: MAX_BLOCK_DEPTH + 1 }]);
    expect(outlineOf(facts).at(-1)).toBe('y = 1');
  });

  test.each([
    '(',
    '[',
    '{',
    'f"{',
    '"',
    '\\',
    ':',
    '*',
    '@',
    'def ',
    'if x:\n ',
    '"""',
    "f'''{",
    'x = """',
  ])('nothing but %j', (piece) => {
    const source = piece.repeat(3000);
    expect(() => factsOf(source)).not.toThrow();
    expect(() => scanImports(`${source}\nimport a\n`)).not.toThrow();
  });
});

/** How deep the facts are as plain data. */
function depthOf(facts: ModuleFacts): number {
  let depth = 0;
  let level: object[] = [facts];
  while (level.length > 0) {
    depth += 1;
    level = level.flatMap((value) =>
      Object.values<unknown>({ ...value }).filter(
        (each) => typeof each === 'object' && each !== null,
      ),
    );
  }
  return depth;
}
