from abc import ABC, abstractmethod

from shop.domain.entities.order import Order


class Orders(ABC):
    @abstractmethod
    async def get(self, order_id: int) -> Order | None: ...  # ok: a port that speaks of entities
