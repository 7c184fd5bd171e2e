# path: app/services/orders.py
import requests
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]


class Payment(Base):
    __tablename__ = "payments"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int]


class AuditLog(Base):
    __tablename__ = "audit_logs"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def place(session: Session) -> None:
    order = Order(status="new")
    session.add(order)
    session.commit()
    session.add(Payment(order_id=order.id))
    session.commit()  # expect: twice "`place` commits with `session.commit` and again with `session.commit`"


def pay(session: Session, order: Order) -> None:
    session.add(Payment(order_id=order.id))
    session.commit()
    order.status = "paid"
    session.commit()  # expect: twice


def place_once(session: Session) -> None:
    order = Order(status="new")
    session.add(order)
    session.flush()
    session.add(Payment(order_id=order.id))
    session.commit()  # ok: the only commit


def charge(session: Session, order: Order) -> None:
    order.status = "charging"
    session.commit()
    requests.post("https://pay.example.com/charges", json={"order": order.id}, timeout=5)
    order.status = "paid"
    session.commit()  # ok: stored before the call, and after it


def place_and_log(session: Session) -> None:
    session.add(Order(status="new"))
    session.commit()
    session.add(AuditLog(text="placed"))
    session.commit()  # ok: nobody misses a row of the log


def close(session: Session, order: Order, paid: bool) -> None:
    if paid:
        order.status = "paid"
        session.commit()
    else:
        order.status = "lost"
        session.commit()  # ok: one or the other


def close_early(session: Session, order: Order, paid: bool) -> None:
    if paid:
        order.status = "paid"
        session.commit()
        return
    order.status = "lost"
    session.commit()  # ok: the first way has left


def settle(session: Session, order: Order) -> None:
    session.add(Payment(order_id=order.id))
    session.commit()
    total = session.scalar(select(func.count(Payment.id)))
    print(total)
    session.commit()  # ok: the second one stores nothing


def settle_all(session: Session, orders: list[Order]) -> None:
    for order in orders:
        order.status = "settled"
        session.commit()  # ok: once for each order


def settle_or_mark(session: Session, order: Order) -> None:
    try:
        session.add(Payment(order_id=order.id))
        session.commit()
    except ValueError:
        order.status = "broken"
        session.commit()  # ok: on the way out of an error


def place_explained(session: Session) -> None:
    session.add(Order(status="new"))
    session.commit()  # the worker looks for the row
    session.add(Payment(order_id=1))
    session.commit()  # ok: the first one is explained


def copy(source: Session, target: Session) -> None:
    source.add(Order(status="copied"))
    source.commit()
    target.add(Order(status="new"))
    target.commit()  # ok: two databases


def place_in_blocks(session: Session) -> None:
    with session.begin():
        session.add(Order(status="new"))
    with session.begin():
        session.add(Payment(order_id=1))  # gap: two blocks, each of which commits at its end


def import_orders(session: Session) -> None:
    session.add(Order(status="new"))
    session.commit()
    session.add(Payment(order_id=1))
    session.commit()  # ok: work in parts, by its name
