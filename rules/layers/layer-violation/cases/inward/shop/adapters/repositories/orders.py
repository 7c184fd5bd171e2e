from shop.adapters.controllers.serialise import as_json  # expect: outward "of the presentation layer"
from shop.domain.entities.order import Order  # ok: inward
from shop.domain.interfaces.orders import Orders  # ok: implements the port


class SqlOrders(Orders):
    def get(self, order_id: str) -> Order:
        return as_json(order_id)
