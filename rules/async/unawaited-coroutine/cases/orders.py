import asyncio
import functools
import inspect
from collections.abc import AsyncIterator
from typing import Protocol

from aiogram import Bot
from aiogram.types import Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from tenacity import retry, stop_after_attempt

from app.background import in_background
from app.tables import Order


async def notify(order: str) -> None: ...


async def may_pay(order: str) -> bool:
    return order != ""


async def discarded(order: str) -> None:
    notify(order)  # expect: discarded "`notify`"


def discarded_in_sync(order: str) -> None:
    notify(order)  # expect: discarded


async def library_calls(session: AsyncSession, message: Message, bot: Bot) -> None:
    asyncio.sleep(1)  # expect: discarded "asyncio.sleep"
    session.commit()  # expect: discarded "session.commit"
    message.answer("paid")  # expect: discarded "message.answer"
    bot.send_message(1, "paid")  # expect: discarded
    session.add(Order())  # ok: a plain method
    await session.commit()  # ok: awaited


async def list_thrown_away(orders: list[str]) -> None:
    [notify(order) for order in orders]  # expect: discarded


async def tested(order: str) -> None:
    if not may_pay(order):  # expect: tested "`may_pay`"
        return
    if order and may_pay(order):  # expect: tested
        await notify(order)
    if await may_pay(order):  # ok: awaited
        await notify(order)


async def unread(order: str) -> None:
    receipt = notify(order)  # expect: unread "`receipt`"


async def never_scalar(session: AsyncSession) -> list[Order]:
    return session.execute(select(Order)).scalars().all()  # expect: used ".scalars"


async def awaited_too_late(session: AsyncSession) -> list[Order]:
    rows = await session.execute(select(Order)).scalars()  # expect: used
    return rows


async def scalar(session: AsyncSession) -> list[Order]:
    return (await session.execute(select(Order))).scalars().all()  # ok: awaited first


async def awaited_later(order: str) -> None:
    work = notify(order)  # ok: awaited below
    await asyncio.sleep(0)
    await work


async def gathered(orders: list[str]) -> None:
    await asyncio.gather(*(notify(order) for order in orders))  # ok: gather awaits them


async def started(order: str) -> asyncio.Task[None]:
    return asyncio.create_task(notify(order))  # ok: a task runs it


def passed_on(order: str):
    return notify(order)  # ok: the caller awaits it


async def by_itself(orders: list[str]) -> None:
    asyncio.gather(*(notify(order) for order in orders))  # ok: gather starts them at once
    asyncio.get_running_loop().run_in_executor(None, print, "started")  # ok: a future that runs by itself


async def pages() -> AsyncIterator[str]:
    yield "first"


async def makes_generator() -> None:
    pages()  # ok: an async generator


@in_background
async def refresh() -> None: ...


@retry(stop=stop_after_attempt(3))
async def push(order: str) -> None: ...


async def decorated(order: str) -> None:
    refresh()  # ok: the decorator may start a task
    push(order)  # expect: discarded "`push`"


class Gateway(Protocol):
    async def charge(self, order: str) -> str: ...

    def prepare(self, order: str) -> None: ...


class Checkout:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def pay(self, order: str) -> None:
        self._gateway.prepare(order)  # ok: a plain method
        self._gateway.charge(order)  # expect: discarded "self._gateway.charge"
        self._log(order)  # expect: discarded "self._log"

    async def _log(self, order: str) -> None: ...


class Sender:
    async def send(self, order: str) -> None: ...


def unknown_receiver(sender, order: str) -> None:
    sender.send(order)  # ok: the type of `sender` is not known


async def put_off(orders: list[str]) -> None:
    later = functools.partial(notify, "1")  # ok: not called
    await later()


async def closed(order: str) -> None:
    notify(order).close()  # ok: thrown away on purpose


class Plugin:
    async def install(self) -> None: ...


async def install(plugin: Plugin) -> None:
    if inspect.iscoroutinefunction(plugin.install):
        await plugin.install()
    else:
        plugin.install()  # ok: asked first, and a subclass may be plain


async def install_all(plugin: Plugin, other: Plugin) -> None:
    if inspect.iscoroutinefunction(other.install):
        plugin.install()  # expect: discarded "plugin.install"
