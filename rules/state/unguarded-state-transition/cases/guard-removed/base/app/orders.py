import enum

from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Status(enum.Enum):
    NEW = "new"
    PAID = "paid"
    CANCELLED = "cancelled"


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status]


def pay(session: Session, order: Order) -> None:
    if order.status != Status.NEW:  # expect-left: guard-removed
        raise ValueError("too late")
    order.status = Status.PAID
    session.add(order)
    session.commit()
