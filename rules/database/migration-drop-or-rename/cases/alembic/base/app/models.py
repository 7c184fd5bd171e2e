from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[str] = mapped_column(String(20))
    hint: Mapped[str | None] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(8))
    legacy: Mapped[str] = mapped_column(String(8))
    nr: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(8))
    total: Mapped[int] = mapped_column()
    late: Mapped[int | None] = mapped_column(deferred=True)
    amount: Mapped[int] = mapped_column()


class Coupon(Base):
    __tablename__ = "coupons"

    id: Mapped[int] = mapped_column(primary_key=True)


class Basket(Base):
    __tablename__ = "baskets"

    id: Mapped[int] = mapped_column(primary_key=True)


class Named(Base):
    __abstract__ = True

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower()


class StockItem(Named):
    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(8))
