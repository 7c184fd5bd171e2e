import asyncio

from asgiref.sync import sync_to_async
from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.orm import Session

from .rates import RateGateway, RateLock, convert, database, lazily, pause, rounded, stream

router = APIRouter()
gateway = RateGateway("https://rates.example.com")


@router.post("/invoices")
async def create_invoice(amount: float) -> float:
    return rounded(convert(gateway, amount))  # expect: reaches "reaches the blocking `requests.get` in 3 steps"


@router.post("/invoices/sync")
def create_invoice_in_pool(amount: float) -> float:
    return convert(gateway, amount)  # ok: FastAPI runs it in a thread


async def by_method() -> float:
    return gateway.load("EUR")  # expect: reaches "in 2 steps"


async def by_sleep() -> None:
    pause()  # expect: reaches


async def in_thread(amount: float) -> float:
    return await asyncio.to_thread(convert, gateway, amount)  # ok: runs in a thread


@sync_to_async
def bridged(amount: float) -> float:
    return convert(gateway, amount)


async def by_bridge(amount: float) -> float:
    return await bridged(amount)  # ok: the decorator moves it to a thread


async def harmless(amount: float) -> float:
    return rounded(amount)  # ok: nothing blocks


async def put_off() -> object:
    return lazily(gateway)  # ok: only makes a function


async def not_iterated() -> object:
    return stream(gateway)  # ok: a generator that nobody has started


async def by_async_helper(amount: float) -> float:
    return await create_invoice(amount)  # ok: reported where it stands


async def by_either_context() -> None:
    async with RateLock():  # ok: `async with` does not run `__enter__`
        rounded(1.0)


async def by_plain_context() -> None:
    with RateLock():  # expect: reaches
        rounded(1.0)


async def in_block() -> None:
    with database() as session:  # ok: told at the query below
        session.execute(text("SELECT 1"))


async def handed_on() -> None:
    with database() as session:  # expect: reaches
        store(session)  # expect: reaches


def store(session: Session) -> None:
    session.execute(text("SELECT 1"))
