from aiogram import Dispatcher

dispatcher = Dispatcher()  # ok: the bot keeps no states
