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


def set_option(session: Session, name: str, value: str) -> None:
    session.add(Order(status=f"{name}={value}"))
    session.commit()


def save_options(session: Session, title: str, footer: str) -> None:
    set_option(session, "title", title)
    set_option(session, "footer", footer)  # ok: each is a setting of its own


def mark_for_deletion(session: Session, order: Order) -> None:
    order.status = "deleting"
    session.commit()


def delete_rows(session: Session, order: Order) -> None:
    session.delete(order)
    session.commit()


def delete_order(session: Session, order: Order) -> None:
    mark_for_deletion(session, order)
    delete_rows(session, order)  # ok: marked first, so that somebody can go on when it stops


def push_to_shelf(order: Order) -> None:
    print("shown", order.id)


def relabel(session: Session, order: Order) -> None:
    order.status = "relabelled"
    session.commit()
    push_to_shelf(order)
    order.status = "shown"
    session.commit()  # ok: what is pushed in between is meant to be stored


def add_order(session: Session, order: Order) -> None:
    session.add(order)
    session.commit()


def add_payment(session: Session, payment: Payment) -> None:
    session.add(payment)
    session.commit()


def take(session: Session, order: Order, payment: Payment) -> None:
    add_order(session, order)
    add_payment(session, payment)  # expect: twice
