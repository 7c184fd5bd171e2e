from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Seat


def book(session: Session, seat_id: int) -> None:
    seat = session.execute(
        select(Seat)
        .where(Seat.id == seat_id)
        .with_for_update()
    ).scalar_one()
    seat.available -= 1
    session.commit()


def book_many(session: Session, seat_id: int, count: int) -> None:
    seat = session.get(Seat, seat_id)
    seat.available -= count
    session.commit()


def hold(session: Session, seat_id: int, name: str) -> None:
    seat = session.get(
        Seat,
        seat_id,
        with_for_update=True,  # expect-left: guard-removed "`hold` no longer holds `with_for_update=True` while it reads `Seat`"
    )
    if seat.held_by is not None:
        raise ValueError("taken")
    seat.held_by = name
    session.commit()
