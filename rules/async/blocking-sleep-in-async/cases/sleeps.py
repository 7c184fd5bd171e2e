import asyncio
import time
from time import sleep as pause

import anyio


async def by_module() -> None:
    time.sleep(1)  # expect: blocking @5 "time.sleep"


async def by_alias(seconds: float) -> None:
    for _ in range(3):
        pause(seconds)  # expect: blocking


class Poller:
    async def run(self) -> None:
        while True:
            time.sleep(0.5)  # expect: blocking "async def run"


def in_thread() -> None:
    time.sleep(1)  # ok: not async


async def handed_over() -> None:
    await asyncio.to_thread(time.sleep, 1)  # ok: runs in a thread


async def nested() -> None:
    def work() -> None:
        time.sleep(1)  # ok: runs where it is handed to

    await anyio.to_thread.run_sync(work)


async def awaited() -> None:
    await asyncio.sleep(1)  # ok: does not block


async def shadowed(time) -> None:
    time.sleep(1)  # ok: a parameter with the name of the module
