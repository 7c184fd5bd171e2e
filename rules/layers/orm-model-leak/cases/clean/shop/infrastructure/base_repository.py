from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from shop.infrastructure.tables import Base

Row = TypeVar("Row", bound=Base)


class BaseRepository(Generic[Row]):
    def __init__(self, session: Session, row: type[Row]) -> None:
        self.session = session
        self.row = row

    def get(self, key: int) -> Row | None:  # ok: generic, its subclasses say what they hand out
        return self.session.get(self.row, key)
