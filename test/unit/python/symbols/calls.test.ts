import { describe, expect, it } from '@jest/globals';
import { createKnowledge } from '../../../../src/knowledge/index.ts';
import { textOf } from '../../../../src/python/facts/expressions.ts';
import { libraryEntry, shown, symbolsOf } from '../../../support/symbols.ts';
import type { CallSite } from '../../../../src/python/model/symbols.ts';

function call(source: string, callee: string): CallSite {
  return symbolsOf({ 'app.py': source }).call('app.py', callee);
}

function argument(site: CallSite, keyword: string, position?: number): string | null {
  const value = site.argument(keyword, position);
  return value && textOf(value);
}

describe('targets', () => {
  it('finds methods through attributes of self', () => {
    const source = [
      'import requests',
      'class Service:',
      '    def __init__(self, http: requests.Session):',
      '        self.http = http',
      '    def run(self):',
      '        self.http.get("u")',
      '        self.stop()',
      '    def stop(self): ...',
    ].join('\n');
    expect(call(source, 'self.http.get').name).toBe('requests.Session.get');
    expect(call(source, 'self.http.get').fact?.timeout?.parameter).toBe('timeout');
    expect(shown(call(source, 'self.http.get').receiver)).toBe('requests.Session');
    expect(call(source, 'self.stop').name).toBe('app.Service.stop');
    expect(call(source, 'self.stop').function?.symbol).toBe('Service.run');
  });

  it('finds methods that a project class inherits from a library', () => {
    const source = [
      'import requests',
      'class Api(requests.Session):',
      '    def get(self, url):',
      '        return super().get(url)',
      '    def run(self):',
      '        self.get("u")',
      '        self.post("u")',
      'Api().put("u")',
    ].join('\n');
    expect(call(source, 'super().get').name).toBe('requests.Session.get');
    expect(call(source, 'self.get').name).toBe('app.Api.get');
    expect(call(source, 'self.post').name).toBe('requests.Session.post');
    expect(call(source, 'Api().put').name).toBe('requests.Session.put');
    expect(call(source, 'Api').target?.qualifiedName).toBe('app.Api');
  });

  it('finds super in projects, behind the class itself', () => {
    const source = [
      'class A:',
      '    def run(self): ...',
      'class B(A):',
      '    def run(self):',
      '        super().run()',
      'class C(Unknown):',
      '    def run(self):',
      '        super().run(1)',
    ].join('\n');
    expect(call(source, 'super().run').name).toBe('app.A.run');
    const all = symbolsOf({ 'app.py': source }).module('app.py').calls;
    expect(all.filter((site) => site.text === 'super().run').map((site) => site.name)).toEqual([
      'app.A.run',
      null,
    ]);
  });

  it('calls instances', () => {
    const source = [
      'class Check:',
      '    def __call__(self, x): ...',
      'check = Check()',
      'check(1)',
      'Check()(2)',
    ].join('\n');
    expect(call(source, 'check').name).toBe('app.Check.__call__');
    expect(call(source, 'Check()').name).toBe('app.Check.__call__');
  });

  it('follows bound methods in variables', () => {
    const source = 'import requests\ns = requests.Session()\nget = s.get\nget("u")\n';
    expect(call(source, 'get').name).toBe('requests.Session.get');
    expect(shown(call(source, 'get').receiver)).toBe('requests.Session');
  });

  it('follows chains and properties', () => {
    const source = [
      'import requests',
      'class Hub:',
      '    @property',
      '    def http(self) -> requests.Session: ...',
      '    def me(self): return self',
      'Hub().me().http.get("u")',
    ].join('\n');
    expect(call(source, 'Hub().me().http.get').name).toBe('requests.Session.get');
  });

  it('follows dependencies', () => {
    const source = [
      'from typing import Annotated',
      'from fastapi import Depends',
      'import requests',
      'def client():',
      '    yield requests.Session()',
      'class Pages:',
      '    def __init__(self, n: int): ...',
      '    def next(self): ...',
      'Client = Annotated[requests.Session, Depends(client)]',
      'def a(c=Depends(client)):',
      '    c.get("u")',
      'def b(c: Client):',
      '    c.post("u")',
      'def d(pages: Pages = Depends()):',
      '    pages.next()',
      'class Role:',
      '    def __init__(self, name): ...',
      '    def __call__(self, request): ...',
      'def e(user=Depends(Role("admin"))):',
      '    pass',
    ].join('\n');
    const symbols = symbolsOf({ 'app.py': source });
    expect(symbols.call('app.py', 'c.get').name).toBe('requests.Session.get');
    expect(symbols.call('app.py', 'c.post').name).toBe('requests.Session.post');
    expect(symbols.call('app.py', 'pages.next').name).toBe('app.Pages.next');
    expect(symbols.fn('app.py', 'a').params[0]?.dependency?.name).toBe('client');
    expect(symbols.fn('app.py', 'b').params[0]?.dependency?.name).toBe('client');
    expect(symbols.fn('app.py', 'd').params[0]?.dependency?.qualifiedName).toBe(
      'app.Pages.__init__',
    );
    expect(symbols.fn('app.py', 'e').params[0]?.dependency?.qualifiedName).toBe(
      'app.Role.__call__',
    );
  });

  it('answers what a decorator made of a function', () => {
    const source =
      'from celery import shared_task\n@shared_task\ndef send(x): ...\nsend.delay(1)\nsend(1)\n';
    expect(call(source, 'send.delay').name).toBe('celery.Task.delay');
    expect(call(source, 'send').name).toBe('app.send');
  });

  it('keeps silent about what it cannot know', () => {
    const source = [
      'def f(client, table):',
      '    client.get("u")',
      '    table["run"]()',
      '    getattr(client, "x")()',
      '    client().get()',
    ].join('\n');
    const names = symbolsOf({ 'app.py': source })
      .module('app.py')
      .calls.map((site) => site.name);
    expect(names).toEqual([null, null, 'builtins.getattr', null, null, null]);
  });

  it('names calls of class bodies and decorators by their place', () => {
    const source = [
      'import requests',
      'def deco(x): ...',
      'class A:',
      '    value = requests.get("u")',
      '    @deco(requests.put("u"))',
      '    def run(self, x=requests.post("u")): ...',
    ].join('\n');
    const symbols = symbolsOf({ 'app.py': source });
    for (const text of ['requests.get', 'requests.put', 'requests.post']) {
      expect(symbols.call('app.py', text).function).toBeNull();
      expect(symbols.call('app.py', text).symbol).toBe('A');
    }
    expect(symbols.fn('app.py', 'A.run').decorators.map(({ name }) => name)).toEqual(['app.deco']);
  });
});

