from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count(self) -> int:
        return await self._session.scalar(text("select count(*) from orders"))

    async def total(self) -> int:
        return await self._session.scalar(text("select sum(total) from orders"))

    async def name(self) -> str:
        return "orders"


class UserRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count(self) -> int:
        return await self._session.scalar(text("select count(*) from users"))
