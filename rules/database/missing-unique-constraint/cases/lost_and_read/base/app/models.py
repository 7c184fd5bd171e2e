from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Payment(Base):
    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[str] = mapped_column(String(64), unique=True)


def by_charge(session: Session, charge_id: str) -> Payment:
    return session.query(Payment).filter(Payment.charge_id == charge_id).one()
