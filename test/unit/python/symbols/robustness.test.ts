import { describe, expect, it } from '@jest/globals';
import { symbolsOf } from '../../../support/symbols.ts';

function names(source: string): readonly (string | null)[] {
  return symbolsOf({ 'app.py': source })
    .module('app.py')
    .calls.map((call) => call.name);
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

describe('hostile and generated code', () => {
  it.each([
    ['a chain of assignments', `x0 = f()\n${lines(3000, (i) => `x${i + 1} = x${i}.foo()`)}`],
    ['one name assigned again and again', lines(3000, () => 'x = x.foo()')],
    [
      'one name assigned under many conditions',
      `def f(x):\n${lines(2000, (i) => `  if a${i}:\n    x = x.foo()`)}`,
    ],
    ['tuples of tuples', `a0 = 1\n${lines(500, (i) => `a${i + 1} = (a${i}, a${i})`)}\na500.foo()`],
    [
      'functions that return each other',
      lines(
        200,
        (i) =>
          `def f${i}(n):\n  if n:\n    return f${(i + 1) % 200}(n)\n  return f${(i + 17) % 200}(n)`,
      ),
    ],
    [
      'a deep hierarchy',
      lines(2000, (i) => `class C${i + 1}(C${i}):\n  def run(self):\n    self.stop()`),
    ],
    [
      'diamonds on diamonds',
      `class A0: ...\nclass B0(A0): ...\n${lines(100, (i) => `class A${i + 1}(A${i}, B${i}): ...\nclass B${i + 1}(B${i}, A${i}): ...`)}\nB100().foo()`,
    ],
    [
      'attributes that depend on each other',
      `class A:\n${lines(300, (i) => `  def m${i}(self):\n    self.x = self.y.z()\n    self.y = self.x.w()`)}`,
    ],
    ['a class that derives from itself', 'class A(A.B):\n  class B(A): ...\nA().run()'],
    ['nested comprehensions', `x = ${'[y for y in '.repeat(60)}z()${']'.repeat(60)}`],
  ])('ends in %s', (_, source) => {
    expect(names(`${source}\n`).length).toBeGreaterThanOrEqual(0);
  });

  it('still reads what stands beside it', () => {
    const source = `${lines(2000, () => 'x = x.foo()')}\nimport requests\nrequests.get("u")\n`;
    expect(names(source).at(-1)).toBe('requests.get');
  });

  it('answers the same in any order', () => {
    const source = [
      'class A:',
      '    def __init__(self):',
      '        self.b = B(self)',
      '    def one(self):',
      '        return self.b.two()',
      'class B:',
      '    def __init__(self, a: "A"):',
      '        self.a = a',
      '    def two(self):',
      '        return self.a.one()',
      '    def three(self):',
      '        return self.a.b.a.b',
      'B(A()).three().two()',
    ].join('\n');
    const forward = names(source);
    const module = symbolsOf({ 'app.py': source }).module('app.py');
    const backward = module.calls
      .toReversed()
      .map((call) => call.name)
      .toReversed();
    expect(backward).toEqual(forward);
    expect(forward).toContain('app.B.two');
  });
});
