import asyncio
import threading

import redis
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.orm import Session


def blocking(client: redis.Redis) -> None:
    with client.lock("nightly"):  # expect: lock "without `timeout`"
        print("working")


async def waiting(client: Redis, key: str) -> None:
    async with client.lock(f"order:{key}", timeout=None):  # expect: lock
        print("working")


async def bounded(client: Redis, key: str) -> None:
    async with client.lock(f"order:{key}", timeout=10):  # ok: expires
        print("working")


async def hidden(client: Redis, options: dict) -> None:
    async with client.lock("key", **options):  # ok: the timeout may be among them
        print("working")


async def take(client: Redis, key: str) -> bool:
    return bool(await client.set(f"lock:{key}", "1", nx=True))  # expect: set-if-absent


def take_old(client: redis.Redis, key: str) -> bool:
    return bool(client.setnx("lock:" + key, "1"))  # expect: set-if-absent


async def acquire(client: Redis, key: str) -> bool:
    return bool(await client.set(key, "1", nx=True))  # expect: set-if-absent


async def take_bounded(client: Redis, key: str) -> bool:
    return bool(await client.set(f"lock:{key}", "1", nx=True, ex=30))  # ok: expires


async def take_in_two(client: Redis, key: str) -> bool:
    taken = await client.setnx(f"lock:{key}", "1")  # ok: expires by the next call
    await client.expire(f"lock:{key}", 30)
    return bool(taken)


async def remember(client: Redis, event: str) -> bool:
    return bool(await client.set(f"event:{event}", "1", nx=True))  # ok: kept for good on purpose


def in_process() -> None:
    with threading.Lock():  # ok: ends with the process
        print("working")


async def in_loop() -> None:
    async with asyncio.Lock():  # ok: ends with the process
        print("working")


def session_lock(session: Session) -> None:
    session.execute(text("SELECT pg_advisory_lock(42)"))  # expect: advisory
    print("working")
    session.execute(text("SELECT pg_advisory_unlock(42)"))


def session_lock_released(session: Session) -> None:
    session.execute(text("SELECT pg_advisory_lock(42)"))  # ok: released in any case
    try:
        print("working")
    finally:
        session.execute(text("SELECT pg_advisory_unlock(42)"))


def transaction_lock(session: Session) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(42)"))  # ok: ends with the transaction
