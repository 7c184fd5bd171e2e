import { describe, expect, it } from '@jest/globals';
import { shown, symbolsOf } from '../../../support/symbols.ts';
import type { Files } from '../../../support/source-tree.ts';

/** Type of the value returned by the function `f`, as a text. */
function typeIn(source: string, more: Files = {}): string {
  const fn = symbolsOf({ 'app.py': source, ...more }).fn('app.py', 'f');
  const last = fn.body.at(-1);
  if (last?.kind !== 'return' || !last.value) throw new Error('f must end with a return.');
  return shown(fn.typeOf(last.value));
}

const HEAD = [
  'from __future__ import annotations',
  'import requests',
  'from typing import *',
  'class Order: ...',
  'class User: ...',
  '',
].join('\n');

function ofParam(annotation: string, value = 'x', head = ''): string {
  return typeIn(`${HEAD}${head}\ndef f(x: ${annotation}):\n    return ${value}\n`);
}

describe('annotations', () => {
  it.each([
    ['Order', 'app.Order'],
    ['"Order"', 'app.Order'],
    ['Optional[Order]', 'app.Order?'],
    ['Order | None', 'app.Order?'],
    ['"Order | None"', 'app.Order?'],
    ['Union[None, Order]', 'app.Order?'],
    ['Order | User', '?'],
    ['Annotated[Order, "doc"]', 'app.Order'],
    ['type[Order]', 'type[app.Order]'],
    ['Type[Order]', 'type[app.Order]'],
    ['list[Order]', 'builtins.list[app.Order]'],
    ['List["Order"]', 'builtins.list[app.Order]'],
    ['dict[str, list[Order]]', 'builtins.dict[builtins.str, builtins.list[app.Order]]'],
    ['requests.Session', 'requests.Session'],
    ['Any', '?'],
    ['Literal["a"]', 'builtins.str'],
    ['Final[Order]', 'app.Order'],
    ['Later', 'app.Later'],
  ])('reads %s', (annotation, expected) => {
    expect(typeIn(`${HEAD}def f(x: ${annotation}):\n    return x\nclass Later: ...\n`)).toBe(
      expected,
    );
  });

  it('follows aliases of both kinds', () => {
    expect(ofParam('Alias', 'x', 'Alias = Optional[Order]\n')).toBe('app.Order?');
    expect(ofParam('Alias', 'x', 'type Alias = list[Order]\n')).toBe('builtins.list[app.Order]');
    expect(ofParam('OrderId', 'x', 'OrderId = NewType("OrderId", int)\n')).toBe('builtins.int');
  });

  it('takes the bound of a type variable', () => {
    expect(ofParam('T', 'x', 'T = TypeVar("T", bound=Order)\n')).toBe('app.Order');
    expect(ofParam('T', 'x', 'T = TypeVar("T")\n')).toBe('?');
  });

  it('reads names imported for type checking only', () => {
    const source = [
      'from typing import TYPE_CHECKING',
      'if TYPE_CHECKING:',
      '    from requests import Session',
      'def f(x: "Session"):',
      '    return x',
    ].join('\n');
    expect(typeIn(source)).toBe('requests.Session');
  });

  it('types star parameters as containers', () => {
    expect(typeIn(`${HEAD}def f(*x: Order):\n    return x[0]\n`)).toBe('app.Order');
    expect(typeIn(`${HEAD}def f(**x: Order):\n    return x["a"]\n`)).toBe('app.Order');
  });
});

