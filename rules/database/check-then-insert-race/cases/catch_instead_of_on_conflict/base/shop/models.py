from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Rate(Base):
    __tablename__ = "rates"

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    rate: Mapped[float]
