import { describe, expect, it } from '@jest/globals';
import { functionIn, functionOf, moduleFrom } from '../../../support/flow.ts';
import { projectOf } from '../../../support/project.ts';
import type { FunctionModel } from '../../../../src/python/model/symbols.ts';

function effectsOf(fn: FunctionModel, wanted: string): readonly string[] {
  return fn
    .effects()
    .filter(({ effect }) => effect === wanted)
    .map(({ path, conditional, spawned, model }) =>
      [
        path.map(({ text }) => text).join(' > '),
        model?.class.name,
        conditional ? 'conditional' : '',
        spawned === true ? 'spawned' : '',
      ]
        .filter((part) => part !== '' && part !== undefined)
        .join(' | '),
    );
}

const effects = (source: string, wanted: string, name = 'f'): readonly string[] =>
  effectsOf(functionIn(moduleFrom(source), name), wanted);

describe('effects through calls', () => {
  it('keep the way to the library call', () => {
    const source =
      'import requests\ndef a():\n    requests.get("u")\ndef b():\n    a()\ndef f(x):\n    if x:\n        b()\n';
    expect(effects(source, 'network')).toEqual(['b > a > requests.get | conditional']);
  });

  it('stop after three steps', () => {
    const source =
      'import requests\ndef a():\n    requests.get("u")\ndef b():\n    a()\ndef c():\n    b()\ndef d():\n    c()\ndef f():\n    d()\n';
    expect(effects(source, 'network', 'd')).toEqual(['c > b > a > requests.get']);
    expect(effects(source, 'network')).toEqual([]);
  });

  it('leave out what the arguments of the call rule out', () => {
    const source = `
import requests
def load(url, check=False, proxy=None):
    if check:
        requests.get("check")
    if proxy is not None and url:
        requests.get("proxy")
    if not check:
        requests.get("plain")
def f(flag):
    load("u")
    load("u", True, proxy=flag)
`;
    const once = 'load > requests.get | conditional';
    expect(effects(source, 'network')).toEqual([once, once, once]);
  });

  it('come when the block ends after the yield of a context manager', () => {
    const source = `
import requests
from contextlib import contextmanager
@contextmanager
def around():
    requests.get("before")
    yield
    requests.get("after")
@contextmanager
def outer():
    with around():
        yield
def f():
    with outer():
        print("inside")
def g():
    f()
`;
    const exits = (name: string): readonly boolean[] =>
      functionIn(moduleFrom(source), name)
        .effects()
        .filter(({ effect }) => effect === 'network')
        .map(({ atExit }) => atExit === true);
    expect(exits('f')).toEqual([false, true]);
    expect(exits('g')).toEqual([false, false]);
  });

  it('end in cycles', () => {
    const source =
      'import requests\ndef a():\n    b()\n    requests.get("u")\ndef b():\n    a()\ndef f():\n    a()\n';
    expect(effects(source, 'network')).toEqual(['a > requests.get']);
  });

  it('go through methods, constructors and the only implementation of a port', () => {
    const source = `
import requests
from typing import Protocol
class Gateway(Protocol):
    def charge(self) -> None: ...
class HttpGateway(Gateway):
    def __init__(self):
        requests.get("init")
    def charge(self) -> None:
        requests.post("u")
class Service:
    def __init__(self, gateway: Gateway):
        self.gateway = gateway
    def pay(self):
        self.gateway.charge()
def f(service: Service):
    service.pay()
    HttpGateway()
`;
    expect(effects(source, 'network')).toEqual([
      'service.pay > self.gateway.charge > requests.post',
      'HttpGateway > requests.get',
    ]);
  });

  it('do not guess between implementations', () => {
    const source = `
import requests
from abc import ABC, abstractmethod
class Port(ABC):
    @abstractmethod
    def send(self): ...
class A(Port):
    def send(self):
        requests.get("u")
class B(Port):
    def send(self):
        pass
def f(port: Port):
    port.send()
`;
    expect(effects(source, 'network')).toEqual([]);
  });
});

