import asyncio
import logging
import threading
import time

import httpx
import requests
from fastapi import WebSocket
from redis.asyncio import Redis
from sqlalchemy.orm import Session

logger = logging.getLogger(__name__)


async def fetch(client: httpx.AsyncClient) -> dict:
    response = await client.get("https://example.com/next")
    return response.json()


async def poll(client: httpx.AsyncClient) -> None:
    while True:  # expect: unguarded "The loop of `poll` runs in a task of its own, and one exception of `fetch`"
        await fetch(client)
        await asyncio.sleep(5)


async def guarded(client: httpx.AsyncClient) -> None:
    while True:  # ok: caught, logged, tried again
        try:
            await fetch(client)
        except Exception:
            logger.exception("failed")
        await asyncio.sleep(5)


async def half(client: httpx.AsyncClient) -> None:
    while True:  # expect: unguarded
        try:
            await fetch(client)
        except httpx.ReadTimeout:
            logger.warning("slow")


async def in_main(client: httpx.AsyncClient) -> None:
    while True:  # ok: the process ends with it
        await fetch(client)


async def in_group(client: httpx.AsyncClient) -> None:
    while True:  # ok: the group hands the failure on
        await fetch(client)


async def watched(client: httpx.AsyncClient) -> None:
    while True:  # ok: somebody is told when it ends
        await fetch(client)


async def until_found(client: httpx.AsyncClient) -> dict:
    while True:  # ok: it is left when it is done
        found = await fetch(client)
        if found:
            return found


async def ticks() -> None:
    while True:  # ok: nothing in it reaches outside
        await asyncio.sleep(1)


def report_done(task: asyncio.Task) -> None:
    logger.info("ended %s", task)


async def start(client: httpx.AsyncClient) -> None:
    tasks = [
        asyncio.create_task(poll(client)),
        asyncio.create_task(guarded(client)),
        asyncio.create_task(half(client)),
        asyncio.create_task(until_found(client)),
        asyncio.create_task(ticks()),
    ]
    observed = asyncio.create_task(watched(client))
    observed.add_done_callback(report_done)
    async with asyncio.TaskGroup() as group:
        group.create_task(in_group(client))
    await asyncio.Event().wait()
    for task in tasks:
        task.cancel()


async def joined(client: httpx.AsyncClient) -> None:
    while True:  # ok: `gather` hands the failure on
        await fetch(client)


async def start_joined(client: httpx.AsyncClient) -> None:
    workers = []
    workers.append(asyncio.create_task(joined(client)))
    await asyncio.gather(*workers)


asyncio.run(in_main(httpx.AsyncClient()))


class Mailer:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.running = True

    def start(self) -> None:
        threading.Thread(target=self.run, daemon=True).start()
        threading.Thread(target=self.run_well, daemon=True).start()

    def run(self) -> None:
        while self.running:  # expect: unguarded "runs in a thread of its own"
            requests.post("https://mail.example.com", timeout=5)
            self.session.commit()
            time.sleep(1)

    def run_well(self) -> None:
        try:
            while self.running:  # ok: caught around the loop
                self.session.commit()
        except Exception:
            logger.exception("mailer ended")


async def refresh(client: httpx.AsyncClient) -> None:
    try:
        await fetch(client)
    except Exception:
        logger.exception("not refreshed")


async def refreshing(client: httpx.AsyncClient) -> None:
    while True:  # ok: what it calls catches everything itself
        await asyncio.sleep(60)
        await refresh(client)


def start_refreshing(client: httpx.AsyncClient) -> asyncio.Task[None]:
    task = asyncio.create_task(refreshing(client))
    return task


async def finish_stale(redis: Redis, client: httpx.AsyncClient) -> None:
    async for _key in redis.hscan_iter("jobs"):  # ok: the rows come to an end, and so does the task
        await fetch(client)


async def pump(websocket: WebSocket, client: httpx.AsyncClient) -> None:
    async for _message in websocket.iter_text():  # ok: one connection, which ends anyhow
        await fetch(client)


async def listen(redis: Redis, client: httpx.AsyncClient) -> None:
    async for _message in redis.pubsub().listen():  # expect: unguarded
        await fetch(client)


async def start_readers(redis: Redis, websocket: WebSocket, client: httpx.AsyncClient) -> None:
    kept.append(asyncio.create_task(finish_stale(redis, client)))
    kept.append(asyncio.create_task(pump(websocket, client)))
    kept.append(asyncio.create_task(listen(redis, client)))


kept: list[asyncio.Task[None]] = []