describe('arguments', () => {
  it('reads keywords and positions of library calls', () => {
    const site = call('import requests\nrequests.get("u", None, timeout=3)\n', 'requests.get');
    expect(argument(site, 'timeout')).toBe('3');
    expect(argument(site, 'params', 1)).toBe('None');
    expect(argument(site, 'json', 4)).toBeNull();
    expect(site.hasSplat).toBe(false);
  });

  it('does not read positions behind a star', () => {
    const site = call('import requests\nrequests.get(*a, 3, **k)\n', 'requests.get');
    expect(argument(site, 'params', 1)).toBeNull();
    expect(site.hasSplat).toBe(true);
  });

  it('maps parameters of project targets', () => {
    const source = [
      'from dataclasses import dataclass',
      'class A:',
      '    def __init__(self, x, y): ...',
      '    def run(self, key, value=1): ...',
      '    @staticmethod',
      '    def make(first, second): ...',
      '@dataclass',
      'class P:',
      '    left: int',
      '    right: int',
      'def f(a: A):',
      '    a.run(1, 2)',
      '    A.run(a, 3, 4)',
      '    A(5, 6)',
      '    A.make(7, 8)',
      '    P(9, 10)',
    ].join('\n');
    const calls = symbolsOf({ 'app.py': source }).fn('app.py', 'f').calls;
    const asked: readonly [string, string][] = [
      ['value', '2'],
      ['value', '4'],
      ['y', '6'],
      ['second', '8'],
      ['right', '10'],
    ];
    asked.forEach(([keyword, expected], index) => {
      const site = calls[index];
      expect(site && argument(site, keyword)).toBe(expected);
    });
  });

  it('sees through partial', () => {
    const source = [
      'import requests',
      'from functools import partial',
      'fetch = partial(requests.get, timeout=3)',
      'fetch("u")',
      'partial(requests.post, "v")("w")',
    ].join('\n');
    const site = call(source, 'fetch');
    expect(site.name).toBe('requests.get');
    expect(argument(site, 'timeout')).toBe('3');
    const bound = call(source, 'partial(requests.post, "v")');
    expect(bound.name).toBe('requests.post');
    expect(argument(bound, 'data', 1)).toBe('"w"');
  });
});

describe('context of calls', () => {
  const source = [
    'import asyncio',
    'from django.db import transaction',
    'async def load(): ...',
    'def work(): ...',
    'async def f(loop: asyncio.AbstractEventLoop, items):',
    '    await load()',
    '    asyncio.create_task(load())',
    '    await asyncio.gather(*[load() for x in items])',
    '    await asyncio.to_thread(work)',
    '    await loop.run_in_executor(None, lambda: work())',
    '    transaction.on_commit(lambda: work())',
    '    list(work() for x in items)',
    '    key = lambda: work()',
  ].join('\n');

  function sites(text: string): readonly CallSite[] {
    const { calls } = symbolsOf({ 'app.py': source }).fn('app.py', 'f');
    return calls.filter((site) => site.text === text);
  }

  it('tells awaited, spawned and collected coroutines', () => {
    expect(
      sites('load').map((site) => [site.awaited, site.runsElsewhere, site.consumer?.name ?? null]),
    ).toEqual([
      [true, null, null],
      [false, 'task', 'asyncio.create_task'],
      [false, null, 'asyncio.gather'],
    ]);
  });

  it('tells lambdas and generators', () => {
    expect(sites('work').map((site) => [site.deferred, site.runsElsewhere])).toEqual([
      [true, 'thread'],
      [true, 'after-commit'],
      [true, null],
      [true, null],
    ]);
  });

  it('lists what is run elsewhere by reference', () => {
    expect(
      sites('asyncio.to_thread')[0]?.scheduled.map(({ name, where }) => [name, where]),
    ).toEqual([['app.work', 'thread']]);
  });

  it('sees wrappers that move a callable elsewhere', () => {
    const knowledge = createKnowledge([
      libraryEntry({
        library: 'bridge',
        callables: [{ match: ['bridge.to_async'], runs: [{ argument: 0, where: 'thread' }] }],
      }),
    ]);
    const code = [
      'from bridge import to_async',
      'def work(x): ...',
      '@to_async',
      'def moved(x): ...',
      'async def f():',
      '    await to_async(work)(1)',
      '    run = to_async(work)',
      '    await run(2)',
      '    await moved(3)',
    ].join('\n');
    const { calls } = symbolsOf({ 'app.py': code }, { knowledge }).fn('app.py', 'f');
    const found = calls.map((site) => [site.text, site.name, site.runsElsewhere]);
    expect(found.filter(([, name]) => name !== 'bridge.to_async')).toEqual([
      ['to_async(work)', 'app.work', 'thread'],
      ['run', 'app.work', 'thread'],
      ['moved', 'app.moved', 'thread'],
    ]);
  });
});
