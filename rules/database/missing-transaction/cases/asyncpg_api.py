import asyncpg
from fastapi import Depends, FastAPI

app = FastAPI()


async def get_pool() -> asyncpg.Pool:
    return await asyncpg.create_pool("postgresql://db/shop")


@app.post("/orders/{order_id}/pay")
async def pay(order_id: int, pool: asyncpg.Pool = Depends(get_pool)) -> None:
    async with pool.acquire() as connection:
        await connection.execute("UPDATE orders SET paid = true WHERE id = $1", order_id)
        await connection.execute("INSERT INTO payments (order_id) VALUES ($1)", order_id)  # expect: apart "writes `orders` with `connection.execute` and `payments`"


@app.post("/orders/{order_id}/pay-safely")
async def pay_safely(order_id: int, pool: asyncpg.Pool = Depends(get_pool)) -> None:
    async with pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("UPDATE orders SET paid = true WHERE id = $1", order_id)
            await connection.execute("INSERT INTO payments (order_id) VALUES ($1)", order_id)  # ok: one transaction


@app.post("/orders/{order_id}/pay-given")
async def pay_given(order_id: int, connection: asyncpg.Connection) -> None:
    await connection.execute("UPDATE orders SET paid = true WHERE id = $1", order_id)
    await connection.execute("INSERT INTO payments (order_id) VALUES ($1)", order_id)  # ok: who opened it is not seen


@app.post("/orders/{order_id}/pay-once")
async def pay_once(order_id: int, pool: asyncpg.Pool = Depends(get_pool)) -> None:
    async with pool.acquire() as connection:
        await connection.execute("UPDATE orders SET paid = true WHERE id = $1", order_id)
        await connection.execute(
            "INSERT INTO payments (order_id) VALUES ($1) ON CONFLICT DO NOTHING", order_id
        )  # ok: it runs again without harm


class Payments:
    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def pay(self, order_id: int) -> None:
        await self._connection.execute("UPDATE orders SET paid = true WHERE id = $1", order_id)
        await self._connection.execute("INSERT INTO payments (order_id) VALUES ($1)", order_id)  # ok: held by the object
