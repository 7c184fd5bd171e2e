from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Order
from shop.repositories import OrderRepository, StockRepository

router = APIRouter()


@router.post("/orders")
async def place(sku: str, session: AsyncSession) -> None:
    orders = OrderRepository(session)
    stock = StockRepository(session)
    await orders.save(Order(sku=sku))
    await stock.take(sku)  # expect: twice "`place` commits with `orders.save` and again with `stock.take`"


@router.post("/orders/staged")
async def place_staged(sku: str, session: AsyncSession) -> None:
    orders = OrderRepository(session)
    stock = StockRepository(session)
    await orders.stage(Order(sku=sku))
    await stock.take(sku)  # ok: one commit


@router.post("/orders/found")
async def place_found(sku: str, session: AsyncSession) -> None:
    await OrderRepository(session).get_or_create(sku)
    await StockRepository(session).take(sku)  # ok: what is made again is found again


@router.post("/orders/perhaps")
async def place_perhaps(sku: str, session: AsyncSession) -> None:
    await OrderRepository(session).save(Order(sku=sku))
    await StockRepository(session).take_if_needed(sku)  # ok: the second commit is not sure