describe('elements', () => {
  it.each([
    ['list[Order]', 'x[0]', 'app.Order'],
    ['dict[str, Order]', 'x["a"]', 'app.Order'],
    ['dict[str, Order]', 'x.get("a")', 'app.Order?'],
    ['tuple[Order, User]', 'x[1]', 'app.User'],
    ['tuple[Order, ...]', 'x[3]', 'app.Order'],
    ['list[Order]', 'next(iter(x))', 'app.Order'],
    ['list[Order]', 'sorted(x)', 'builtins.list[app.Order]'],
    ['list[Order]', '[y for y in x][0]', 'app.Order'],
    ['list[Order]', 'x[:2]', 'builtins.list[app.Order]'],
    ['list[Order]', 'x.pop()', 'app.Order'],
    ['str', 'x.strip().split(",")', 'builtins.list[builtins.str]'],
    ['Callable[[], Order]', 'x()', 'app.Order'],
    ['Order | None', 'x or Order()', 'app.Order'],
    ['Order', 'x if x else None', 'app.Order?'],
    ['dict', 'x["a"]', '?'],
  ])('of %s by %s', (annotation, value, expected) => {
    expect(ofParam(annotation, value)).toBe(expected);
  });

  it('reaches loop variables and unpacked names', () => {
    const loop = 'def f(x: list[Order]):\n    for y in x:\n        pass\n    return y\n';
    expect(typeIn(HEAD + loop)).toBe('app.Order');
    const items =
      'def f(x: dict[str, Order]):\n    for k, v in x.items():\n        pass\n    return v\n';
    expect(typeIn(HEAD + items)).toBe('app.Order');
    const pair = 'def f(x: tuple[Order, User]):\n    a, b = x\n    return b\n';
    expect(typeIn(HEAD + pair)).toBe('app.User');
    const direct = 'def f():\n    a, b = Order(), User()\n    return b\n';
    expect(typeIn(HEAD + direct)).toBe('app.User');
    const numbered =
      'def f(x: list[Order]):\n    for i, y in enumerate(x):\n        pass\n    return y\n';
    expect(typeIn(HEAD + numbered)).toBe('app.Order');
    const unknown = 'def f(x):\n    a, b = x\n    return b\n';
    expect(typeIn(HEAD + unknown)).toBe('?');
  });

  it('iterates project classes', () => {
    const source = [
      HEAD,
      'class Orders:',
      '    def __iter__(self) -> Iterator[Order]: ...',
      'class Cursor:',
      '    def __iter__(self): return self',
      '    def __next__(self) -> User: ...',
      'def f():',
      '    for a in Orders(): pass',
      '    for b in Cursor(): pass',
      '    return (a, b)',
    ].join('\n');
    expect(typeIn(source)).toBe('builtins.tuple[app.Order, app.User]');
  });
});

describe('calls', () => {
  it('makes instances and awaits coroutines', () => {
    const source = [
      HEAD,
      'async def load() -> Order: ...',
      'async def f():',
      '    a = load()',
      '    b = await load()',
      '    c = await asyncio.wait_for(load(), 3)',
      '    d, e = await asyncio.gather(load(), load())',
      '    g = await asyncio.create_task(load())',
      '    return (a, b, c, d, g)',
    ].join('\n');
    expect(
      typeIn(`import asyncio\n${source}`.replace('from __future__ import annotations\n', '')),
    ).toBe(
      'builtins.tuple[typing.Coroutine[app.Order], app.Order, app.Order, app.Order, app.Order]',
    );
  });

  it('infers simple returns', () => {
    const source = [
      HEAD,
      'def make():',
      '    order = Order()',
      '    return order',
      'def f():',
      '    return make()',
    ];
    expect(typeIn(source.join('\n'))).toBe('app.Order');
  });

  it('keeps silent where returns differ', () => {
    const source = [
      HEAD,
      'def make(a):',
      '    if a:',
      '        return Order()',
      '    return User()',
      'def f():',
      '    return make(1)',
    ];
    expect(typeIn(source.join('\n'))).toBe('?');
  });

  it('puts arguments in the place of type variables', () => {
    const source = [
      HEAD,
      'T = TypeVar("T")',
      'def get(model: type[T], id: int) -> T | None: ...',
      'def f():',
      '    return get(Order, 1)',
    ];
    expect(typeIn(source.join('\n'))).toBe('app.Order?');
  });

  it('casts', () => {
    expect(ofParam('Any', 'cast(Order, x)')).toBe('app.Order');
    expect(ofParam('Any', 'cast("Order", x)')).toBe('app.Order');
  });

  it('ends in functions that return each other', () => {
    const source =
      'def a(n):\n    return b(n)\ndef b(n):\n    return a(n)\ndef f():\n    return a(1)\n';
    expect(typeIn(source)).toBe('?');
  });

  it('uses the type of an unannotated default that is more than a plain value', () => {
    const source =
      'import requests\nCLIENT = requests.Session()\ndef f(c=CLIENT, n=3):\n    return (c, n)\n';
    expect(typeIn(source)).toBe('builtins.tuple[requests.Session, typing.Any]');
  });
});

