import asyncpg


async def enqueue(connection: asyncpg.Connection, name: str) -> None:
    async with connection.transaction():
        try:
            await connection.execute("INSERT INTO jobs (name) VALUES ($1)", name)
        except asyncpg.UniqueViolationError:  # expect: aborted "`connection.execute` fails too"
            pass
        await connection.execute("UPDATE queues SET length = length + 1")


async def enqueue_with_savepoint(connection: asyncpg.Connection, name: str) -> None:
    async with connection.transaction():
        try:
            async with connection.transaction():
                await connection.execute("INSERT INTO jobs (name) VALUES ($1)", name)
        except asyncpg.UniqueViolationError:  # ok: a savepoint
            pass
        await connection.execute("UPDATE queues SET length = length + 1")


async def enqueue_alone(connection: asyncpg.Connection, name: str) -> None:
    try:
        await connection.execute("INSERT INTO jobs (name) VALUES ($1)", name)
    except asyncpg.UniqueViolationError:  # ok: no transaction is open
        pass
    await connection.execute("UPDATE queues SET length = length + 1")
