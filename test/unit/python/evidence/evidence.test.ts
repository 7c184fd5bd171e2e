import { describe, expect, it } from '@jest/globals';
import type { EvidenceGroup } from '../../../../src/python/model/evidence.ts';
import { functionOf } from '../../../support/flow.ts';
import { projectOf } from '../../../support/project.ts';

const MODELS = `
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, Session
class Base(DeclarativeBase): pass
class Payment(Base):
    __tablename__ = "payments"
    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[str]
    status: Mapped[str]
`;

function search(source: string, group: EvidenceGroup, name = 'f') {
  const project = projectOf({ 'app.py': source });
  const { found, complete, unresolved } = project.evidence(
    functionOf(project, 'app.py', name),
    group,
  );
  return {
    notes: found.map(({ note }) => note),
    complete,
    unresolved: unresolved.map(({ text }) => text),
  };
}
const idempotency = (body: string): readonly string[] =>
  search(`${MODELS}def f(session: Session, event, payment: Payment):\n${body}\n`, 'idempotency')
    .notes;

describe('idempotency', () => {
  it.each([
    [
      'a unique catch',
      '    try:\n        session.add(payment)\n        session.flush()\n    except IntegrityError:\n        return',
      'catches IntegrityError',
    ],
    [
      'on conflict',
      '    session.execute(insert(Payment).values(id=1).on_conflict_do_nothing())',
      'INSERT … ON CONFLICT',
    ],
    [
      'a lookup by the id of the charge that decides',
      '    known = session.scalar(select(Payment).where(Payment.charge_id == event.id))\n    if known:\n        return\n    session.add(payment)',
      'looks up `session.scalar(select(Payment).where(Payment.charge_id == event.id))` first',
    ],
    ['a flag', '    if payment.processed:\n        return', 'tests `payment.processed`'],
    [
      'membership of ids',
      '    if event.event_id in seen:\n        return',
      'tests `event.event_id in seen`',
    ],
    [
      'a state',
      '    if payment.status == "paid":\n        return',
      'tests `payment.status == "paid"`',
    ],
    [
      'a conditional update',
      '    session.execute(update(Payment).where(Payment.status == "new").values(status="paid"))',
      'UPDATE … WHERE status = …',
    ],
  ])('is %s', (_, body, note) => {
    expect(idempotency(body)).toEqual([note]);
  });

  it.each([
    [
      'a lookup that decides nothing',
      '    known = session.scalar(select(Payment).where(Payment.charge_id == event.id))\n    session.add(payment)',
    ],
    ['a plain write', '    session.add(payment)\n    session.commit()'],
    ['an HTTP status', '    if event.status_code == 200:\n        session.add(payment)'],
  ])('is not %s', (_, body) => {
    expect(idempotency(body)).toEqual([]);
  });

  it('is found in what is called', () => {
    const source = `${MODELS}
def store(session: Session, payment: Payment):
    try:
        session.add(payment)
    except IntegrityError:
        pass
def f(session: Session, payment: Payment):
    store(session, payment)
`;
    expect(search(source, 'idempotency')).toEqual({
      notes: ['catches IntegrityError'],
      complete: true,
      unresolved: [],
    });
  });
});

describe('completeness', () => {
  it('ends where a call is unknown', () => {
    expect(search('def f(helper):\n    helper.run()\n', 'idempotency')).toEqual({
      notes: [],
      complete: false,
      unresolved: ['helper.run'],
    });
  });

  it('does not suffer from plain data', () => {
    expect(
      search(
        'def f(data):\n    data["x"].strip().lower()\n    data.get("id")\n    print(len(data))\n',
        'idempotency',
      ),
    ).toEqual({ notes: [], complete: true, unresolved: [] });
  });
});

describe('who calls', () => {
  it('signatures', () => {
    expect(
      search(
        'import hmac\ndef f(body, given):\n    return hmac.compare_digest(body, given)\n',
        'signature',
      ).notes,
    ).toEqual(['hmac.compare_digest(…)']);
    expect(
      search(
        'SECRET = "x"\ndef f(request):\n    if request.headers["X-Secret-Token"] != SECRET:\n        raise ValueError\n',
        'signature',
      ).notes,
    ).toEqual(['compares `request.headers["X-Secret-Token"] != SECRET`']);
    expect(search('def f(request):\n    return request.body\n', 'signature').notes).toEqual([]);
  });

  it('dependencies and decorators that check', () => {
    const source = `
from fastapi import APIRouter, Depends, HTTPException
router = APIRouter()
def check(token: str):
    if not token:
        raise HTTPException(status_code=401)
@router.get("/")
def f(user=Depends(check)):
    pass
@router.get("/open")
def g():
    pass
`;
    expect(search(source, 'auth').notes).toContain('check runs before it');
    expect(search(source, 'auth', 'g')).toEqual({ notes: [], complete: true, unresolved: [] });
  });
});

it('locks, timeouts, retries and transactions', () => {
  const source = `
import asyncio, requests
from django.db import transaction
from tenacity import retry
lock = asyncio.Lock()
@retry()
@transaction.atomic
async def f():
    async with lock:
        requests.get("u", timeout=3)
`;
  const groups: readonly EvidenceGroup[] = ['lock', 'timeout', 'retry', 'transaction'];
  expect(groups.map((group) => search(source, group).notes.length)).toEqual([1, 1, 1, 1]);
});
