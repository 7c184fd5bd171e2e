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
