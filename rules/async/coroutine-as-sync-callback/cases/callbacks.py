import asyncio
import atexit
import functools
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.background import BackgroundScheduler
from asgiref.sync import async_to_sync
from celery import Celery, shared_task
from fastapi import BackgroundTasks

celery = Celery("shop")
background = BackgroundScheduler()
on_loop = AsyncIOScheduler()


async def refresh() -> None: ...


async def shut_down(name: str = "") -> None: ...


def plain() -> None: ...


def in_thread() -> None:
    threading.Thread(target=refresh).start()  # expect: callback "`threading.Thread` calls `refresh`"
    threading.Thread(target=plain).start()  # ok: a plain function
    threading.Thread(target=asyncio.run, args=(refresh(),)).start()  # ok: a loop of its own
    threading.Thread(target=refresh()).start()  # expect: object "`refresh`"
    threading.Timer(5, refresh).start()  # expect: callback


def in_executor(pool: ThreadPoolExecutor) -> None:
    pool.submit(refresh)  # expect: callback "`pool.submit`"
    pool.submit(plain)  # ok: a plain function


async def on_the_loop(task: asyncio.Task[None]) -> None:
    loop = asyncio.get_running_loop()
    loop.call_later(5, refresh)  # expect: callback
    loop.call_soon(functools.partial(shut_down, "now"))  # expect: callback
    loop.call_later(5, lambda: refresh())  # expect: callback
    loop.call_later(5, lambda: asyncio.create_task(refresh()))  # ok: starts a task
    loop.add_signal_handler(signal.SIGTERM, shut_down)  # expect: callback
    task.add_done_callback(shut_down)  # expect: callback
    task.add_done_callback(print)  # ok: a plain function
    await loop.run_in_executor(None, refresh)  # expect: callback
    await asyncio.to_thread(refresh)  # expect: callback
    await asyncio.to_thread(plain)  # ok: a plain function


signal.signal(signal.SIGTERM, shut_down)  # expect: callback "`signal.signal`"
atexit.register(shut_down)  # expect: callback
background.add_job(refresh, "interval", minutes=5)  # expect: callback "`background.add_job`"
background.add_job(plain, "interval", minutes=5)  # ok: a plain function
on_loop.add_job(refresh, "interval", minutes=5)  # ok: awaits its jobs


@background.scheduled_job("interval", minutes=5)  # expect: decorated "`@background.scheduled_job`"
async def poll() -> None: ...


@on_loop.scheduled_job("interval", minutes=5)
async def poll_on_loop() -> None: ...  # ok: awaits its jobs


@celery.task(bind=True)  # expect: decorated "`@celery.task`"
async def settle(self, order: str) -> None: ...


@shared_task  # expect: decorated
async def remind(order: str) -> None: ...


@shared_task
def notify(order: str) -> None:
    async_to_sync(shut_down)(order)  # ok: a plain task that runs the coroutine


@shared_task
@async_to_sync
async def bridged(order: str) -> None: ...  # ok: the bridge makes it plain


async def respond(tasks: BackgroundTasks) -> None:
    tasks.add_task(refresh)  # ok: awaited by the framework


async def cleanup() -> None:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(refresh)  # ok: awaited on the way out
        stack.callback(refresh)  # expect: callback "`stack.callback`"
