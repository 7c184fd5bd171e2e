from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    engine = create_async_engine("postgresql+asyncpg://db")
    app.state.engine = engine
    yield
    await engine.dispose()  # expect-left: guard-removed "engine"


app = FastAPI(lifespan=lifespan)
