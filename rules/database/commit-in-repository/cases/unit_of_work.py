# path: shop/services/unit_of_work.py
from sqlalchemy.orm import Session, sessionmaker


class SqlUnitOfWork:
    def __init__(self, factory: sessionmaker[Session]) -> None:
        self.factory = factory

    def __enter__(self) -> "SqlUnitOfWork":
        self.session: Session = self.factory()
        return self

    def __exit__(self, *args: object) -> None:
        self.session.commit()  # ok: this is where commits belong


class CheckoutService:
    def __init__(self, session: Session) -> None:
        self.session = session

    def pay(self) -> None:
        self.session.commit()  # ok: a use case commits
