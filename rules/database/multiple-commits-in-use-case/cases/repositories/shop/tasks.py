from celery import shared_task
from sqlalchemy.orm import Session

from shop.models import Order, Stock


def session() -> Session: ...


@shared_task
def restock(sku: str) -> None:
    db = session()
    db.add(Order(sku=sku))
    db.commit()
    db.add(Stock(left=1))
    db.commit()  # expect: twice
