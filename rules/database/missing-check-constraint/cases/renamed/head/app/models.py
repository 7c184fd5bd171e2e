from sqlalchemy import CheckConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("0 <= balance", name="balance_not_negative"),)  # ok: the same columns

    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]
