from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Seat


def book(session: Session, seat_id: int) -> None:
    seat = session.execute(
        select(Seat)
        .where(Seat.id == seat_id)
    ).scalar_one()
    seat.available -= 1  # expect: lost
    session.commit()


def book_many(session: Session, seat_id: int, count: int) -> None:
    seat = session.get(Seat, seat_id)
    seat.available -= count  # ok: inherited
    session.commit()


def hold(session: Session, seat_id: int, name: str) -> None:
    seat = session.get(
        Seat,
        seat_id,
    )
    if seat.held_by is not None:
        raise ValueError("taken")
    seat.held_by = name
    session.commit()
