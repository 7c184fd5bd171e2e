import { describe, expect, it } from '@jest/globals';
import type { TransactionScope } from '../../../../src/python/model/flow.ts';
import { functionIn, functionOf, moduleFrom, operationOf } from '../../../support/flow.ts';
import { projectOf } from '../../../support/project.ts';

const SESSION =
  'from sqlalchemy import select, update\nfrom sqlalchemy.ext.asyncio import AsyncSession\nfrom sqlalchemy.orm import Session, sessionmaker\n';

function at(source: string, text: string, name = 'f'): readonly TransactionScope[] {
  const fn = functionIn(moduleFrom(source), name);
  return fn.flow.transactionsAt(operationOf(fn, text));
}

const shape = (scopes: readonly TransactionScope[]): readonly string[] =>
  scopes.map(({ kind, opener, session, depth }) => `${depth} ${kind} ${opener} ${session}`.trim());

describe('SQLAlchemy transactions', () => {
  it('are open inside begin() and begin_nested()', () => {
    const source = `${SESSION}
async def f(session: AsyncSession):
    async with session.begin():
        a()
        async with session.begin_nested():
            b()
    c()
`;
    expect(shape(at(source, 'a'))).toEqual([
      '0 block sqlalchemy.ext.asyncio.AsyncSession.begin session',
    ]);
    expect(shape(at(source, 'b'))).toEqual([
      '0 block sqlalchemy.ext.asyncio.AsyncSession.begin session',
      '1 block sqlalchemy.ext.asyncio.AsyncSession.begin_nested session',
    ]);
    expect(at(source, 'c')).toEqual([]);
  });

  it('are open inside sessionmaker.begin() under the name it binds', () => {
    const source = `${SESSION}
factory = sessionmaker()
def f():
    with factory.begin() as db:
        a()
`;
    expect(shape(at(source, 'a'))).toEqual(['0 block sqlalchemy.orm.sessionmaker.begin db']);
  });

  it('open by themselves with the first statement and end with commit', () => {
    const source = `${SESSION}
def f(session: Session):
    a()
    session.add(1)
    b()
    session.execute(select(1))
    c()
    session.commit()
    d()
`;
    expect([at(source, 'a'), at(source, 'b'), at(source, 'd')]).toEqual([[], [], []]);
    expect(shape(at(source, 'c'))).toEqual(['0 implicit sqlalchemy.orm.Session session']);
  });

  it('end with the block that binds the session', () => {
    const source = `${SESSION}
factory = sessionmaker()
def f():
    with factory() as db:
        db.execute(select(1))
        a()
    b()
`;
    expect([shape(at(source, 'a')), at(source, 'b')]).toEqual([
      ['0 implicit sqlalchemy.orm.Session db'],
      [],
    ]);
  });

  it('open through a function that the session is handed to', () => {
    const source = `${SESSION}
def load(db: Session):
    return db.execute(select(1))
def f(session: Session):
    load(session)
    a()
`;
    expect(shape(at(source, 'a'))).toEqual(['0 implicit sqlalchemy.orm.Session session']);
  });
});

describe('Django transactions', () => {
  it('are open in blocks and under decorators, nested ones deeper', () => {
    const source = `
from django.db import transaction
@transaction.atomic
def f():
    a()
    with transaction.atomic():
        b()
def g():
    c()
`;
    expect(shape(at(source, 'a'))).toEqual(['0 decorator django.db.transaction.atomic']);
    expect(shape(at(source, 'b'))).toEqual([
      '0 decorator django.db.transaction.atomic',
      '1 block django.db.transaction.atomic',
    ]);
    expect(at(source, 'c', 'g')).toEqual([]);
  });

  it('surround every request with ATOMIC_REQUESTS', () => {
    const files = {
      'site/settings.py': 'DATABASES = {"default": {"ATOMIC_REQUESTS": True}}\n',
      'site/views.py': 'def pay(request):\n    a()\n',
      'site/urls.py':
        'from django.urls import path\nfrom . import views\nurlpatterns = [path("pay/", views.pay)]\n',
      'site/__init__.py': '',
    };
    const fn = functionOf(projectOf(files), 'site/views.py', 'pay');
    expect(shape(fn.flow.transactionsAt(operationOf(fn, 'a')))).toEqual([
      '0 caller django.db.transaction.atomic',
    ]);
  });
});

