import aiosqlite
from aiogram import F, Router
from aiogram.types import Message

router = Router()


class Users:
    async def balance_of(self, user_id: int) -> int:
        async with aiosqlite.connect("shop.db") as db:
            cursor = await db.execute("SELECT balance FROM users WHERE id = ?", (user_id,))
            return (await cursor.fetchone())[0]

    async def set_balance(self, user_id: int, balance: int) -> None:
        async with aiosqlite.connect("shop.db") as db:
            await db.execute("UPDATE users SET balance = ? WHERE id = ?", (balance, user_id))
            await db.commit()

    async def set_language(self, user_id: int, language: str) -> None:
        async with aiosqlite.connect("shop.db") as db:
            await db.execute("UPDATE users SET language = ? WHERE id = ?", (language, user_id))
            await db.commit()

    async def payment_of(self, charge_id: str) -> int | None:
        async with aiosqlite.connect("shop.db") as db:
            cursor = await db.execute("SELECT id FROM payments WHERE charge_id = ?", (charge_id,))
            return await cursor.fetchone()


users = Users()


@router.message(F.successful_payment, F.text == "plain")
async def paid(message: Message) -> None:
    balance = await users.balance_of(message.from_user.id)
    # expect: repeats "adjusts `users.balance`"
    await users.set_balance(message.from_user.id, balance + message.successful_payment.total_amount)


@router.message(F.successful_payment, F.text == "known")
async def paid_once(message: Message) -> None:
    if await users.payment_of(message.successful_payment.telegram_payment_charge_id) is not None:
        return
    balance = await users.balance_of(message.from_user.id)
    await users.set_balance(message.from_user.id, balance + message.successful_payment.total_amount)  # ok: looked up before


@router.message(F.successful_payment, F.text == "language")
async def thanked(message: Message) -> None:
    await users.set_language(message.from_user.id, message.from_user.language_code)  # ok: the same twice
