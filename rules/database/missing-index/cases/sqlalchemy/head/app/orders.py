from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Order


def find(session: Session, number: str) -> Order | None:
    return session.scalar(select(Order).where(Order.number == number))
