from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Order
from shop.repositories import OrderRepository, StockRepository


async def place(sku: str, session: AsyncSession) -> None:
    await OrderRepository(session).save(Order(sku=sku))
    await StockRepository(session).take(sku)  # ok: an operator starts it by hand
