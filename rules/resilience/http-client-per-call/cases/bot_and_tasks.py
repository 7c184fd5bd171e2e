import asyncio

import aiohttp
import click
import redis
import requests
from aiogram import Bot, Dispatcher, Router
from aiogram.filters import Command
from aiogram.types import Message
from celery import Celery

router = Router()
dispatcher = Dispatcher()
celery = Celery("shop")


class Rates:
    async def latest(self) -> float:
        async with aiohttp.ClientSession() as session:  # expect: per-call "for every update that `rate` serves"
            async with session.get("https://rates.example/latest") as response:
                return (await response.json())["usd"]


rates = Rates()


@router.message(Command("rate"))
async def rate(message: Message) -> None:
    await message.answer(str(await rates.latest()))


class KeptRates:
    def __init__(self) -> None:
        self.session = aiohttp.ClientSession()  # ok: the object is one for the module

    async def latest(self) -> str:
        async with self.session.get("https://rates.example/latest") as response:
            return await response.text()


kept = KeptRates()


@router.message(Command("kept"))
async def kept_rate(message: Message) -> None:
    await message.answer(await kept.latest())


@dispatcher.startup()
async def warm_up(bot: Bot) -> None:
    async with aiohttp.ClientSession() as session:  # ok: at start-up
        await session.get("https://rates.example/latest")


@router.message(Command("seen"))
async def seen(message: Message) -> None:
    client = redis.Redis(host="cache")  # expect: per-call "redis.Redis"
    client.incr("seen")


POOL = redis.ConnectionPool(host="cache")


@router.message(Command("pooled"))
async def pooled(message: Message) -> None:
    redis.Redis(connection_pool=POOL).incr("seen")  # ok: takes its connections from a shared pool


@celery.task
def sync_rates() -> None:
    session = requests.Session()  # expect: per-call "for every run that `sync_rates` serves"
    session.get("https://rates.example/latest", timeout=5)


async def fetch() -> str:
    async with aiohttp.ClientSession() as session:  # ok: its event loop ends with the task
        async with session.get("https://rates.example/latest") as response:
            return await response.text()


@celery.task
def async_in_task() -> str:
    return asyncio.run(fetch())


@click.command()
def import_rates() -> None:
    requests.Session().get("https://rates.example/latest", timeout=5)  # ok: a command line