describe('transactions of the project', () => {
  const unitOfWork = `${SESSION}
class UnitOfWork:
    def __init__(self, session: Session):
        self.session = session
    def __enter__(self):
        return self
    def __exit__(self, *args):
        self.session.rollback()
    def commit(self):
        self.session.commit()
class Timer:
    def __enter__(self):
        return self
    def __exit__(self, *args):
        pass
`;

  it('are recognised by the shape of a unit of work', () => {
    const source = `${unitOfWork}
def f(uow: UnitOfWork):
    with uow:
        a()
    with Timer():
        b()
`;
    expect(shape(at(source, 'a'))).toEqual(['0 block app.UnitOfWork uow']);
    expect(at(source, 'b')).toEqual([]);
  });

  it('are recognised by what a context manager function yields in', () => {
    const source = `${SESSION}
from contextlib import contextmanager
factory = sessionmaker()
@contextmanager
def scope():
    session = factory()
    try:
        yield session
        session.commit()
    finally:
        session.close()
@contextmanager
def reading():
    session = factory()
    yield session
    session.close()
def f():
    with scope() as s:
        a()
    with reading() as s:
        b()
`;
    expect(shape(at(source, 'a'))).toEqual(['0 block app.scope s']);
    expect(at(source, 'b')).toEqual([]);
  });

  it('are inherited when every known caller holds one', () => {
    const source = `
from django.db import transaction
def inner():
    a()
def other():
    b()
@transaction.atomic
def outer():
    inner()
    other()
def loose():
    other()
`;
    expect(shape(at(source, 'a', 'inner'))).toEqual(['0 caller django.db.transaction.atomic']);
    expect(at(source, 'b', 'other')).toEqual([]);
  });

  it('reach a route through a dependency that yields inside one', () => {
    const source = `${SESSION}
from fastapi import APIRouter, Depends
factory = sessionmaker()
router = APIRouter()
def session():
    with factory.begin() as db:
        yield db
@router.post("/pay")
def f(db: Session = Depends(session)):
    a()
`;
    expect(shape(at(source, 'a'))).toEqual(['0 caller app.session']);
  });
});

describe('locks', () => {
  const kinds = (source: string, text: string): readonly string[] => {
    const fn = functionIn(moduleFrom(source), 'f');
    return fn.flow.locksAt(operationOf(fn, text)).map(({ kind, text: held }) => `${kind} ${held}`);
  };

  it('are held inside their block', () => {
    const source =
      'import asyncio\nlock = asyncio.Lock()\nasync def f():\n    async with lock:\n        a()\n    b()\n';
    expect([kinds(source, 'a'), kinds(source, 'b')]).toEqual([['asyncio lock'], []]);
  });

  it('are held between acquire and release', () => {
    const source =
      'import threading\nlock = threading.Lock()\ndef f():\n    lock.acquire()\n    a()\n    lock.release()\n    b()\n';
    expect([kinds(source, 'a'), kinds(source, 'b')]).toEqual([['threading lock'], []]);
  });

  it('are held after an advisory lock', () => {
    const source = `${SESSION}
from sqlalchemy import text
def f(session: Session):
    a()
    session.execute(text("SELECT pg_advisory_xact_lock(1)"))
    b()
`;
    expect([kinds(source, 'a'), kinds(source, 'b')]).toEqual([[], ['advisory advisory lock']]);
  });

  it('are told by the shape of a lock class of the project', () => {
    const source = `
import threading
class Guarded:
    def __init__(self):
        self.lock = threading.Lock()
    def __enter__(self):
        self.lock.acquire()
    def __exit__(self, *args):
        self.lock.release()
def f(guard: Guarded):
    with guard:
        a()
`;
    expect(kinds(source, 'a')).toEqual(['project guard']);
  });
});
