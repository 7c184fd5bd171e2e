import asyncio

from shop.log import log_failure

tasks: set[asyncio.Task[None]] = set()


async def send_receipt(order: str) -> None: ...


async def pay(order: str) -> None:
    asyncio.create_task(send_receipt(order))  # expect: discarded