describe('what is not the function’s own', () => {
  it('is in lambdas, threads and dispatched tasks', () => {
    const source = `
import asyncio, requests
def call():
    requests.get("u")
async def f():
    later = lambda: requests.get("u")
    await asyncio.to_thread(call)
    await asyncio.to_thread(lambda: call())
`;
    expect(effects(source, 'network')).toEqual([]);
  });

  it('is a generator nobody runs and a coroutine nobody awaits', () => {
    const source = `
import requests
def rows():
    yield requests.get("u")
async def load():
    requests.get("u")
async def f():
    rows()
    load()
async def g():
    for row in rows():
        pass
    await load()
`;
    expect(effects(source, 'blocking')).toEqual([]);
    expect(effects(source, 'blocking', 'g')).toEqual([
      'rows > requests.get',
      'load > requests.get',
    ]);
  });

  it('marks what runs in a task', () => {
    const source =
      'import asyncio, requests\nasync def load():\n    requests.get("u")\nasync def f():\n    task = asyncio.create_task(load())\n    await task\n';
    expect(effects(source, 'network')).toEqual(['load > requests.get | spawned']);
  });

  it('never blocks when it is awaited', () => {
    const source =
      'import httpx\nasync def f(client: httpx.AsyncClient):\n    await client.get("u")\n';
    expect([effects(source, 'blocking'), effects(source, 'network')]).toEqual([[], ['client.get']]);
  });
});

const MODELS = `
from sqlalchemy import select, update, insert, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, Session
class Base(DeclarativeBase): pass
class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
`;

describe('database effects', () => {
  const of = (body: string, wanted: string): readonly string[] =>
    effects(`${MODELS}def f(session: Session):\n${body}`, wanted);

  it('name the model of SQLAlchemy statements', () => {
    expect(of('    session.add(Order())', 'database-write')).toEqual(['session.add | Order']);
    expect(of('    session.execute(select(Order).where(Order.id == 1))', 'database-read')).toEqual([
      'session.execute | Order',
    ]);
    expect(of('    session.execute(update(Order).values(id=1))', 'database-write')).toEqual([
      'session.execute | Order',
    ]);
    expect(of('    session.execute(update(Order).values(id=1))', 'database-read')).toEqual([]);
    expect(of('    session.get(Order, 1, with_for_update=True)', 'row-lock')).toEqual([
      'session.get | Order',
    ]);
    expect(of('    session.query(Order).filter(Order.id == 1).first()', 'database-read')).toEqual([
      'session.query(Order).filter(Order.id == 1).first | Order',
    ]);
  });

  it('follow a statement through local names', () => {
    const body =
      '    query = select(Order)\n    query = query.with_for_update()\n    session.execute(query)';
    expect(of(body, 'row-lock')).toEqual(['session.execute | Order']);
  });

  it('read SQL text', () => {
    expect(of('    session.execute(text("SELECT * FROM orders FOR UPDATE"))', 'row-lock')).toEqual([
      'session.execute | Order',
    ]);
    expect(of('    session.execute(text("UPDATE orders SET id = 1"))', 'database-write')).toEqual([
      'session.execute | Order',
    ]);
    expect(of('    session.execute(text("UPDATE orders SET id = 1"))', 'database-read')).toEqual(
      [],
    );
  });

  it('name Django models and run lazy queries where they are used', () => {
    const source = `
from django.db import models
class Order(models.Model):
    number = models.IntegerField()
def f():
    query = Order.objects.filter(number=1)
    for order in query:
        order.save()
    list(Order.objects.all())
    Order.objects.exclude(number=2)
`;
    expect(effects(source, 'database-read')).toEqual([
      'Order.objects.filter | Order',
      'list | Order',
    ]);
    expect(effects(source, 'database-write')).toEqual(['order.save | Order']);
  });

  it('cross modules', () => {
    const project = projectOf({
      'shop/__init__.py': '',
      'shop/models.py': MODELS,
      'shop/repo.py':
        'from sqlalchemy import select\nfrom sqlalchemy.orm import Session\nfrom shop.models import Order\nclass Orders:\n    def __init__(self, session: Session):\n        self.session = session\n    def get(self):\n        return self.session.scalar(select(Order))\n',
      'shop/use.py': 'from shop.repo import Orders\ndef f(orders: Orders):\n    orders.get()\n',
    });
    expect(effectsOf(functionOf(project, 'shop/use.py', 'f'), 'database-read')).toEqual([
      'orders.get > self.session.scalar | Order',
    ]);
  });
});
