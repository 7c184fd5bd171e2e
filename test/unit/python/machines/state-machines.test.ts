import { describe, expect, it } from '@jest/globals';
import type { StateStep } from '../../../../src/python/model/machines.ts';
import { moduleOf, projectOf } from '../../../support/project.ts';

const MODELS = `
import enum
from sqlalchemy import Enum, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Status(str, enum.Enum):
    NEW = "new"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"

    @classmethod
    def is_live(cls, status) -> bool:
        return status in cls.live()

OPEN = (Status.NEW, Status.PAID)

class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status] = mapped_column(Enum(Status))

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_live(self) -> bool:
        return Status.is_live(self.status)

    def ship(self) -> None:
        if self.status != Status.PAID:
            raise ValueError
        self.status = Status.SHIPPED
`;

function arrow({ holder, from, to, function: fn }: StateStep): string {
  const states = typeof from === 'string' ? from : from.join(', ');
  const name = holder.column === '' ? holder.owner.name : `${holder.owner.name}.${holder.column}`;
  return `${name}: ${states} -> ${to} (${fn?.name ?? 'table'})`;
}

function steps(body: string, models = MODELS): readonly string[] {
  const project = projectOf({ 'models.py': models, 'app.py': body });
  return project.stateMachinesIn(moduleOf(project, 'app.py')).steps.map(arrow);
}

function inFunction(...lines: string[]): readonly string[] {
  return steps(
    [
      'from models import OPEN, Order, Status',
      'def f(order: Order):',
      ...lines.map((line) => `    ${line}`),
    ].join('\n'),
  );
}

describe('states before a change', () => {
  it('are those that an enclosing condition leaves', () => {
    expect(inFunction('if order.status == Status.NEW:', '    order.status = Status.PAID')).toEqual([
      'Order.status: new -> paid (f)',
    ]);
    expect(
      inFunction(
        'if order.status == Status.NEW:',
        '    pass',
        'else:',
        '    order.status = Status.CANCELLED',
      ),
    ).toEqual(['Order.status: paid, shipped, cancelled -> cancelled (f)']);
    expect(
      inFunction(
        'if order.status == "new" or order.status == "paid":',
        '    order.status = "cancelled"',
      ),
    ).toEqual(['Order.status: new, paid -> cancelled (f)']);
  });

  it('are those that an early exit leaves', () => {
    expect(
      inFunction(
        'if order.status not in (Status.NEW, Status.PAID):',
        '    raise ValueError',
        'order.status = Status.CANCELLED',
      ),
    ).toEqual(['Order.status: new, paid -> cancelled (f)']);
    expect(inFunction('assert order.status in OPEN', 'order.status = Status.CANCELLED')).toEqual([
      'Order.status: new, paid -> cancelled (f)',
    ]);
  });

  it('follow a property of the entity, in both directions', () => {
    expect(
      inFunction('if not order.is_open:', '    return', 'order.status = Status.CANCELLED'),
    ).toEqual(['Order.status: new, paid -> cancelled (f)']);
  });

  it('follow what was set before, and a match', () => {
    expect(inFunction('order.status = Status.PAID', 'order.status = Status.SHIPPED')).toEqual([
      'Order.status: any -> paid (f)',
      'Order.status: paid -> shipped (f)',
    ]);
    expect(
      inFunction(
        'match order.status:',
        '    case Status.NEW:',
        '        order.status = Status.PAID',
        '    case Status.PAID | Status.SHIPPED:',
        '        pass',
        '    case _:',
        '        order.status = Status.NEW',
      ),
    ).toEqual(['Order.status: new -> paid (f)', 'Order.status: cancelled -> new (f)']);
  });

  it('are any when nothing looks, and unknown when somebody else may', () => {
    expect(inFunction('order.status = Status.PAID')).toEqual(['Order.status: any -> paid (f)']);
    expect(inFunction('ensure_can_pay(order)', 'order.status = Status.PAID')).toEqual([
      'Order.status: unknown -> paid (f)',
    ]);
    expect(inFunction('if weird(order.status):', '    order.status = Status.PAID')).toEqual([
      'Order.status: unknown -> paid (f)',
    ]);
    expect(
      inFunction(
        'if not is_active(order.status):',
        '    raise ValueError',
        'order.status = Status.PAID',
      ),
    ).toEqual(['Order.status: unknown -> paid (f)']);
    expect(
      inFunction(
        'before = order.status',
        'if before == Status.NEW:',
        '    order.status = Status.PAID',
      ),
    ).toEqual(['Order.status: unknown -> paid (f)']);
    expect(inFunction('if not order.is_live:', '    return', 'order.status = Status.PAID')).toEqual(
      ['Order.status: unknown -> paid (f)'],
    );
    expect(
      steps(`
from models import Order, Status
def mark(order: Order):
    order.status = Status.PAID
def pay(order: Order):
    if order.status == Status.NEW:
        mark(order)
`),
    ).toEqual(['Order.status: unknown -> paid (mark)']);
  });

  it('are forgotten when the row is replaced or a loop runs again', () => {
    expect(
      inFunction(
        'if order.status != Status.NEW:',
        '    return',
        'order = other()',
        'order.status = Status.PAID',
      ),
    ).toEqual([]);
    expect(
      inFunction(
        'if order.status != Status.NEW:',
        '    return',
        'for _ in range(3):',
        '    order.status = Status.PAID',
      ),
    ).toEqual(['Order.status: any -> paid (f)']);
  });
});

