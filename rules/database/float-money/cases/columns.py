from decimal import Decimal

from django.db import models
from pydantic import BaseModel
from sqlalchemy import Column, Float, Integer, Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, SQLModel
from tortoise import fields
from tortoise.models import Model


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    total_price: Mapped[float]  # expect: column "`Order` stores `total_price`, `tax` in a floating-point column."
    tax: Mapped[float] = mapped_column(Float)
    tax_rate: Mapped[float]
    shipping_cost: Mapped[Decimal] = mapped_column(Numeric(12, 2))


class Entry(Base):
    __tablename__ = "entries"

    id = Column(Integer, primary_key=True)
    balance = Column(Float, nullable=False)  # expect: column


class EntryDTO(BaseModel):
    balance: float  # ok: the column beside it is the cause


class Place(Base):
    __tablename__ = "places"

    id: Mapped[int] = mapped_column(primary_key=True)
    latitude: Mapped[float]  # ok: no money
    price_score: Mapped[float]  # ok: a score
    discount_percent: Mapped[float]  # ok: a percentage
    amount_cents: Mapped[int]  # ok: minor units


class Fill(Base):
    __tablename__ = "fills"

    id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str]
    cost: Mapped[float]  # expect: column
    price_precision: Mapped[float]  # ok: how exact a price is


class Tariff(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    fee: float  # expect: column


class Ticket(models.Model):
    price = models.FloatField()  # expect: column
    price_exact = models.DecimalField(max_digits=12, decimal_places=2)


class Wallet(Model):
    id = fields.IntField(primary_key=True)
    deposit = fields.FloatField()  # expect: column


def with_fee(ticket: Ticket, factor: float) -> float:
    return float(ticket.price_exact) * factor  # expect: mixed "`ticket.price_exact`"


def shown(ticket: Ticket) -> dict:
    return {"price": float(ticket.price_exact)}  # ok: only shown


class Offer(Model):
    id = fields.IntField(primary_key=True)
    discount = fields.FloatField(default=1)  # ok: prices are multiplied with it


class Voucher(Model):
    id = fields.IntField(primary_key=True)
    discount = fields.FloatField(default=0)  # expect: column


def shown(entry: Tariff, order: Order, lines: str) -> str:
    text = f"to pay: {float(order.shipping_cost):.2f}" + lines  # ok: only shown
    return text


def reckoned(order: Order, rate: float) -> float:
    total = float(order.shipping_cost) * rate  # expect: mixed
    return total
