from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Order, OrderLog, Stock


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, order: Order) -> None:
        self._session.add(order)
        await self._session.commit()

    async def stage(self, order: Order) -> None:
        self._session.add(order)
        await self._session.flush()

    async def get_or_create(self, sku: str) -> Order:
        order = Order(sku=sku)
        self._session.add(order)
        await self._session.commit()
        return order


class StockRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take(self, sku: str) -> None:
        await self._session.execute(update(Stock).values(left=Stock.left - 1))
        await self._session.commit()

    async def take_if_needed(self, sku: str) -> None:
        if sku:
            await self._session.execute(update(Stock).values(left=Stock.left - 1))
            await self._session.commit()


class ReservationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def set_reserved(self, sku: str, reserved: bool) -> None:
        await self._session.execute(update(Stock).where(Stock.sku == sku).values(reserved=reserved))
        await self._session.commit()

    async def release_reserved(self, sku: str) -> None:
        await self._session.execute(update(Stock).where(Stock.sku == sku).values(reserved=False))
        await self._session.commit()


class NoteRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_log(self, text: str) -> None:
        self._session.add(OrderLog(text=text))
        await self._session.commit()
