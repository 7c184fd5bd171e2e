import asyncio


async def work(queue: asyncio.Queue[str]) -> None:
    while True:
        try:
            print(await queue.get())
        except asyncio.CancelledError:  # expect: survives
            print("stopping")


async def drain(queue: asyncio.Queue[str]) -> None:
    while True:
        try:
            print(await queue.get())
        except BaseException:  # ok: inherited
            print("failed")
