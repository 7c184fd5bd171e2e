import os

from aiogram import Bot, Dispatcher
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from telebot import TeleBot
from telebot.storage import StateMemoryStorage
from telegram.ext import ConversationHandler

DEBUG = bool(os.environ.get("DEBUG"))

dispatcher = Dispatcher()  # expect: default
stored = Dispatcher(storage=RedisStorage.from_url("redis://localhost"))  # ok: Redis
in_memory = Dispatcher(storage=MemoryStorage())  # expect: storage
chosen = Dispatcher(storage=MemoryStorage() if DEBUG else RedisStorage.from_url("redis://localhost"))  # ok: chosen
telebot = TeleBot("token", state_storage=StateMemoryStorage())  # expect: storage

order = ConversationHandler(entry_points=[], states={}, fallbacks=[])  # expect: conversation
refund = ConversationHandler(entry_points=[], states={}, fallbacks=[])  # ok: told with the first one
kept = ConversationHandler(entry_points=[], states={}, fallbacks=[], persistent=True, name="order")  # ok: persistent


def create(options: dict) -> Dispatcher:
    return Dispatcher(**options)  # ok: the storage may be among them


def storage() -> object:
    if DEBUG:
        return MemoryStorage()  # ok: for development
    return RedisStorage.from_url("redis://localhost")


def conversations() -> list:
    return [
        ConversationHandler(entry_points=[], states={}, fallbacks=[]),  # expect: conversation
        ConversationHandler(entry_points=[], states={}, fallbacks=[]),  # ok: told with the first one
    ]


async def on_name(context: FSMContext, bot: Bot) -> None:
    await context.update_data(name="x")
