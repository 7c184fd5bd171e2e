from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models import Order


def old_ones(session: Session) -> list[Order]:
    return list(session.scalars(select(Order).where(Order.legacy == "x")))


def purged(session: Session) -> None:
    session.execute(text("SELECT count(*) FROM ledger"))


def priced(order: Order) -> int:
    return order.amount
