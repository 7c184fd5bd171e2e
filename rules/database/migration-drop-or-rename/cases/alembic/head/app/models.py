from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column("number", String(8))
    kind: Mapped[int] = mapped_column()
    total: Mapped[int] = mapped_column()


class RushOrder(Order):
    amount: Mapped[int] = mapped_column("amount_v2")


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
