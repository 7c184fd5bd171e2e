from dataclasses import dataclass
from decimal import Decimal as D

from pydantic import BaseModel


@dataclass
class Payment:
    amount: float  # expect: field "`Payment` carries `amount`, `fee` as `float`."
    fee: float | None
    exchange_rate: float


class Refund(BaseModel):
    refund_amount: float  # expect: field


class Quote(BaseModel):
    price: D  # ok: exact
    discount_ratio: float  # ok: a ratio
    total_seconds: float  # ok: a duration


class RefundPartial(Refund):
    reason: str  # ok: the inherited field is the parent's


class RefundResponse(BaseModel):
    refund_amount: float  # ok: shows what is stored elsewhere


class Page(BaseModel):
    total: float  # ok: a bare total may count anything


class Plain:
    price: float = 0.0  # ok: no record


def fees() -> tuple[D, ...]:
    return (
        D(0.1),  # expect: inexact "`0.1` is not what it says"
        D(0.5),  # ok: exact in binary
        D("0.1"),  # ok: from a string
        D(10),  # ok: an integer
    )


GRAMS_IN_POUND = D(453.592)  # ok: a weight, whatever it is worth


@dataclass
class ModelPrice:
    cost_per_mtok: float  # ok: a rate
    total_ms: float  # ok: a duration


def price_with_tax(price: D) -> D:
    return price * D(1.19)  # expect: inexact


class OfferIn(BaseModel):
    discount: float  # ok: it may be a share
    discount_value: float
    kind: str


class OfferListItem(BaseModel):
    price: float  # ok: shown in a list


class RebateIn(BaseModel):
    discount_amount: float  # expect: field
