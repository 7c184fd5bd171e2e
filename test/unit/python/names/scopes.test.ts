import { describe, expect, it } from '@jest/globals';
import { symbolsOf } from '../../../support/symbols.ts';

function nameOf(source: string, callee: string): string | null {
  return symbolsOf({ 'app.py': source }).call('app.py', callee).name;
}

describe('scopes', () => {
  it('reads a name of the module from a function', () => {
    expect(nameOf('import requests\ndef f():\n    requests.get("u")\n', 'requests.get')).toBe(
      'requests.get',
    );
  });

  it('gives a parameter precedence over a module of the same name', () => {
    expect(
      nameOf('import requests\ndef f(requests):\n    requests.get("u")\n', 'requests.get'),
    ).toBeNull();
  });

  it('does not show names of a class body to its methods', () => {
    const source = [
      'def send(): ...',
      'class A:',
      '    def send(self): ...',
      '    def run(self):',
      '        send()',
    ].join('\n');
    expect(nameOf(source, 'send')).toBe('app.send');
  });

  it('shows names of a class body to the class body itself', () => {
    const source = ['class A:', '    def make(): ...', '    value = make()'].join('\n');
    expect(nameOf(source, 'make')).toBe('app.A.make');
  });

  it('keeps the target of a comprehension inside it', () => {
    const source = [
      'import requests',
      'def f(items):',
      '    [requests for requests in items]',
      '    requests.get("u")',
    ].join('\n');
    expect(nameOf(source, 'requests.get')).toBe('requests.get');
  });

  it('reads a comprehension in its own scope', () => {
    const source = [
      'import requests',
      'def f(items):',
      '    return [requests.get("u") for requests in items]',
    ].join('\n');
    expect(nameOf(source, 'requests.get')).toBeNull();
  });

  it('reads the first iterable of a comprehension outside of it', () => {
    const source = [
      'import requests',
      'def f():',
      '    return [requests for requests in requests.get("u")]',
    ].join('\n');
    expect(nameOf(source, 'requests.get')).toBe('requests.get');
  });

  it('binds a walrus of a comprehension in the function around it', () => {
    const source = [
      'import requests',
      'def f(items):',
      '    any((found := requests.Session()) for item in items)',
      '    found.get("u")',
    ].join('\n');
    expect(nameOf(source, 'found.get')).toBe('requests.Session.get');
  });

  it('gives parameters of a lambda precedence', () => {
    expect(
      nameOf('import requests\nf = lambda requests: requests.get("u")\n', 'requests.get'),
    ).toBeNull();
  });

  it('follows global and nonlocal', () => {
    const source = [
      'import requests',
      'client = None',
      'def start():',
      '    global client',
      '    client = requests.Session()',
      'def use():',
      '    client.get("u")',
      'def outer():',
      '    inner_client = None',
      '    def init():',
      '        nonlocal inner_client',
      '        inner_client = requests.Session()',
      '    def run():',
      '        inner_client.get("u")',
    ].join('\n');
    expect(nameOf(source, 'client.get')).toBe('requests.Session.get');
    expect(nameOf(source, 'inner_client.get')).toBeNull();
  });

  it('finds builtins last', () => {
    expect(nameOf('def f():\n    open("x")\n', 'open')).toBe('builtins.open');
    expect(nameOf('def open(p): ...\ndef f():\n    open("x")\n', 'open')).toBe('app.open');
  });

  it('knows nothing of a deleted name', () => {
    const source = 'import requests\ndef f():\n    x = requests\n    del x\n    x.get("u")\n';
    expect(nameOf(source, 'x.get')).toBeNull();
  });

  it('takes a loop variable for what it shadows', () => {
    const source = [
      'import requests',
      'def f(items):',
      '    for requests in items:',
      '        requests.get("u")',
    ].join('\n');
    expect(nameOf(source, 'requests.get')).toBeNull();
  });
});

describe('rebinding', () => {
  const session = 'import requests\nimport httpx\n';

  it('takes the assignment that certainly ran last', () => {
    const source = `${session}def f():\n    c = httpx.Client()\n    c = requests.Session()\n    c.get("u")\n`;
    expect(nameOf(source, 'c.get')).toBe('requests.Session.get');
  });

  it('does not choose between arms that differ', () => {
    const source = [
      session,
      'def f(a):',
      '    if a:',
      '        c = requests.Session()',
      '    else:',
      '        c = httpx.Client()',
      '    c.get("u")',
    ].join('\n');
    expect(nameOf(source, 'c.get')).toBeNull();
  });

  it('reads each arm by itself', () => {
    const source = [
      session,
      'def f(a):',
      '    if a:',
      '        c = requests.Session()',
      '        c.get("u")',
      '    else:',
      '        c = httpx.Client()',
      '        c.post("u")',
    ].join('\n');
    expect(nameOf(source, 'c.get')).toBe('requests.Session.get');
    expect(nameOf(source, 'c.post')).toBe('httpx.Client.post');
  });

  it('leaves out an arm that returns', () => {
    const source = [
      session,
      'def f(a):',
      '    c = requests.Session()',
      '    if a:',
      '        c = httpx.Client()',
      '        return c',
      '    c.get("u")',
    ].join('\n');
    expect(nameOf(source, 'c.get')).toBe('requests.Session.get');
  });

  it('sees what a later iteration of a loop brings', () => {
    const source = [
      session,
      'def f(items):',
      '    c = requests.Session()',
      '    for item in items:',
      '        c.get("u")',
      '        c = item',
    ].join('\n');
    expect(nameOf(source, 'c.get')).toBeNull();
  });

  it('does not see what comes later outside of a loop', () => {
    const source = `${session}def f():\n    c = requests.Session()\n    c.get("u")\n    c = httpx.Client()\n`;
    expect(nameOf(source, 'c.get')).toBe('requests.Session.get');
  });

  it('takes None aside', () => {
    const source = [
      session,
      'def f(a):',
      '    c = None',
      '    if a:',
      '        c = requests.Session()',
      '    c.get("u")',
    ].join('\n');
    expect(nameOf(source, 'c.get')).toBe('requests.Session.get');
  });

  it('narrows by isinstance inside the arm only', () => {
    const source = [
      session,
      'def f(c):',
      '    if isinstance(c, requests.Session):',
      '        c.get("u")',
      '    c.post("u")',
      'def g(c):',
      '    if not isinstance(c, requests.Session):',
      '        return',
      '    c.put("u")',
    ].join('\n');
    expect(nameOf(source, 'c.get')).toBe('requests.Session.get');
    expect(nameOf(source, 'c.post')).toBeNull();
    expect(nameOf(source, 'c.put')).toBe('requests.Session.put');
  });
});
