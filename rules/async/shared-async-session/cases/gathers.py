import asyncio

import asyncpg
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

session_factory = async_sessionmaker()


async def count_orders(session: AsyncSession) -> int:
    return await session.scalar(text("select count(*) from orders"))


async def count_users(session: AsyncSession) -> int:
    return await session.scalar(text("select count(*) from users"))


async def load_one(session: AsyncSession, key: str) -> str:
    return await session.scalar(text("select name from users"), {"key": key})


async def gathered(session: AsyncSession) -> None:
    await asyncio.gather(count_orders(session), count_users(session))  # expect: shared "`session`"


async def direct(session: AsyncSession) -> None:
    await asyncio.gather(  # expect: shared
        session.execute(text("select 1")),
        session.execute(text("select 2")),
    )


async def comprehension(session: AsyncSession, keys: list[str]) -> None:
    await asyncio.gather(*[load_one(session, key) for key in keys])  # expect: repeated "`load_one`"


async def held_in_list(session: AsyncSession, keys: list[str]) -> None:
    jobs = [load_one(session, key) for key in keys]
    await asyncio.gather(*jobs)  # expect: repeated


async def appended(session: AsyncSession, keys: list[str]) -> None:
    jobs = []
    for key in keys:
        jobs.append(load_one(session, key))
    await asyncio.gather(*jobs, return_exceptions=True)  # expect: repeated


async def grouped(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(count_orders(session))
        group.create_task(count_users(session))  # expect: shared "`group.create_task`"


async def started_in_loop(session: AsyncSession, keys: list[str]) -> None:
    tasks = []
    for key in keys:
        tasks.append(asyncio.create_task(load_one(session, key)))  # expect: repeated
    await asyncio.wait(tasks)


async def on_connection(connection: asyncpg.Connection) -> None:
    await asyncio.gather(  # expect: shared "`connection`"
        connection.fetch("select 1"),
        connection.fetch("select 2"),
    )


async def on_pool(pool: asyncpg.Pool) -> None:
    await asyncio.gather(pool.fetch("select 1"), pool.fetch("select 2"))  # ok: each takes a connection


async def one_user(session: AsyncSession) -> None:
    await asyncio.gather(count_orders(session), asyncio.sleep(1))  # ok: only one uses it


async def two_sessions() -> None:
    async with session_factory() as first, session_factory() as second:
        await asyncio.gather(count_orders(first), count_users(second))  # ok: one each


async def own_session(key: str) -> str:
    async with session_factory() as session:
        return await load_one(session, key)


async def each_its_own(keys: list[str]) -> None:
    await asyncio.gather(*(own_session(key) for key in keys))  # ok: each opens a session


async def one_per_round(keys: list[str]) -> None:
    tasks = []
    for key in keys:
        session = session_factory()
        tasks.append(asyncio.create_task(load_one(session, key)))  # ok: a session per round
    await asyncio.gather(*tasks)


async def one_per_task(sessions: list[AsyncSession]) -> None:
    await asyncio.gather(*[count_orders(session) for session in sessions])  # ok: a session each


async def in_sequence(session: AsyncSession) -> None:
    await count_orders(session)  # ok: one after the other
    await count_users(session)


async def either(session: AsyncSession, orders: bool) -> None:
    if orders:
        task = asyncio.create_task(count_orders(session))  # ok: only one of them is started
    else:
        task = asyncio.create_task(count_users(session))
    await task


async def started_and_gathered(session: AsyncSession, keys: list[str]) -> None:
    jobs = [asyncio.create_task(load_one(session, key)) for key in keys]
    await asyncio.gather(*jobs)  # expect: repeated "`load_one`"
