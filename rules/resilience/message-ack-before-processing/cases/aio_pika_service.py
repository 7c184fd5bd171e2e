# path: shop/bus.py
import asyncio
import json

import aio_pika
import asyncpg
from aio_pika.abc import AbstractIncomingMessage


class OrdersConsumer:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def start(self, url: str) -> None:
        connection = await aio_pika.connect_robust(url)
        channel = await connection.channel()
        queue = await channel.declare_queue("orders", durable=True)
        await queue.consume(self.on_order)
        await queue.consume(self.store, no_ack=True)  # expect: auto-ack "`no_ack=True`"

    async def store(self, message: AbstractIncomingMessage) -> None:
        await self._pool.execute("insert into orders values ($1)", message.body)

    async def on_order(self, message: AbstractIncomingMessage) -> None:
        await message.ack()  # expect: ack-first "before `self.store`"
        await self.store(message)

    async def in_block(self, message: AbstractIncomingMessage) -> None:
        async with message.process():  # ok: acknowledges at the end of the block
            await self.store(message)

    async def after(self, message: AbstractIncomingMessage) -> None:
        try:
            await self.store(message)
        except asyncpg.PostgresError:
            await message.reject(requeue=True)
        else:
            await message.ack()  # ok: after the work

    async def spawned(self, message: AbstractIncomingMessage) -> None:
        task = asyncio.create_task(self.store(message))
        task.add_done_callback(print)
        await message.ack()  # expect: handed-over


async def run(url: str, pool: asyncpg.Pool) -> None:
    connection = await aio_pika.connect_robust(url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("orders")
        async with queue.iterator() as messages:
            async for message in messages:
                await pool.execute("insert into orders values ($1)", json.loads(message.body)["id"])
                await message.ack()  # ok: after the work of this message


async def run_early(url: str, pool: asyncpg.Pool) -> None:
    connection = await aio_pika.connect_robust(url)
    channel = await connection.channel()
    queue = await channel.declare_queue("orders")
    async with queue.iterator() as messages:
        async for message in messages:
            await message.ack()  # expect: ack-first "pool.execute"
            await pool.execute("insert into orders values ($1)", message.body)
