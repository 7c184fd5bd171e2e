from ..handlers.http import current_user  # expect: outward "of the application layer"
from ..repositories.order_repository import OrderRepository  # ok: the data flow of a feature without ports


class OrderService:
    def __init__(self, orders: OrderRepository) -> None:
        self.orders = orders

    @staticmethod
    def audit(order_id: int) -> str:
        return f"{current_user()} read {order_id}"