describe('other forms', () => {
  it('methods of the entity, not its construction', () => {
    const project = projectOf({ 'models.py': MODELS });
    const machines = project.stateMachinesIn(moduleOf(project, 'models.py'));
    expect(machines.steps.map(arrow)).toEqual(['Order.status: paid -> shipped (ship)']);
    expect(machines.holders.map(({ states }) => states)).toEqual([
      ['new', 'paid', 'shipped', 'cancelled'],
    ]);
    expect(inFunction('order = Order()', 'order.status = Status.NEW')).toEqual([]);
  });

  it('conditional updates and rows chosen by their state', () => {
    expect(
      steps(`
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from models import Order, Status
def pay(session: Session, id: int):
    session.execute(
        update(Order).where(Order.id == id, Order.status == Status.NEW).values(status=Status.PAID)
    )
    session.execute(update(Order).where(Order.id == id).values(status=Status.CANCELLED))
def ship(session: Session):
    for order in session.scalars(select(Order).where(Order.status.in_([Status.PAID]))):
        order.status = Status.SHIPPED
`),
    ).toEqual([
      'Order.status: new -> paid (pay)',
      'Order.status: any -> cancelled (pay)',
      'Order.status: paid -> shipped (ship)',
    ]);
  });

  it('Django choices, lookups and update', () => {
    const models = `
from django.db import models
class Order(models.Model):
    class Status(models.TextChoices):
        NEW = "new", "New"
        PAID = "paid", "Paid"
        DONE = "done", "Done"
    status = models.CharField(max_length=9, choices=Status.choices)
    def finish(self):
        if self.status == self.Status.PAID:
            self.status = self.Status.DONE
`;
    const body = `
from models import Order
def pay(pk):
    order = Order.objects.get(pk=pk, status=Order.Status.NEW)
    order.status = Order.Status.PAID
    order.save()
def expire():
    Order.objects.exclude(status__in=["paid", "done"]).update(status="done")
`;
    expect(steps(body, models)).toEqual([
      'Order.status: new -> paid (pay)',
      'Order.status: new -> done (expire)',
    ]);
    const project = projectOf({ 'models.py': models });
    expect(project.stateMachinesIn(moduleOf(project, 'models.py')).steps.map(arrow)).toEqual([
      'Order.status: paid -> done (finish)',
    ]);
  });

  it('Literal annotations, constants, tables and decorators', () => {
    const models = `
import enum
from dataclasses import dataclass
from typing import Literal
NEW = "new"
class Phase(enum.Enum):
    DRAFT = 1
    LIVE = 2
    GONE = 3
ALLOWED = {Phase.DRAFT: {Phase.LIVE, Phase.GONE}, Phase.LIVE: [Phase.GONE], Phase.GONE: set()}
NAMES = {Phase.DRAFT: "Draft"}
State = Literal["new", "open", "closed"]
@dataclass
class Ticket:
    state: State
class Post:
    phase: Phase
    @transition(field=phase, source=Phase.DRAFT, target=Phase.LIVE)
    def publish(self): ...
`;
    const project = projectOf({ 'models.py': models });
    const machines = project.stateMachinesIn(moduleOf(project, 'models.py'));
    expect(machines.steps.map(arrow)).toEqual([
      'Phase: DRAFT -> LIVE (table)',
      'Phase: DRAFT -> GONE (table)',
      'Phase: LIVE -> GONE (table)',
      'Post.phase: DRAFT -> LIVE (publish)',
    ]);
    expect(machines.holders.map(({ states }) => states.length)).toEqual([3, 3]);
    expect(
      steps(
        'import models\ndef f(t: models.Ticket):\n    if t.state == models.NEW:\n        t.state = "open"\n',
        models,
      ),
    ).toEqual(['Ticket.state: new -> open (f)']);
  });

  it('says nothing of what is no stored state', () => {
    expect(
      steps(`
import requests
def f(response: requests.Response, other):
    other.status = "done"
    response.status = "x"
`),
    ).toEqual([]);
  });
});
