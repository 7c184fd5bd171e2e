from collections.abc import Sequence
from typing import Generic, Optional, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.domain.entities.order import Order
from shop.domain.interfaces.orders import Orders
from shop.infrastructure import tables as t

T = TypeVar("T")


class BaseRepository(Generic[T]):
    model: type[T]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_id(self, key: int) -> T | None:  # ok: whatever the type variable stands for
        return await self.session.get(self.model, key)


class SqlOrders(Orders):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, order_id: int) -> Order | None:  # ok: mapped before it is returned
        row = await self._row(order_id)
        return None if row is None else Order(id=row.id, total=row.total)

    async def _row(self, order_id: int) -> t.OrderModel | None:  # ok: a private helper
        return await self.session.get(t.OrderModel, order_id)

    async def find(self, order_id: int) -> Optional[t.OrderModel]:  # expect: returned "`SqlOrders.find` hands out the ORM model `OrderModel`"
        return await self._row(order_id)

    async def latest(self) -> Sequence[t.OrderModel]:  # expect: returned
        result = await self.session.execute(select(t.OrderModel))
        return result.scalars().all()

    async def add(self, total: int):  # expect: returned "`SqlOrders.add`"
        return t.OrderModel(total=total)

    async def count(self) -> int:  # ok: a number
        return 0

    def model_class(self) -> type[t.OrderModel]:  # ok: the class, not an object
        return t.OrderModel
