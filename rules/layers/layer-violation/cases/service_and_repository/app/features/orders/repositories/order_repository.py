from app.features.orders.domain.order import Order  # ok: maps to the domain
from app.features.orders.models.order import OrderRow  # ok: both are persistence
from app.features.orders.services.order_service import OrderService  # expect: turns-around


class OrderRepository:
    def get(self, order_id: int) -> Order:
        OrderService.audit(order_id)
        return Order(id=OrderRow().id)
