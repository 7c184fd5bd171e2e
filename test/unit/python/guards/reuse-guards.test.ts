import { describe, expect, it } from '@jest/globals';
import { isStillNeeded } from '../../../../src/python/guards/still-needed.ts';
import type { Guard } from '../../../../src/python/model/guards.ts';
import { functionOf } from '../../../support/flow.ts';
import { projectOf } from '../../../support/project.ts';

const HEADER = 'import httpx\nfrom fastapi import Depends\nfrom sqlalchemy import create_engine\n';

function reused(source: string, name = 'f'): readonly Guard[] {
  const project = projectOf({ 'app.py': HEADER + source });
  return project
    .guardsOf(functionOf(project, 'app.py', name))
    .filter(({ kind }) => kind.endsWith('-reuse'));
}

const shape = (source: string, name?: string): readonly string[] =>
  reused(source, name).map(({ kind, subject, text }) => `${kind} | ${subject} | ${text}`);

describe('clients and pools that are shared', () => {
  it('by the module, an object, a parameter', () => {
    const module = 'client = httpx.Client()\ndef f():\n    client.get("u")\n    client.post("u")\n';
    expect(shape(module)).toEqual(['client-reuse | httpx.Client | client']);
    const object =
      'class A:\n    def __init__(self, c: httpx.Client):\n        self.c = c\n    def f(self):\n        self.c.get("u")\n';
    expect(shape(object, 'A.f')).toEqual(['client-reuse | httpx.Client | self.c']);
    const engine = 'engine = create_engine("u")\ndef f():\n    engine.connect()\n';
    expect(shape(engine)).toEqual(['pool-reuse | sqlalchemy.engine.Engine | engine']);
  });

  it('not those that the function or its dependency builds', () => {
    expect(shape('def f():\n    with httpx.Client() as c:\n        c.get("u")\n')).toEqual([]);
    const dependency =
      'def make():\n    with httpx.Client() as c:\n        yield c\ndef f(c: httpx.Client = Depends(make)):\n    c.get("u")\n';
    expect(shape(dependency)).toEqual([]);
    const shadowed = 'c = httpx.Client()\ndef f():\n    c = httpx.Client()\n    c.get("u")\n';
    expect(shape(shadowed)).toEqual([]);
  });
});

describe('a shared client that head no longer uses', () => {
  const base = 'client = httpx.Client()\ndef f():\n    client.get("u")\n';
  const isLost = (head: string): boolean => {
    const [guard] = reused(base);
    const project = projectOf({ 'app.py': HEADER + head });
    if (guard === undefined) throw new Error('There is no guard.');
    return isStillNeeded(guard, { project, function: functionOf(project, 'app.py', 'f') });
  };

  it('is lost when the function builds its own', () => {
    expect(isLost('def f():\n    httpx.Client().get("u")\n')).toBe(true);
  });

  it('is not lost when it comes from elsewhere, is kept, or is no longer needed', () => {
    expect(isLost('def f(request):\n    request.app.state.client.get("u")\n')).toBe(false);
    expect(isLost('def f():\n    global c\n    c = httpx.Client()\n    c.get("u")\n')).toBe(false);
    expect(isLost('def f():\n    return 1\n')).toBe(false);
  });
});