describe('context managers', () => {
  it('binds what a project class enters', () => {
    const source = [
      HEAD,
      'class Work:',
      '    def __enter__(self) -> Order: ...',
      'class Same:',
      '    async def __aenter__(self): return self',
      'async def f():',
      '    with Work() as a: pass',
      '    async with Same() as b: pass',
      '    return (a, b)',
    ].join('\n');
    expect(typeIn(source)).toBe('builtins.tuple[app.Order, app.Same]');
  });

  it('binds what a generator yields', () => {
    const source = [
      HEAD,
      'from contextlib import contextmanager, asynccontextmanager',
      '@contextmanager',
      'def one() -> Iterator[Order]: ...',
      '@asynccontextmanager',
      'async def two():',
      '    order = Order()',
      '    yield order',
      'async def f():',
      '    with one() as a: pass',
      '    async with two() as b: pass',
      '    return (a, b)',
    ].join('\n');
    expect(typeIn(source)).toBe('builtins.tuple[app.Order, app.Order]');
  });

  it('binds what the knowledge base says, and the object itself otherwise', () => {
    const source = [
      'import httpx',
      'from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine',
      'engine = create_async_engine("x")',
      'maker = async_sessionmaker(engine)',
      'async def f():',
      '    async with httpx.AsyncClient() as a: pass',
      '    async with maker() as b: pass',
      '    async with maker.begin() as c: pass',
      '    return (a, b, c)',
    ].join('\n');
    expect(typeIn(source)).toBe(
      'builtins.tuple[httpx.AsyncClient, sqlalchemy.ext.asyncio.AsyncSession, sqlalchemy.ext.asyncio.AsyncSession]',
    );
  });
});

describe('queries', () => {
  const models = [
    'from sqlalchemy import select',
    'from sqlalchemy.orm import DeclarativeBase, Mapped, Session, sessionmaker',
    'from sqlalchemy.ext.asyncio import AsyncSession',
    'class Base(DeclarativeBase): ...',
    'class Order(Base):',
    '    id: Mapped[int]',
    '    note: Mapped[str | None]',
    '    lines: Mapped[list["Line"]]',
    'class Line(Base): ...',
    '',
  ].join('\n');

  it.each([
    ['await session.scalar(select(Order))', 'app.Order?'],
    ['(await session.execute(select(Order).where(Order.id == 1))).scalar_one()', 'app.Order'],
    ['(await session.execute(select(Order))).scalars().all()', 'builtins.list[app.Order]'],
    ['(await session.scalars(select(Order))).first()', 'app.Order?'],
    ['await session.get(Order, 1)', 'app.Order'],
    ['(await session.execute(select(Order, Line))).scalar_one()', '?'],
    ['(await session.execute(select(Order.id))).scalar_one()', '?'],
    ['(await session.execute(select(Order))).first()', '?'],
    ['(await session.get(Order, 1)).lines[0]', 'app.Line'],
    ['(await session.get(Order, 1)).note', 'builtins.str?'],
  ])('knows the model of %s', (value, expected) => {
    expect(typeIn(`${models}async def f(session: AsyncSession):\n    return ${value}\n`)).toBe(
      expected,
    );
  });

  it('tells a column of the class from the value of an instance', () => {
    const source = [
      'from sqlalchemy import Column, Float',
      'from sqlalchemy.orm import declarative_base',
      'Base = declarative_base()',
      'class Item(Base):',
      '    price = Column(Float)',
      'def f(item: Item):',
      '    return (Item.price, item.price)',
    ].join('\n');
    expect(typeIn(source)).toBe('builtins.tuple[sqlalchemy.Column, typing.Any]');
  });

  it('knows the model of legacy queries', () => {
    const source = `${models}def f(session: Session):\n    return session.query(Order).filter_by(id=1).one_or_none()\n`;
    expect(typeIn(source)).toBe('app.Order?');
    const all = `${models}def f(session: Session):\n    return session.query(Order).filter_by(id=1).all()\n`;
    expect(typeIn(all)).toBe('builtins.list[app.Order]');
  });

  it('makes the session class a factory is told to make', () => {
    const source = `${models}make = sessionmaker(class_=AsyncSession)\nasync def f():\n    async with make() as s: pass\n    return s\n`;
    expect(typeIn(source)).toBe('sqlalchemy.ext.asyncio.AsyncSession');
  });

  it('knows the model of Django managers', () => {
    const source = [
      'from django.db import models',
      'class BookQuerySet(models.QuerySet):',
      '    def published(self): return self.filter(a=1)',
      'class Author(models.Model): ...',
      'class Book(models.Model):',
      '    author = models.ForeignKey(Author, on_delete=models.CASCADE)',
      '    parent = models.ForeignKey("Book", on_delete=models.CASCADE)',
      '    books = BookQuerySet.as_manager()',
      'def f():',
      '    a = Book.objects.filter(x=1).first()',
      '    b = Book.objects.get(pk=1).author',
      '    for c in Author.objects.all(): pass',
      '    d = Book.books.published().first()',
      '    e, made = Book.objects.get_or_create(pk=1)',
      '    g = Book.objects.get(pk=1).parent',
      '    return (a, b, c, d, e, g)',
    ].join('\n');
    expect(typeIn(source)).toBe(
      'builtins.tuple[app.Book?, app.Author, app.Author, app.Book?, app.Book, app.Book]',
    );
  });
});
