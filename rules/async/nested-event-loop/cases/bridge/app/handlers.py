from aiogram import Router
from aiogram.types import Message

from app.rates import Rates

router = Router()


@router.message()
async def show_rate(message: Message, rates: Rates) -> None:
    rate = rates.current("EUR")  # expect: reached "`rates.current`"
    await message.answer(str(rate))


@router.edited_message()
async def show_latest(message: Message, rates: Rates) -> None:
    await message.answer(str(await rates.latest("EUR")))  # ok: awaited
