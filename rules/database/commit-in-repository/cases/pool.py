# path: shop/adapters/repositories/postgres_user_repository.py
import asyncpg


class PostgresUserRepository:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    async def find_by_id(self, user_id: str) -> asyncpg.Record | None:
        async with self.pool.acquire() as conn:  # ok: reads only
            return await conn.fetchrow("SELECT * FROM users WHERE id = $1", user_id)

    async def save(self, user_id: str) -> None:
        async with self.pool.acquire() as conn:  # expect: owns "(save, delete)"
            await conn.execute("INSERT INTO users (id) VALUES ($1)", user_id)

    async def delete(self, user_id: str) -> None:
        await self.pool.execute("DELETE FROM users WHERE id = $1", user_id)


class PassedIn:
    def __init__(self, conn: asyncpg.Connection) -> None:
        self.conn = conn

    async def save(self, user_id: str) -> None:
        await self.conn.execute("INSERT INTO users (id) VALUES ($1)", user_id)  # ok: the connection comes from outside


class OrderRepository:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    async def move(self, order_id: str) -> None:
        async with self.pool.acquire() as conn:
            async with conn.transaction():  # expect: begins "opens and commits a transaction of its own"
                await conn.execute("UPDATE orders SET moved = true WHERE id = $1", order_id)
