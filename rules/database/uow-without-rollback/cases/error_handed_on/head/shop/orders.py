from sqlalchemy.orm import Session

from shop.models import Order


def import_orders(session: Session, numbers: list[str]) -> None:
    for number in numbers:
        session.add(Order(number=number))
        session.commit()  # ok: the error ends the function
