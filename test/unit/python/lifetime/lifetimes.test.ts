import { describe, expect, it } from '@jest/globals';
import { moduleOf, projectOf } from '../../../support/project.ts';
import type { Lifetime } from '../../../../src/python/model/lifetime.ts';
import type { Files } from '../../../support/source-tree.ts';

/** Lifetimes of the only call that builds a client, as text. */
function lifetimes(source: string, others: Files = {}): readonly string[] {
  const project = projectOf({ ...others, 'app.py': source });
  const built = project.modules
    .flatMap(({ path }) => moduleOf(project, path).calls)
    .filter(({ fact }) => fact?.builds !== undefined);
  const [only] = built;
  if (only === undefined || built.length > 1) throw new Error(`${built.length} calls build.`);
  return project.lifetimesOf(only).map(textOf);
}

function textOf(lifetime: Lifetime): string {
  const path = lifetime.path.map(({ text }) => text).join(' > ');
  if (lifetime.kind === 'kept') return `kept ${lifetime.holder} ${lifetime.name} ${path}`.trim();
  if (lifetime.kind === 'loop') return `loop ${path}`.trim();
  return `entry ${lifetime.entry.function.name} ${path}`.trim();
}

const APP = 'import httpx\nfrom fastapi import FastAPI, Depends\napp = FastAPI()\n';

describe('what is built anew every time', () => {
  it.each([
    [
      'by a handler',
      '@app.get("/")\nasync def f():\n    async with httpx.AsyncClient() as c:\n        await c.get("u")\n',
      ['entry f httpx.AsyncClient'],
    ],
    [
      'and used at once',
      '@app.get("/")\ndef f():\n    return httpx.Client().get("u").json()\n',
      ['entry f httpx.Client'],
    ],
    [
      'by what a handler calls',
      'def g():\n    c = httpx.Client()\n    c.get("u")\n@app.get("/")\ndef f():\n    g()\n',
      ['entry f g > httpx.Client'],
    ],
    [
      'by a factory',
      'def make():\n    return httpx.Client()\n@app.get("/")\ndef f():\n    make().get("u")\n',
      ['entry f make > httpx.Client'],
    ],
    [
      'by a constructor',
      'class Api:\n    def __init__(self):\n        self.client = httpx.Client()\n@app.get("/")\ndef f():\n    api = Api()\n',
      ['entry f Api > httpx.Client'],
    ],
    [
      'as a dependency',
      'def get_client():\n    c = httpx.Client()\n    yield c\n@app.get("/")\ndef f(c=Depends(get_client)):\n    c.get("u")\n',
      ['entry f httpx.Client'],
    ],
    [
      'as a dependency that is a class',
      'class Api:\n    def __init__(self):\n        self.client = httpx.Client()\n@app.get("/")\ndef f(api: Api = Depends(Api)):\n    pass\n',
      ['entry f httpx.Client'],
    ],
    [
      'for every item',
      'def g(items):\n    for item in items:\n        c = httpx.Client()\n        c.get(item)\n',
      ['loop httpx.Client'],
    ],
  ])('%s', (_, source, expected) => {
    expect(lifetimes(APP + source)).toEqual(expected);
  });

  it('through an alias of a dependency in another module', () => {
    const db = 'import httpx\ndef get_client():\n    with httpx.Client() as c:\n        yield c\n';
    const deps =
      'from typing import Annotated\nfrom fastapi import Depends\nfrom db import get_client\nimport httpx\nDep = Annotated[httpx.Client, Depends(get_client)]\n';
    const routes =
      'from fastapi import APIRouter\nfrom deps import Dep\nrouter = APIRouter()\n@router.get("/")\ndef f(c: Dep):\n    pass\n';
    expect(lifetimes(routes, { 'db.py': db, 'deps.py': deps })).toEqual(['entry f httpx.Client']);
  });

  it('through a port', () => {
    const source = `
from typing import Protocol
class Gateway(Protocol):
    def pay(self) -> None: ...
class HttpGateway(Gateway):
    def pay(self) -> None:
        with httpx.Client() as c:
            c.get("u")
def get_gateway() -> Gateway:
    return HttpGateway()
@app.get("/")
def f(gateway: Gateway = Depends(get_gateway)):
    gateway.pay()
`;
    expect(lifetimes(APP + source)).toEqual(['entry f gateway.pay > httpx.Client']);
  });
});

