import { describe, expect, it } from '@jest/globals';
import { shown, symbolsOf } from '../../../support/symbols.ts';

const HEAD = [
  'import requests',
  'from typing import ClassVar, Final',
  'class User: ...',
  'class Order:',
  '    buyer: User',
  '    def again(self) -> "Order": ...',
  '',
].join('\n');

/** Types of the names that the function `f` returns, as texts. */
function typesIn(source: string): readonly string[] {
  const fn = symbolsOf({ 'app.py': HEAD + source }).fn('app.py', 'f');
  const last = fn.body.at(-1);
  if (last?.kind !== 'return' || last.value?.kind !== 'tuple')
    throw new Error('f must end with a return of a tuple.');
  return last.value.items.map((item) => shown(fn.typeOf(item)));
}

/** What the call with this callee is resolved to. */
function nameOf(source: string, callee: string): string | null {
  return symbolsOf({ 'app.py': HEAD + source }).call('app.py', callee).name;
}

describe('Final and ClassVar without brackets', () => {
  it('leave the type to the value', () => {
    const source = [
      'CLIENT: Final = requests.Session()',
      'class Shop:',
      '    shared: ClassVar = requests.Session()',
      '    own: Final',
      '    def __init__(self):',
      '        self.own = Order()',
      'def f(shop: Shop):',
      '    local: Final = Order()',
      '    return CLIENT, shop.shared, shop.own, local',
    ].join('\n');
    expect(typesIn(source)).toEqual([
      'requests.Session',
      'requests.Session',
      'app.Order',
      'app.Order',
    ]);
  });
});

describe('a declared name', () => {
  it('keeps its type through values of unknown type, and takes the type of a known one', () => {
    const source = [
      'def f(given):',
      '    a: Order',
      '    a = unknown()',
      '    b: "Order | None" = None',
      '    b = given',
      '    c: object',
      '    c = Order()',
      '    d = unknown()',
      '    e: Final = 1',
      '    e = unknown()',
      '    return a, b, c, d, e',
    ].join('\n');
    expect(typesIn(source)).toEqual(['app.Order', 'app.Order?', 'app.Order', '?', '?']);
  });
});

describe('names of a class body', () => {
  it('gives a nested class through an instance', () => {
    const source = [
      'class Outer:',
      '    class Inner:',
      '        def run(self): ...',
      '    def f(self):',
      '        self.Inner().run()',
    ].join('\n');
    expect(nameOf(source, 'self.Inner().run')).toBe('app.Outer.Inner.run');
  });

  it('takes what an instance holds before a nested class of the same name', () => {
    const source = [
      'class Outer:',
      '    class Inner:',
      '        def run(self): ...',
      '    def __init__(self):',
      '        self.Inner = unknown()',
      '    def f(self):',
      '        self.Inner().run()',
    ].join('\n');
    expect(nameOf(source, 'self.Inner().run')).toBeNull();
  });

  it('knows a method by its second name', () => {
    const source = [
      'class Shop:',
      '    def get(self): ...',
      '    @property',
      '    def size(self): ...',
      '    find = get',
      '    length = size',
      'class Quiet(Shop):',
      '    find = None',
      'Shop().find()',
      'Shop().length()',
      'Quiet().find()',
    ].join('\n');
    expect(nameOf(source, 'Shop().find')).toBe('app.Shop.get');
    expect(nameOf(source, 'Shop().length')).toBeNull();
    expect(nameOf(source, 'Quiet().find')).toBeNull();
  });
});

describe('exit stacks', () => {
  it('give what is entered', () => {
    const source = [
      'from contextlib import AsyncExitStack, ExitStack',
      'class Work:',
      '    async def __aenter__(self) -> Order: ...',
      'async def f():',
      '    with ExitStack() as stack:',
      '        a = stack.enter_context(requests.Session())',
      '    async with AsyncExitStack() as stack:',
      '        b = await stack.enter_async_context(Work())',
      '        c = stack.enter_context(requests.Session())',
      '    return a, b, c',
    ].join('\n');
    expect(typesIn(source)).toEqual(['requests.Session', 'app.Order', 'requests.Session']);
  });
});

describe('bounds in brackets', () => {
  it('stand for a type parameter that nothing decides', () => {
    const source = [
      'class Repo[M: Order]:',
      '    def __init__(self, m: M) -> None:',
      '        self.m = m',
      'class Special(Order): ...',
      'def f[T: "Order", U, V: (Order, User)](t: T, u: U, v: V, r: Repo, s: Repo[Special]):',
      '    local: T = unknown()',
      '    return t, u, v, local, r.m, s.m',
    ].join('\n');
    expect(typesIn(source)).toEqual([
      'app.Order',
      '?',
      '?',
      'app.Order',
      'app.Order',
      'app.Special',
    ]);
  });
});

describe('class patterns', () => {
  const inArm = (pattern: string, returned: string): readonly string[] => {
    const source = [
      'def f(event):',
      '    match event:',
      `        case ${pattern}:`,
      '            pass',
      `    return (${returned},)`,
    ].join('\n');
    return typesIn(source);
  };

  it.each([
    ['Order() as order', 'order', 'app.Order'],
    ['Order(buyer=user)', 'user', 'app.User'],
    ['Order(buyer=User() as user)', 'user', 'app.User'],
    ['[Order() as order, *rest]', 'order', 'app.Order'],
    ['{"order": Order() as order}', 'order', 'app.Order'],
    ['str() as text', 'text', 'builtins.str'],
    ['(Order() | User()) as either', 'either', '?'],
    ['Order(user)', 'user', '?'],
    ['Unknown() as x', 'x', '?'],
    ['[x]', 'x', '?'],
  ])('of %s type %s', (pattern, name, expected) => {
    expect(inArm(pattern, name)).toEqual([expected]);
  });

  it('narrow the subject inside their arm only', () => {
    const source = [
      'def f(event):',
      '    match event:',
      '        case Order():',
      '            event.again()',
      '        case Order() | User():',
      '            event.twice()',
      '        case [Order()]:',
      '            event.thrice()',
      '        case Order(), 1:',
      '            event.fourth()',
      '    event.after()',
    ].join('\n');
    expect(nameOf(source, 'event.again')).toBe('app.Order.again');
    for (const callee of ['twice', 'thrice', 'fourth', 'after'])
      expect(nameOf(source, `event.${callee}`)).toBeNull();
  });
});
