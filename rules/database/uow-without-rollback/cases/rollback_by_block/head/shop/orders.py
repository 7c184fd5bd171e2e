import logging

from sqlalchemy.orm import Session

from shop.models import Order


def import_orders(session: Session, numbers: list[str]) -> None:
    for number in numbers:
        try:
            with session.begin():
                session.add(Order(number=number))
        except Exception:
            logging.exception("order %s", number)  # ok: the block has rolled back
