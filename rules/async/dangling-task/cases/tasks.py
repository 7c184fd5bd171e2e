import asyncio
from asyncio import create_task as spawn


async def notify(order: str) -> None: ...


async def discarded(order: str) -> None:
    asyncio.create_task(notify(order))  # expect: discarded "asyncio.create_task"


async def by_alias(order: str) -> None:
    spawn(notify(order))  # expect: discarded


async def by_future(order: str) -> None:
    asyncio.ensure_future(notify(order))  # expect: discarded


async def on_loop(order: str) -> None:
    loop = asyncio.get_running_loop()
    loop.create_task(notify(order))  # expect: discarded


async def underscore(order: str) -> None:
    _ = asyncio.create_task(notify(order))  # expect: discarded


async def list_thrown_away(orders: list[str]) -> None:
    [asyncio.create_task(notify(order)) for order in orders]  # expect: discarded


async def never_read(order: str) -> None:
    task = asyncio.create_task(notify(order))  # expect: unread "`task`"
    await asyncio.sleep(0)


async def awaited_later(order: str) -> None:
    task = asyncio.create_task(notify(order))  # ok: awaited below
    await asyncio.sleep(0)
    await task


async def awaited_now(order: str) -> None:
    await asyncio.create_task(notify(order))  # ok: awaited


async def returned(order: str) -> asyncio.Task[None]:
    return asyncio.create_task(notify(order))  # ok: the caller keeps it


async def grouped(orders: list[str]) -> None:
    async with asyncio.TaskGroup() as group:
        for order in orders:
            group.create_task(notify(order))  # ok: the group keeps it


async def gathered(orders: list[str]) -> None:
    tasks = [asyncio.create_task(notify(order)) for order in orders]  # ok: gathered
    await asyncio.gather(*tasks)


async def read_in_nested(order: str) -> None:
    task = asyncio.create_task(notify(order))  # ok: the nested function uses it

    def stop() -> None:
        task.cancel()

    asyncio.get_running_loop().call_later(5, stop)


async def with_callback(order: str) -> None:
    asyncio.create_task(notify(order)).add_done_callback(print)  # gap: the callback does not keep it


class Worker:
    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(notify("all"))  # ok: kept in an attribute


poller: asyncio.Task[None] | None = None


async def start_poller() -> None:
    global poller
    poller = asyncio.create_task(notify("all"))  # ok: kept in the module
