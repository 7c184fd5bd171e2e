import asyncio

from shop.log import log_failure

tasks: set[asyncio.Task[None]] = set()


async def send_receipt(order: str) -> None: ...


async def pay(order: str) -> None:
    task = asyncio.create_task(send_receipt(order))
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    task.add_done_callback(log_failure)
