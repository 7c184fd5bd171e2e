import asyncio
import multiprocessing
import threading
from threading import RLock

lock = threading.Lock()
process_lock = multiprocessing.Lock()
async_lock = asyncio.Lock()
counts: dict[str, int] = {}


async def load(key: str) -> int:
    return 1


async def held(key: str) -> None:
    with lock:  # expect: held "`lock`"
        counts[key] = await load(key)


async def held_by_processes(key: str) -> None:
    with process_lock:  # expect: held
        counts[key] = await load(key)


async def short(key: str) -> None:
    with lock:  # expect: blocking
        counts[key] = counts.get(key, 0) + 1


async def acquired(key: str) -> None:
    lock.acquire()  # expect: held
    try:
        counts[key] = await load(key)
    finally:
        lock.release()


async def attempted(key: str) -> None:
    if lock.acquire(blocking=False):  # ok: does not wait
        counts[key] = 1
        lock.release()


async def with_asyncio(key: str) -> None:
    async with async_lock:  # ok: the lock of asyncio
        counts[key] = await load(key)


def plain(key: str) -> None:
    with lock:  # ok: not async
        counts[key] = 1


async def in_thread(key: str) -> None:
    await asyncio.to_thread(plain, key)  # ok: in a thread


class Cache:
    def __init__(self, lock) -> None:
        self._lock = RLock()
        self._async_lock = asyncio.Lock()
        self._slots = threading.BoundedSemaphore(3)
        self._given = lock

    async def refresh(self, key: str) -> None:
        with self._lock:  # expect: held "`self._lock`"
            async with self._async_lock:
                counts[key] = 1

    async def fill(self, key: str) -> None:
        with self._slots:  # expect: held
            await load(key)

    async def put(self, key: str) -> None:
        async with self._async_lock:  # ok: the lock of asyncio
            counts[key] = await load(key)

    async def by_other(self, key: str) -> None:
        with self._given:  # ok: the type of the lock is not known
            counts[key] = await load(key)

    async def nested(self, key: str) -> None:
        def change() -> None:
            with self._lock:  # ok: in a plain function
                counts[key] = 1

        await asyncio.to_thread(change)
