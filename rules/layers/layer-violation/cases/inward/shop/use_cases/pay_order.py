from shop.adapters.repositories.orders import SqlOrders  # expect: outward "`shop.use_cases.pay_order` of the application layer"
from shop.domain.entities.order import Order  # ok: inward
from shop.domain.interfaces.orders import Orders  # ok: a port


class PayOrder:
    def __init__(self, orders: Orders, fallback: SqlOrders) -> None:
        self.orders = orders
        self.fallback = fallback

    def execute(self, order_id: str) -> Order:
        return self.orders.get(order_id) or self.fallback.get(order_id)
