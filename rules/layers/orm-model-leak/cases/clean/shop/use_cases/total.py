from shop.domain.entities.order import Order
from shop.infrastructure.tables import OrderModel


def total_of(row: OrderModel) -> int:  # expect: in-signature "`total_of` of the application layer takes the ORM model `OrderModel`"
    return row.total


class ReadOrder:
    def execute(self, order: Order) -> Order:  # ok: an entity
        return order

    def raw(self, order_id: int) -> list[OrderModel]:  # expect: in-signature "`ReadOrder.raw` of the application layer returns"
        return [OrderModel(id=order_id)]
