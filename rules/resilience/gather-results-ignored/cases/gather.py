import asyncio
import logging

logger = logging.getLogger(__name__)


async def send(user: str) -> str:
    return user


async def discarded(users: list[str]) -> None:
    await asyncio.gather(*[send(user) for user in users], return_exceptions=True)  # expect: discarded


async def unread(users: list[str]) -> None:
    results = await asyncio.gather(*[send(user) for user in users], return_exceptions=True)  # expect: unread "`results`"
    logger.info("sent")


async def tested(users: list[str]) -> None:
    results = await asyncio.gather(*[send(user) for user in users], return_exceptions=True)  # ok: looked at
    for result in results:
        if isinstance(result, Exception):
            logger.error("failed", exc_info=result)


async def untested(users: list[str]) -> int:
    total = 0
    results = await asyncio.gather(*[send(user) for user in users], return_exceptions=True)  # expect: untested
    for result in results:
        total += result.size
    return total


async def returned(users: list[str]) -> list:
    return await asyncio.gather(*[send(user) for user in users], return_exceptions=True)  # ok: the caller has them


async def counted(users: list[str]) -> int:
    results = await asyncio.gather(*[send(user) for user in users], return_exceptions=True)  # ok: passed on
    return sum(isinstance(result, Exception) for result in results)


async def raising(users: list[str]) -> None:
    await asyncio.gather(*[send(user) for user in users])  # ok: the first failure is raised


async def cancelled(tasks: list[asyncio.Task]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)  # ok: they were cancelled


async def shutdown(tasks: list[asyncio.Task]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)  # ok: everything ends here


async def flag(users: list[str], quiet: bool) -> None:
    await asyncio.gather(*[send(user) for user in users], return_exceptions=quiet)  # ok: not known


class Stream:
    def __init__(self) -> None:
        self.listeners: list[asyncio.Queue] = []
        self.accounts: list[asyncio.Queue] = []

    async def broadcast(self, chunk: bytes) -> None:
        await asyncio.gather(*[one.put(chunk) for one in self.listeners], return_exceptions=True)  # ok: one who left stops nobody

    async def credit(self, chunk: bytes) -> None:
        await asyncio.gather(*[one.put(chunk) for one in self.accounts], return_exceptions=True)  # expect: discarded


async def told(users: list[str]) -> None:
    # Best effort: whoever was not told asks for it.
    await asyncio.gather(*[send(user) for user in users], return_exceptions=True)  # ok: somebody says so
