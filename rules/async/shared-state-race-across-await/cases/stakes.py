import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import stripe
from aiogram import Bot, F, Router
from aiogram.types import Message

router = Router()
connections: dict[int, object] = {}
listeners: dict[int, asyncio.Task[None]] = {}
told: dict[str, bool] = {}
releases: dict[str, list[str]] = {}
checked_at: datetime | None = None
alerted_at: datetime | None = None
charged: dict[int, str] = {}
is_warm = False
served = 0


async def open_connection() -> object:
    return object()


async def listen(user: int) -> None:
    await asyncio.sleep(user)


async def ask() -> list[str]:
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.get("https://api.example.com/releases")
        return answer.json()


@router.message(F.text == "releases")
async def on_releases(message: Message) -> None:
    global checked_at
    if checked_at is None or datetime.now(UTC) - checked_at > timedelta(hours=1):
        releases["all"] = await ask()  # ok: the later answer is as good
        checked_at = datetime.now(UTC)  # ok: a time stamp
    await message.answer(str(releases["all"]))


@router.message(F.text == "alert")
async def on_alert(message: Message, bot: Bot) -> None:
    global alerted_at
    if alerted_at is not None:
        return
    await bot.send_message(1, "down")
    alerted_at = datetime.now(UTC)  # ok: a notice more is no harm


@router.message(F.text == "tell")
async def on_tell(message: Message) -> None:
    if told.get("news"):
        return
    await message.answer("news")
    told["news"] = True  # expect: checked "`told["


@router.message(F.text == "listen")
async def on_listen(message: Message) -> None:
    user = message.chat.id
    if user in listeners:
        return
    await open_connection()
    task = asyncio.create_task(listen(user))
    listeners[user] = task  # expect: checked "`listeners[user]`"


@router.message(F.text == "connect")
async def on_connect(message: Message) -> None:
    user = message.chat.id
    if user not in connections:
        connections[user] = await open_connection()  # expect: checked


@router.message(F.text == "charge")
async def on_charge(message: Message) -> None:
    user = message.chat.id
    if user in charged:
        return
    charge = await stripe.Charge.create_async(amount=100, currency="eur", customer=str(user))
    charged[user] = charge.id  # expect: checked


@router.message(F.text == "warm")
async def on_warm(message: Message) -> None:
    global is_warm
    if not is_warm:
        await ask()
        is_warm = True  # expect: checked


@router.message(F.text == "serve")
async def on_serve(message: Message) -> None:
    global served
    if served < 10:
        await message.answer("here")
        served += 1  # expect: checked