describe('what is kept', () => {
  it.each([
    ['in the module', 'client = httpx.Client()\n', ['kept module client']],
    [
      'through a factory',
      'def make():\n    return httpx.Client()\nclient = make()\n',
      ['kept module client httpx.Client'],
    ],
    [
      'in an object of the module',
      'class Api:\n    def __init__(self):\n        self.client = httpx.Client()\napi = Api()\n@app.get("/")\ndef f():\n    api.client.get("u")\n',
      ['kept module api httpx.Client'],
    ],
    ['in a class', 'class Api:\n    client = httpx.Client()\n', ['kept class Api.client']],
    [
      'in a global',
      'client = None\ndef start():\n    global client\n    client = httpx.Client()\n',
      ['kept global client'],
    ],
    [
      'by a cache',
      'import functools\n@functools.lru_cache\ndef get_client():\n    return httpx.Client()\n@app.get("/")\ndef f():\n    get_client().get("u")\n',
      ['kept cache get_client httpx.Client'],
    ],
    [
      'on first use',
      'client = None\ndef get_client():\n    global client\n    if client is None:\n        client = make()\n    return client\ndef make():\n    c = httpx.Client()\n    return c\n@app.get("/")\ndef f():\n    get_client()\n',
      ['kept global client httpx.Client'],
    ],
  ])('%s', (_, source, expected) => {
    expect(lifetimes(APP + source)).toEqual(expected);
  });
});

describe('what cannot be told, or happens once', () => {
  it.each([
    [
      'in a lifespan',
      'import contextlib\n@contextlib.asynccontextmanager\nasync def lifespan(app):\n    async with httpx.AsyncClient() as c:\n        app.state.client = c\n        yield\n',
    ],
    [
      'at start-up',
      '@app.on_event("startup")\nasync def start():\n    c = httpx.AsyncClient()\n    await c.get("u")\n',
    ],
    [
      'kept by key',
      'clients = {}\n@app.get("/")\ndef f(key: str):\n    if key not in clients:\n        clients[key] = httpx.Client()\n    return clients[key].get("u")\n',
    ],
    [
      'given or new',
      '@app.get("/")\ndef f(client=None):\n    client = client or httpx.Client()\n    client.get("u")\n',
    ],
    [
      'until the logger has a handler',
      'import logging\nlogger = logging.getLogger()\ndef setup():\n    if not logger.handlers:\n        logger.addHandler(make())\ndef make():\n    httpx.Client().get("u")\n    return logging.StreamHandler()\n@app.get("/")\ndef f():\n    setup()\n',
    ],
    [
      'put on the state of the app',
      '@app.get("/")\ndef f(request):\n    c = httpx.Client()\n    request.app.state.client = c\n',
    ],
    ['in a main block', 'if __name__ == "__main__":\n    c = httpx.Client()\n    c.get("u")\n'],
    [
      'in a loop of its own',
      'import asyncio\nasync def work():\n    async with httpx.AsyncClient() as c:\n        await c.get("u")\n@app.get("/")\ndef f():\n    asyncio.run(work())\n',
    ],
    ['in a function that nobody calls', 'def g():\n    httpx.Client().get("u")\n'],
    [
      'by a decorator',
      'def logged(fn):\n    c = httpx.Client()\n    c.get("u")\n    return fn\n@app.get("/")\n@logged\ndef f():\n    pass\n',
    ],
  ])('%s', (_, source) => {
    expect(lifetimes(APP + source)).toEqual([]);
  });

  it('a branch that asks for something else is no first time', () => {
    const source =
      '@app.get("/")\ndef f(order):\n    if not order.paid:\n        httpx.Client().get("u")\n';
    expect(lifetimes(APP + source)).toEqual(['entry f httpx.Client']);
  });
});
