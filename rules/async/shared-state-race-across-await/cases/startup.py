import asyncio
from contextlib import asynccontextmanager

from fastapi import FastAPI

pool: object | None = None


async def make_pool() -> object:
    return object()


class Poller:
    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self.task is not None:
            return
        await make_pool()
        self.task = asyncio.create_task(asyncio.sleep(1))  # ok: nobody but the start of the program calls it

    async def restart(self) -> None:
        if self.task is not None:
            return
        await make_pool()
        self.task = asyncio.create_task(asyncio.sleep(1))  # expect: checked


poller = Poller()


async def open_pool() -> None:
    global pool
    if pool is None:
        pool = await make_pool()  # ok: only startup reaches it


@asynccontextmanager
async def lifespan(app: FastAPI):
    await open_pool()
    yield


app = FastAPI(lifespan=lifespan)
