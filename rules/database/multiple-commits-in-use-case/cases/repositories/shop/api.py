import logging

from doors import Panel
from fastapi import APIRouter
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Order, Stock
from shop.repositories import NoteRepository, OrderRepository, ReservationRepository, StockRepository

router = APIRouter()
logger = logging.getLogger(__name__)


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


@router.post("/orders/reserved")
async def place_reserved(sku: str, session: AsyncSession) -> bool:
    reservations = ReservationRepository(session)
    await reservations.set_reserved(sku, True)
    if is_sold_out(sku):
        await reservations.release_reserved(sku)  # ok: takes the first part back
        return False
    return True


@router.post("/orders/switched")
async def place_switched(sku: str, session: AsyncSession) -> bool:
    reservations = ReservationRepository(session)
    await reservations.set_reserved(sku, True)
    if is_sold_out(sku):
        await reservations.set_reserved(sku, False)  # ok: the same step the other way
        return False
    return True


@router.post("/orders/optional")
async def place_and_try(sku: str, session: AsyncSession) -> None:
    await OrderRepository(session).save(Order(sku=sku))
    try:
        await StockRepository(session).take(sku)  # ok: the order stands without it
    except Exception:
        logger.exception("stock of %s was not taken", sku)


@router.post("/orders/tried")
async def place_tried(sku: str, session: AsyncSession) -> None:
    try:
        await OrderRepository(session).save(Order(sku=sku))
        await StockRepository(session).take(sku)  # expect: twice
    except Exception:
        logger.exception("%s was not placed", sku)


@router.post("/orders/told")
async def place_told(sku: str, session: AsyncSession, panel: Panel) -> None:
    await OrderRepository(session).save(Order(sku=sku))
    await open_door(panel, sku)
    await StockRepository(session).take(sku)  # ok: something outside happens in between, the order has to be there


async def open_door(panel: Panel, sku: str) -> None:
    await panel.client.doors.open(sku)


def is_sold_out(sku: str) -> bool:
    return sku == ""


@router.post("/orders/counted")
async def place_counted(sku: str, session: AsyncSession) -> bool:
    await ReservationRepository(session).set_reserved(sku, True)
    if is_sold_out(sku):
        await session.execute(update(Stock).where(Stock.sku == sku).values(note="sold out"))
        await session.commit()  # ok: another ending, with the same row
        return False
    return True


@router.post("/orders/half")
async def place_half(sku: str, session: AsyncSession) -> bool:
    await OrderRepository(session).save(Order(sku=sku))
    if not is_sold_out(sku):
        await session.execute(update(Stock).where(Stock.sku == sku).values(left=Stock.left - 1))
        await session.commit()  # expect: twice
        return False
    return True


@router.post("/orders/noted")
async def place_and_note(sku: str, session: AsyncSession) -> None:
    await OrderRepository(session).save(Order(sku=sku))
    try:
        await StockRepository(session).take(sku)
    except Exception:
        logger.exception("stock of %s was not taken", sku)
    await NoteRepository(session).add_log(sku)  # ok: nobody misses a line of the log, and the stock was optional
