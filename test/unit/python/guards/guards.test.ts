import { describe, expect, it } from '@jest/globals';
import type { Guard } from '../../../../src/python/model/guards.ts';
import { isStillNeeded } from '../../../../src/python/guards/still-needed.ts';
import { functionOf } from '../../../support/flow.ts';
import { moduleOf, projectOf } from '../../../support/project.ts';

function guards(source: string, name = 'f'): readonly Guard[] {
  const project = projectOf({ 'app.py': source });
  return project.guardsOf(functionOf(project, 'app.py', name));
}
const shape = (all: readonly Guard[]): readonly string[] =>
  all.map(({ kind, subject, text }) => `${kind} | ${subject} | ${text}`);
const ofModule = (source: string): readonly string[] => {
  const project = projectOf({ 'app.py': source });
  return shape(project.guardsIn(moduleOf(project, 'app.py')));
};

describe('guards of calls', () => {
  it('timeouts, given, by default, and around', () => {
    expect(
      shape(
        guards(
          'import requests\ndef f():\n    requests.get("u", timeout=5)\n    requests.post("u")\n    requests.put("u", timeout=None)\n',
        ),
      ),
    ).toEqual(['timeout | requests.get | timeout=5']);
    expect(shape(guards('import httpx\ndef f():\n    httpx.get("u")\n'))).toEqual([
      'timeout | httpx.get | the default timeout of httpx.get',
    ]);
    const around = guards(
      'import asyncio\nasync def step(): ...\nasync def f():\n    await asyncio.wait_for(step(), 5)\n',
    );
    expect(shape(around)).toEqual(['timeout | app.step | asyncio.wait_for(… step …)']);
  });

  it('rows locked and claimed', () => {
    const source = `
from django.db import models
class Order(models.Model):
    n = models.IntegerField()
def f():
    Order.objects.select_for_update(skip_locked=True).get(pk=1)
`;
    expect(shape(guards(source))).toEqual([
      'exclusive-claim | Order | SKIP LOCKED',
      'row-lock | Order | select_for_update()',
    ]);
  });

  it('work after commit, kept tasks, bounds', () => {
    const source = `
import asyncio
from django.db import transaction
def notify(): ...
async def work(): ...
async def f():
    transaction.on_commit(lambda: notify())
    task = asyncio.create_task(work())
    asyncio.create_task(work())
    gate = asyncio.Semaphore(10)
`;
    expect(shape(guards(source))).toEqual([
      'on-commit | notify | transaction.on_commit(lambda: notify())',
      'kept-task | work | asyncio.create_task(work())',
      'bound | number of permits of asyncio.Semaphore | asyncio.Semaphore(10)',
    ]);
  });
});

describe('guards around statements', () => {
  it('transactions and locks', () => {
    const source = `
import asyncio
from django.db import transaction
lock = asyncio.Lock()
@transaction.atomic
def f():
    pass
async def g():
    async with lock:
        with transaction.atomic():
            pass
            await x()
`;
    expect(shape(guards(source))).toEqual(['transaction | writes | @atomic']);
    expect(shape(guards(source, 'g'))).toEqual([
      'lock | shared state | lock',
      'transaction | writes | with atomic()',
    ]);
  });

  it('limits held, workers and cancellations', () => {
    const source = `
import asyncio
gate = asyncio.Semaphore(3)
async def f(client, job):
    async with gate:
        await client.get(job)
async def g(queue, job):
    try:
        await job.run()
    except asyncio.CancelledError:
        await queue.give_back(job)
        raise
    finally:
        await job.close()
async def h(self):
    while not self.stopped:
        try:
            await self.step()
        except Exception:
            pass
`;
    expect(shape(guards(source))).toEqual(['bound | concurrency | async with gate']);
    expect(shape(guards(source, 'g'))).toEqual([
      'cancellation-handling | queue.give_back | except asyncio.CancelledError: queue.give_back(…)',
      'cancellation-handling | job.close | finally: job.close(…)',
    ]);
    expect(shape(guards(source, 'h'))).toEqual([
      'exception-guard | worker loop | try … except Exception',
    ]);
  });

  it('breakers entered, keys of repeated requests', () => {
    const source = `
import httpx
import pybreaker
bank = pybreaker.CircuitBreaker()
def f(entry):
    headers = {"Idempotency-Key": entry}
    with bank.calling():
        httpx.post("u", headers=headers)
`;
    expect(shape(guards(source)).filter((line) => !line.startsWith('timeout'))).toEqual([
      'idempotency-key | httpx.post | Idempotency-Key: entry',
      'breaker | call | bank.calling(…)',
    ]);
  });

  it('files closed, sessions rolled back, workers kept alive', () => {
    const source = `
from sqlalchemy.orm import Session
def f(session: Session):
    with open("x") as file:
        file.read()
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise
    while True:
        try:
            step()
        except ValueError:
            pass
`;
    expect(shape(guards(source))).toEqual([
      'context-manager | builtins.open | with open(…)',
      'rollback | transaction | session.rollback()',
      'exception-guard | worker loop | try … except ValueError',
    ]);
  });
});

