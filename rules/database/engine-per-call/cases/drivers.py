import asyncio
import os

import asyncpg
import redis
import redis.asyncio as aioredis
from aiogram import Router
from aiogram.types import Message
from aiohttp import web
from celery import Celery
from flask import Flask, g
from pymongo import MongoClient
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

router = Router()
celery = Celery("shop")
flask_app = Flask(__name__)
mongo = MongoClient(os.environ["MONGO_URL"])  # ok: one for the module


@router.message()
async def seen(message: Message) -> None:
    pool = await asyncpg.create_pool(os.environ["DATABASE_URL"])  # expect: per-call "a pool of open connections"
    await pool.execute("insert into seen values ($1)", message.chat.id)


async def get_order(request: web.Request) -> web.Response:
    client = MongoClient(os.environ["MONGO_URL"])  # expect: per-call "monitoring threads"
    found = client["shop"]["orders"].find_one({"_id": request.match_info["id"]})
    return web.json_response(found)


async def on_startup(app: web.Application) -> None:
    app["pool"] = await asyncpg.create_pool(os.environ["DATABASE_URL"])  # ok: kept by the app


def make_app() -> web.Application:
    app = web.Application()
    app.router.add_get("/orders/{id}", get_order)
    app.on_startup.append(on_startup)
    return app


@celery.task
def close_orders() -> None:
    engine = create_engine(os.environ["DATABASE_URL"])  # expect: per-call "for every run that `close_orders` serves"
    with engine.begin() as connection:
        connection.execute(text("update orders set state = 'closed'"))


async def close_all() -> None:
    engine = create_async_engine(os.environ["DATABASE_URL"])  # ok: bound to the loop of the task
    async with engine.begin() as connection:
        await connection.execute(text("update orders set state = 'closed'"))


@celery.task
def close_in_loop() -> None:
    asyncio.run(close_all())


@flask_app.get("/hits")
def hits() -> str:
    cache = redis.from_url(os.environ["REDIS_URL"])  # expect: per-call "redis.from_url"
    return str(cache.incr("hits"))


@flask_app.get("/in-g")
def in_g() -> str:
    if "cache" not in g:
        g.cache = redis.from_url(os.environ["REDIS_URL"])  # gap: `g` is a new one for every request
    return str(g.cache.incr("hits"))


def shards() -> list[aioredis.Redis]:
    return [aioredis.from_url(url) for url in os.environ["SHARDS"].split(",")]  # ok: one for each shard


def copy_tables(names: list[str]) -> None:
    for name in names:
        engine = create_engine(os.environ["DATABASE_URL"])  # expect: per-item "every item of `names`"
        with engine.begin() as connection:
            connection.execute(text(name))
