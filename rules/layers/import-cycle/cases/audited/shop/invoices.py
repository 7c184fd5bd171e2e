from typing import TYPE_CHECKING

from shop.orders import Order  # expect: cycle "`shop.invoices → shop.orders → shop.invoices`"

if TYPE_CHECKING:
    from shop.customers import Customer  # ok: never runs


class Invoice:
    def __init__(self, order: Order, customer: "Customer | None" = None) -> None:
        self.order = order
        self.customer = customer
