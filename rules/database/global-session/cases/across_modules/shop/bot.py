import asyncpg
from aiogram import Dispatcher, Router
from aiogram.types import Message
from sqlalchemy import text

from shop.database import db, open_session

router = Router()
dispatcher = Dispatcher()
reports = open_session()  # expect: kept "`reports`"
connection: asyncpg.Connection | None = None


@dispatcher.startup()
async def connect() -> None:
    global connection
    connection = await asyncpg.connect("postgresql://db/shop")  # expect: kept "`connection` is one `Connection`"


@router.message()
async def remember(message: Message) -> None:
    await db.execute(text("insert into seen default values"))
    await db.commit()


@router.edited_message()
async def report(message: Message) -> None:
    await message.answer(str(reports.execute(text("select count(*) from seen")).scalar_one()))
    await connection.execute("insert into reports default values")
