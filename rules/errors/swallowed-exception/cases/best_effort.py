from datetime import datetime, time
from urllib.parse import urlencode

import requests
import stripe
from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = Router()
redis = Redis()


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    plan: Mapped[str]
    last_seen: Mapped[datetime]


class AuditEntry(Base):
    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)


async def name_of(session: AsyncSession, customer_id: int) -> str:
    return await session.scalar(select(Customer.name).where(Customer.id == customer_id))


async def send_receipt_notification(session: AsyncSession, bot: Bot, chat: int) -> None:
    await bot.send_message(chat, "receipt")
    session.add(AuditEntry())
    await session.commit()


async def log_visit(session: AsyncSession) -> None:
    session.add(AuditEntry())
    await session.commit()


async def add_audit(session: AsyncSession) -> None:
    session.add(AuditEntry())
    await session.commit()


@router.callback_query()
async def on_plan(callback: CallbackQuery, session: AsyncSession, bot: Bot) -> None:
    try:
        await callback.answer()
    except Exception:  # ok: the button's clock stops by itself
        pass
    try:
        await callback.message.edit_text("one moment")
    except Exception:  # ok: a message that is gone or unchanged
        pass
    try:
        text = f"Hello {await name_of(session, 1)}"
        await bot.send_message(1, text)
    except Exception:  # ok: the user has blocked the bot
        pass
    try:
        await redis.set("seen", "1")
    except Exception:  # ok: a cache entry
        pass
    try:
        await send_receipt_notification(session, bot, 1)
    except Exception:  # ok: a notification
        pass
    try:
        await log_visit(session)
    except Exception:  # ok: a log
        pass


@router.callback_query()
async def on_menu(callback: CallbackQuery, session: AsyncSession, bot: Bot) -> None:
    try:
        await on_message(callback.message, session, Customer())
    except Exception:  # expect: swallowed "drops"
        pass


@router.message()
async def on_message(message: Message, session: AsyncSession, customer: Customer) -> None:
    name = "you"
    try:
        name = await name_of(session, 1)
    except Exception:  # expect: swallowed "drops"
        pass
    try:
        customer.last_seen = datetime.now()
        await session.commit()
    except Exception:  # expect: swallowed "drops"
        pass
    try:
        await add_audit(session)
    except Exception:  # expect: swallowed "drops"
        pass
    try:
        customer.plan = "gold"
        await session.commit()
    except Exception:  # expect: swallowed "drops"
        pass
    await message.answer(name)


async def tell_of_crash_notification(error: Exception) -> None:
    print(error)


async def quietly(event, keyboard, answer_func, times: list[time]) -> None:
    try:
        await answer_func("it failed")
    except Exception:  # ok: an answer that was handed in
        pass
    try:
        await tell_of_crash_notification(ValueError())
    except Exception:  # ok: a notification by its name
        pass
    try:
        hours, minutes = "12:30".split(":")
        times.append(time(int(hours), int(minutes)))
    except Exception:  # ok: a time is read
        pass
    try:
        print("?" + urlencode({"a": (datetime.now() - datetime.fromisoformat("2026-01-01")).total_seconds()}))
    except Exception:  # ok: a text is put together
        pass
    try:
        await event.answer("one moment")
    except Exception:  # ok: an answer in a chat
        pass
    try:
        keyboard.insert(0, InlineKeyboardButton(text="back", callback_data="back"))
    except Exception:  # ok: what is shown is put together
        pass
    try:
        await event.settle()
    except Exception:  # expect: swallowed "drops"
        pass


async def said(session: AsyncSession, row: Customer) -> None:
    try:
        session.add(row)
        await session.commit()
    except Exception:  # ok: somebody wrote down why
        pass  # the row is there already
    try:
        requests.post("https://example.com/hook", timeout=5)
    except Exception:  # ok: above the empty handler
        # The hook's owner asks for the state every hour.
        pass
    # Best effort: the catalogue is told again at night,
    # whatever became of this call.
    try:
        requests.post("https://example.com/catalogue", timeout=5)
    except Exception:  # ok: above the statement
        pass
    try:
        requests.post("https://example.com/hook", timeout=5)
    except Exception:  # expect: swallowed "drops"
        pass  # TODO handle
    try:
        stripe.Refund.create(charge="ch_1")
    except Exception:  # expect: swallowed "drops"
        pass  # no words make up for money


def machine() -> str:
    kind = ""
    try:
        kind = requests.post("http://169.254.169.254/kind", timeout=1).text
    except Exception:  # expect: swallowed
        pass
    return kind


def told(customer: Customer) -> None:
    try:
        requests.post("https://example.com/customers", json={"name": customer.name}, timeout=3)
    except ValueError:
        try:
            requests.post("https://example.com/failures", timeout=3)
        except Exception:  # ok: in the handler of the first error, which must not be hidden
            pass
        raise


def forgotten(customer: Customer) -> None:
    try:
        requests.put("https://example.com/customers", json={"name": customer.name}, timeout=3)
    # answers 410 when the customer was deleted meanwhile
    except Exception:  # ok: the comment above says why
        pass


def undone(session: AsyncSession, payment: str) -> None:
    try:
        requests.get("https://example.com/done", timeout=3)
    except ValueError:
        try:
            stripe.Refund.create(payment_intent=payment)
        except Exception:  # expect: swallowed
            pass
        raise


async def record_job_error(session: AsyncSession) -> None:
    try:
        session.add(Customer(name="failed"))
        await session.commit()
    except Exception:  # ok: it tells of an error itself
        pass
