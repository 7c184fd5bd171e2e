import { describe, expect, it } from '@jest/globals';
import { functionIn, moduleFrom, operationOf } from '../../../support/flow.ts';

function flowOf(body: string, header = 'def f():') {
  const fn = functionIn(moduleFrom(`import sys\n${header}\n${body}\n`), 'f');
  return {
    fn,
    follows: (a: string, b: string) => fn.flow.canFollow(operationOf(fn, a), operationOf(fn, b)),
    awaits: (a: string, b: string) =>
      fn.flow.awaitsBetween(operationOf(fn, a), operationOf(fn, b)).length,
    definitions: (name: string, at: string) =>
      fn.flow
        .definitionsOf(name, operationOf(fn, at))
        .map((operation) => fn.module.position(operation.start).line - 2),
  };
}

describe('canFollow', () => {
  it('orders statements', () => {
    const { follows } = flowOf('    a()\n    b()');
    expect([follows('a', 'b'), follows('b', 'a'), follows('a', 'a')]).toEqual([true, false, true]);
  });

  it('keeps arms apart', () => {
    const { follows } = flowOf(
      '    if x:\n        a()\n    elif y:\n        b()\n    else:\n        c()\n    d()',
    );
    expect([follows('a', 'b'), follows('b', 'c'), follows('a', 'd'), follows('c', 'd')]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('keeps match arms and conditional expressions apart', () => {
    const { follows } = flowOf(
      '    match x:\n        case 1:\n            a()\n        case _:\n            b()\n    c() if x else d()',
    );
    expect([follows('a', 'b'), follows('b', 'c'), follows('c', 'd')]).toEqual([false, true, false]);
  });

  it('ends at return and raise', () => {
    const { follows } = flowOf(
      '    if x:\n        a()\n        return\n    if y:\n        b()\n        raise E\n    c()',
    );
    expect([follows('a', 'c'), follows('b', 'c')]).toEqual([false, false]);
  });

  it('ends at calls that never return', () => {
    const { follows } = flowOf('    if x:\n        a()\n        sys.exit(1)\n    b()');
    expect(follows('a', 'b')).toBe(false);
  });

  it('goes round loops', () => {
    const { follows } = flowOf('    for x in y:\n        a()\n        b()\n    c()');
    expect([follows('b', 'a'), follows('c', 'a'), follows('b', 'c')]).toEqual([true, false, true]);
  });

  it('leaves an endless loop by break alone', () => {
    const endless = flowOf('    while True:\n        a()\n    b()');
    const broken = flowOf(
      '    while True:\n        a()\n        if x:\n            break\n        c()\n    b()',
    );
    expect([endless.follows('a', 'b'), broken.follows('a', 'b'), broken.follows('c', 'b')]).toEqual(
      [false, true, true],
    );
  });

  it('skips what continue skips', () => {
    const { follows } = flowOf(
      '    for x in y:\n        if x:\n            a()\n            continue\n        b()\n    c()',
    );
    expect([follows('a', 'b'), follows('a', 'c')]).toEqual([true, true]);
    const once = flowOf(
      '    if x:\n        for i in y:\n            a()\n            break\n            b()',
    );
    expect(once.follows('a', 'b')).toBe(false);
  });

  it('raises into handlers and not back', () => {
    const { follows } = flowOf(
      '    try:\n        a()\n        b()\n    except E:\n        c()\n    except F:\n        d()\n    e()',
    );
    expect([
      follows('a', 'c'),
      follows('b', 'd'),
      follows('c', 'b'),
      follows('c', 'd'),
      follows('d', 'e'),
    ]).toEqual([true, true, false, false, true]);
  });

  it('passes finally on every way out and goes on only where control does', () => {
    const { follows } = flowOf(
      '    try:\n        if x:\n            a()\n            return\n        b()\n    finally:\n        c()\n    d()',
    );
    expect([follows('a', 'c'), follows('a', 'd'), follows('b', 'c'), follows('b', 'd')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('goes on after suppressed exceptions', () => {
    const { follows } = flowOf('    with suppress(E):\n        a()\n        raise E\n    b()');
    expect(follows('a', 'b')).toBe(true);
  });
});

describe('awaitsBetween', () => {
  it('counts explicit and implicit awaits on the way', () => {
    const { awaits } = flowOf(
      '    a()\n    await x\n    async with y:\n        b()\n    c()',
      'async def f():',
    );
    expect([awaits('a', 'b'), awaits('a', 'c'), awaits('b', 'c')]).toEqual([2, 3, 1]);
  });

  it('does not count awaits of another arm', () => {
    const { awaits } = flowOf(
      '    a()\n    if x:\n        await y\n        return\n    b()',
      'async def f():',
    );
    expect(awaits('a', 'b')).toBe(0);
  });
});

describe('definitionsOf', () => {
  it('finds every assignment that may reach', () => {
    const { definitions } = flowOf(
      '    x = 1\n    if y:\n        x = 2\n    a(x)\n    x = 3\n    b(x)',
    );
    expect([definitions('x', 'a'), definitions('x', 'b')]).toEqual([[1, 3], [5]]);
  });

  it('knows loop targets, with, except, walrus and captures', () => {
    const { definitions } = flowOf(
      '    for x in y:\n        a(x)\n    with z as w:\n        b(w)\n    try:\n        pass\n    except E as e:\n        c(e)\n    if n := g():\n        d(n)\n    match v:\n        case [m]:\n            h(m)',
    );
    expect([
      definitions('x', 'a'),
      definitions('w', 'b'),
      definitions('e', 'c'),
      definitions('n', 'd'),
      definitions('m', 'h'),
    ]).toEqual([[1], [3], [7], [9], [12]]);
  });
});
