import asyncio

import asyncpg

stop = asyncio.Event()


async def consume(conn: asyncpg.Connection) -> None:
    while not stop.is_set():  # expect: unguarded "`conn.execute`"
        await conn.execute("DELETE FROM jobs")
