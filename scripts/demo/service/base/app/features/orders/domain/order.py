from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class OrderStatus(StrEnum):
    NEW = "new"
    PAID = "paid"
    CANCELLED = "cancelled"


class OrderError(Exception):
    """A rule of the order was broken."""


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str


@dataclass
class Order:
    id: int | None
    customer_id: int
    total: Money
    status: OrderStatus = OrderStatus.NEW
    tickets: list[str] = field(default_factory=list)

    def mark_paid(self) -> None:
        if self.status is not OrderStatus.NEW:
            raise OrderError(f"Order {self.id} cannot be paid, it is {self.status}")
        self.status = OrderStatus.PAID