describe('guards of the header', () => {
  it('retries with their limit and wait', () => {
    const source =
      'from tenacity import retry, stop_after_attempt, wait_exponential\n@retry(stop=stop_after_attempt(3), wait=wait_exponential())\ndef f():\n    pass\n';
    expect(guards(source).map(({ kind, strength }) => `${kind} ${strength.toFixed(2)}`)).toEqual([
      'backoff 1.00',
      'retry 1.00',
      'retry-limit 0.33',
    ]);
  });

  it('who may call', () => {
    const source = `
from fastapi import APIRouter, Depends, HTTPException
router = APIRouter()
def current_user():
    raise HTTPException(401)
def settings(): ...
@router.get("/")
def f(user=Depends(current_user), config=Depends(settings)):
    pass
`;
    expect(shape(guards(source))).toEqual(['auth-dependency | caller | current_user']);
  });

  it('signatures and states checked in the body', () => {
    const source =
      'import hmac\ndef f(order, body, signature):\n    if not hmac.compare_digest(body, signature):\n        raise ValueError\n    if order.status != "new":\n        return\n';
    expect(guards(source).map(({ kind }) => kind)).toEqual(['signature-check', 'status-guard']);
  });
});

describe('guards of models and records', () => {
  it('constraints, exact amounts and versions', () => {
    const source = `
from sqlalchemy import ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): pass
class Order(Base):
    __tablename__ = "orders"
    version: Mapped[int]
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("shop", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    total = mapped_column(Numeric)
`;
    expect(ofModule(source)).toEqual([
      'version-column | Order.version | version_id_col: version',
      'unique-constraint | Order.number+shop | unique (shop, number)',
      'foreign-key | Order.user_id | user_id = mapped_column(ForeignKey("users.id"))',
      'exact-money | Order.total | total = mapped_column(Numeric)',
    ]);
  });

  it('what is done at the stop', () => {
    const source = `
import signal
from contextlib import asynccontextmanager
def stop(*_): ...
signal.signal(signal.SIGTERM, stop)
@asynccontextmanager
async def lifespan(app):
    engine = make()
    yield
    await engine.dispose()
`;
    expect(ofModule(source)).toEqual([
      'shutdown | the work in hand | signal.signal(signal.SIGTERM, stop)',
      'shutdown | engine | engine.dispose()',
    ]);
  });

  it('frozen records', () => {
    const source =
      'from dataclasses import dataclass\nfrom decimal import Decimal\n@dataclass(frozen=True)\nclass Money:\n    amount: Decimal\n@dataclass\nclass Loose:\n    amount: float\n';
    expect(ofModule(source)).toEqual([
      'immutability | Money | frozen=True',
      'exact-money | Money.amount | amount: Decimal',
    ]);
  });
});

describe('isStillNeeded', () => {
  const before = 'import requests\ndef f():\n    requests.get("u", timeout=5)\n';
  const needed = (after: string): boolean => {
    const [guard] = guards(before);
    const project = projectOf({ 'app.py': after });
    if (guard === undefined) throw new Error('No guard.');
    return isStillNeeded(guard, { project, function: functionOf(project, 'app.py', 'f') });
  };

  it('asks whether head does the same without it', () => {
    expect(needed('import requests\ndef f():\n    requests.get("u")\n')).toBe(true);
    expect(needed('import httpx\ndef f():\n    httpx.get("u")\n')).toBe(false);
    expect(needed('def f():\n    pass\n')).toBe(false);
  });
});
