import logging

from sqlalchemy.orm import Session

from shop.models import Order


def import_orders(session: Session, numbers: list[str]) -> None:
    for number in numbers:
        try:
            session.add(Order(number=number))
            session.commit()
        except Exception:
            logging.exception("order %s", number)
