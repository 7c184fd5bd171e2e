import { describe, expect, it } from '@jest/globals';
import {
  enclosing,
  isInsideLoop,
  repeatingLoop,
  tryAround,
} from '../../../../src/python/flow/questions.ts';
import { callIn, functionIn, moduleFrom, outlineOf } from '../../../support/flow.ts';

function outline(body: string, header = 'def f():'): readonly string[] {
  return outlineOf(functionIn(moduleFrom(`${header}\n${body}\n`), 'f'));
}

describe('operations in evaluation order', () => {
  it('runs arguments before their call and the value before the target', () => {
    expect(outline('    x = a(b(), k=c())')).toEqual(['call b', 'call c', 'call a', 'assign 1']);
  });

  it('awaits after the call', () => {
    expect(outline('    await a()', 'async def f():')).toEqual(['call a', 'await']);
  });

  it('has implicit awaits of async blocks and loops', () => {
    expect(outline('    async with a() as x:\n        b()', 'async def f():')).toEqual([
      'call a',
      'implicit-await',
      'assign 1',
      'call b',
      'implicit-await',
    ]);
    expect(outline('    async for x in a():\n        b()', 'async def f():')).toEqual([
      'call a',
      'implicit-await',
      'assign 1',
      'call b',
    ]);
  });

  it('tests conditions, matches and filters', () => {
    expect(outline('    if a():\n        b()\n    y = [c() for x in d() if e()]')).toEqual([
      'call a',
      'test',
      'call b',
      'call d',
      'assign 1',
      'call e',
      'test',
      'call c',
      'assign 1',
    ]);
  });

  it('keeps nested bodies out and their headers in', () => {
    expect(
      outline('    @a()\n    def g(x=b()):\n        c()\n    class K(d()):\n        e()'),
    ).toEqual(['call a', 'call b', 'call d', 'call e']);
  });

  it('gives every call of the module exactly one operation', () => {
    const module = moduleFrom(
      'import x\n@x.a()\nclass K(x.b(), m=x.c()):\n    y: x.d() = x.e()\n    @x.f()\n    def g(self, p: x.g() = x.h()) -> x.i():\n        return lambda q=x.j(): x.k()\ntype T = x.l()\n',
    );
    const texts = module.calls.map(({ text, operation }) => `${text} ${operation.kind}`);
    expect(texts.toSorted()).toEqual('abcdefghijkl'.split('').map((letter) => `x.${letter} call`));
  });
});

describe('regions', () => {
  const fn = functionIn(
    moduleFrom(
      [
        'def f(items):',
        '    for item in load():',
        '        try:',
        '            send(item)',
        '        except ValueError as error:',
        '            log(error)',
        '        else:',
        '            done()',
        '        finally:',
        '            close()',
        '    while ready():',
        '        step()',
        '    return [parse(x) for x in read()] if check() else other(lambda: late())',
      ].join('\n'),
    ),
    'f',
  );
  const kinds = (text: string): readonly string[] =>
    callIn(fn, text).regions.map(({ kind }) => kind);

  it('nest from the outside in', () => {
    expect(kinds('load')).toEqual(['loop']);
    expect(kinds('send')).toEqual(['loop', 'try']);
    expect(kinds('log')).toEqual(['loop', 'except']);
    expect(kinds('done')).toEqual(['loop', 'try-else']);
    expect(kinds('close')).toEqual(['loop', 'finally']);
    expect(kinds('parse')).toEqual(['branch', 'comprehension']);
    expect(kinds('read')).toEqual(['branch']);
    expect(kinds('late')).toEqual(['branch', 'lambda']);
  });

  it('tell what repeats', () => {
    const repeats = ['load', 'send', 'ready', 'step', 'parse', 'read', 'late'].filter((text) =>
      isInsideLoop(callIn(fn, text)),
    );
    expect(repeats).toEqual(['send', 'ready', 'step', 'parse']);
    expect(repeatingLoop(callIn(fn, 'send'))?.kind).toBe('loop');
  });

  it('tell what catches', () => {
    expect(tryAround(callIn(fn, 'send'))?.handlers).toHaveLength(1);
    expect(tryAround(callIn(fn, 'log'))).toBeNull();
    expect(enclosing(callIn(fn, 'log'), 'except')?.handler.name).toBe('error');
  });
});
