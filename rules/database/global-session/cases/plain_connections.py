# path: bot/store.py
import sqlite3

import psycopg2
from aiogram import Router
from aiogram.types import Message
from flask import Flask
from psycopg2.pool import ThreadedConnectionPool

router = Router()
app = Flask(__name__)
local = sqlite3.connect("bot.db")  # expect: kept "`local`"
main = psycopg2.connect("dbname=shop")  # expect: kept "`main`"
pool = ThreadedConnectionPool(1, 10, "dbname=shop")  # ok: a pool


@router.message()
async def seen(message: Message) -> None:
    local.execute("insert into seen values (?)", (message.chat.id,))
    local.commit()


@app.post("/orders")
def create_order() -> str:
    with main.cursor() as cursor:
        cursor.execute("insert into orders default values")
    main.commit()
    return "ok"


@app.get("/orders")
def orders() -> str:
    connection = pool.getconn()
    pool.putconn(connection)
    return "ok"


def export() -> None:
    own = psycopg2.connect("dbname=shop")  # ok: one for this call
    own.close()
