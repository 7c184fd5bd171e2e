from enum import StrEnum

import requests
from celery import shared_task
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)


@shared_task
def confirm(order_id: int) -> None:
    print(order_id)


def save(session: Session, order: Order) -> None:
    session.add(order)
    session.flush()


def place(session: Session) -> None:
    order = Order()
    save(session, order)
    confirm.delay(order.id)  # expect: early "before `save` is committed"
    session.commit()


def after(session: Session) -> None:
    order = Order()
    save(session, order)
    session.commit()
    confirm.delay(order.id)  # ok: after the commit


def two_rounds(session: Session) -> None:
    save(session, Order())
    session.commit()
    confirm.delay(1)  # ok: committed before
    session.commit()


def nothing_written(session: Session) -> None:
    confirm.delay(1)  # ok: nothing is written before
    session.commit()


class State(StrEnum):
    PAID = "paid"
    CANCELLED = "cancelled"


@shared_task
def remind(address: str) -> None:
    requests.post("https://chat.example.com/messages", json={"to": address}, timeout=5)


def put_off(session: Session) -> None:
    order = Order()
    save(session, order)
    confirm.apply_async(args=[order.id], countdown=30)  # ok: it starts long after the commit
    session.commit()


def barely_put_off(session: Session) -> None:
    order = Order()
    save(session, order)
    confirm.apply_async(args=[order.id], countdown=1)  # expect: early
    session.commit()


def works_elsewhere(session: Session, address: str) -> None:
    save(session, Order())
    remind.delay(address)  # expect: outside "after a rollback"
    session.commit()


def change(order: Order, state: State) -> None:
    if state == State.PAID:
        confirm.delay(order.id)
    elif state in (State.CANCELLED,):
        order.id = 0


def cancel(session: Session, order: Order) -> None:
    save(session, order)
    change(order, State.CANCELLED)  # ok: this state is not confirmed
    session.commit()


def pay(session: Session, order: Order) -> None:
    save(session, order)
    change(order, State.PAID)  # expect: early
    session.commit()
