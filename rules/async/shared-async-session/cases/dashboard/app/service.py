import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories import OrderRepository, UserRepository


class Dashboard:
    def __init__(self, orders: OrderRepository, users: UserRepository) -> None:
        self.orders = orders
        self.users = users

    async def load(self) -> None:
        await asyncio.gather(self.orders.count(), self.orders.total())  # expect: shared "`self.orders._session`"

    async def load_names(self) -> None:
        await asyncio.gather(self.orders.count(), self.orders.name())  # ok: only one uses the session

    async def load_both(self) -> None:
        await asyncio.gather(self.orders.count(), self.users.count())  # gap: both may hold the same session

    async def count(self) -> int:
        return await self.orders.count()

    async def total(self) -> int:
        return await self.orders.total()

    async def load_by_methods(self) -> None:
        await asyncio.gather(self.count(), self.total())  # expect: shared


async def show(session: AsyncSession) -> None:
    orders = OrderRepository(session)
    users = UserRepository(session)
    await asyncio.gather(orders.count(), users.count())  # expect: shared "`session` is used"
