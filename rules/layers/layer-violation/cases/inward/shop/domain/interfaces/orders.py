from typing import Protocol

from shop.domain.entities.order import Order  # ok: same layer


class Orders(Protocol):
    def get(self, order_id: str) -> Order: ...
