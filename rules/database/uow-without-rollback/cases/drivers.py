from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import asyncpg
import psycopg2


@asynccontextmanager
async def transaction(connection: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    started = connection.transaction()
    await started.start()
    yield connection  # expect: keeps "it only knows `started.commit()`"
    await started.commit()


@asynccontextmanager
async def guarded(connection: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    started = connection.transaction()
    await started.start()
    try:
        yield connection  # ok: rolled back
    except BaseException:
        await started.rollback()
        raise
    else:
        await started.commit()


@asynccontextmanager
async def acquired(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    async with pool.acquire() as connection:
        started = connection.transaction()
        await started.start()
        yield connection  # ok: a connection that goes back to the pool is reset
        await started.commit()


@contextmanager
def cursor(dsn: str) -> Iterator[object]:
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as opened:
            yield opened
    finally:
        connection.commit()  # expect: commits "`cursor` commits with `connection.commit()`"
        connection.close()


@contextmanager
def checked(dsn: str) -> Iterator[object]:
    connection = psycopg2.connect(dsn)
    try:
        yield connection  # ok: closing without a commit rolls back
        connection.commit()
    finally:
        connection.close()
