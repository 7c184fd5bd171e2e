from dataclasses import dataclass
from typing import TYPE_CHECKING

from shop.adapters.gateways import StripeGateway  # expect: outward "shop.adapters.gateways.stripe_gateway"
from shop.domain.value_objects.money import Money  # ok: stays in the domain

if TYPE_CHECKING:
    from shop.adapters.repositories.orders import SqlOrders  # ok: never runs


@dataclass
class Order:
    id: str
    total: Money

    def pay(self, gateway: StripeGateway) -> str:
        return gateway.charge(self.id, self.total.amount)

    def reload(self, orders: "SqlOrders") -> "Order":
        return orders.get(self.id)

    def export(self) -> dict:
        from ...adapters.controllers.serialise import as_json  # expect: outward "of the presentation layer"

        return as_json(self)
