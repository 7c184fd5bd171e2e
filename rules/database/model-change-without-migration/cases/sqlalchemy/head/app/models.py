from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40))
    region: Mapped[str] = mapped_column(String(8))  # expect: changed "The model `Order` adds region, changes the type of number, makes note NOT NULL, and no migration of the change touches `orders`"
    note: Mapped[str] = mapped_column(String(20))
    early: Mapped[int | None] = mapped_column(Integer)  # ok: an earlier migration added it


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(String(20), unique=True)  # ok: an earlier migration made it unique
    code: Mapped[str] = mapped_column(String(20), unique=True)  # expect: changed "The model `User` makes code unique, adds the index (lane), and"
    lane: Mapped[str] = mapped_column(String(20))
    __table_args__ = (Index("ix_lane", "lane"),)


class Cart(Base):  # expect: changed "forgets owner, which is NOT NULL"
    __tablename__ = "carts"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column("state", String(20))  # ok: the same column
    token_text: Mapped[str] = mapped_column("token", String(20))  # ok: the same column under another name in Python


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(20), default="b")  # ok: a default in Python
    cart: Mapped[Cart] = relationship()  # ok: a relationship

    @property
    def short(self) -> str:  # ok: a property
        return self.text[:5]


class Report(Base):
    __tablename__ = "report_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int] = mapped_column()  # ok: no migration keeps the table


class Stamped(Base):
    __abstract__ = True
    stamp: Mapped[int] = mapped_column()  # ok: abstract


class Voucher(Base):  # expect: new-table "The model `Voucher` is new"
    __tablename__ = "vouchers"

    id: Mapped[int] = mapped_column(primary_key=True)
