from contextlib import asynccontextmanager

from fastapi import FastAPI

pool: object | None = None


async def make_pool() -> object:
    return object()


async def open_pool() -> None:
    global pool
    if pool is None:
        pool = await make_pool()  # ok: only startup reaches it


@asynccontextmanager
async def lifespan(app: FastAPI):
    await open_pool()
    yield


app = FastAPI(lifespan=lifespan)
