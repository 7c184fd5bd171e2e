import asyncio

import asyncpg

from app.worker import consume


async def main() -> None:
    conn = await asyncpg.connect("postgres://")
    worker = asyncio.create_task(consume(conn))
    await asyncio.Event().wait()
    worker.cancel()
