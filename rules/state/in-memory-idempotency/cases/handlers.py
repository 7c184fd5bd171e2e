from collections import deque

from aiogram import F, Router
from aiogram.types import Message
from fastapi import APIRouter, Request
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = APIRouter(prefix="/webhooks/stripe")
bot_router = Router()

processed_events: set[str] = set()
recent: deque[str] = deque(maxlen=1000)
KNOWN_TYPES = {"paid", "refunded"}
charges = {}


class Base(DeclarativeBase):
    pass


class Wallet(Base):
    __tablename__ = "wallets"

    user_id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]


@router.post("/set")
async def known_webhook(request: Request) -> dict:
    event = await request.json()
    if event["id"] in processed_events:  # expect: found "by `processed_events`"
        return {"ok": True}
    processed_events.add(event["id"])
    return {"ok": True}


@router.post("/type")
async def type_webhook(request: Request) -> dict:
    event = await request.json()
    if event["type"] not in KNOWN_TYPES:  # ok: a list of choices
        return {"ok": False}
    return {"ok": True}


@router.post("/batch")
async def batch_webhook(request: Request) -> dict:
    seen = set()
    for event in await request.json():
        if event["id"] in seen:  # ok: lives in this call
            continue
        seen.add(event["id"])
    return {"ok": True}


@bot_router.message(F.successful_payment)
async def on_payment(message: Message) -> None:
    charge_id = message.successful_payment.telegram_payment_charge_id
    if charge_id in charges:  # expect: found
        return
    charges[charge_id] = True


class Processor:
    def __init__(self) -> None:
        self._handled = set()

    def process(self, event_id: str) -> None:
        if event_id not in self._handled:  # expect: found "by `self._handled`"
            self._handled.add(event_id)


processor = Processor()


@router.post("/class")
async def class_webhook(request: Request) -> dict:
    event = await request.json()
    processor.process(event["id"])
    return {"ok": True}


def import_rows(row_id: str) -> None:
    if row_id in recent:  # ok: nothing is delivered here
        return
    recent.append(row_id)


@router.post("/read")
async def asked_webhook(request: Request) -> dict:
    event = await request.json()
    return {"known": event["id"] in processed_events}  # ok: only looks


batches_in_progress: set[str] = set()


@router.post("/running")
async def running_webhook(request: Request) -> dict:
    event = await request.json()
    if event["id"] in batches_in_progress:  # ok: only what is under way right now
        return {"ok": False}
    batches_in_progress.add(event["id"])
    return {"ok": True}


greeted: set[int] = set()
bonus_seen: set[int] = set()
waits: dict[int, float] = {}


@bot_router.message(F.text == "hello")
async def greet(message: Message) -> None:
    if message.message_id in greeted:  # ok: a second greeting costs nothing
        return
    greeted.add(message.message_id)
    await message.answer("hello")


@bot_router.message(F.text == "bonus")
async def bonus(message: Message, session: AsyncSession) -> None:
    if message.message_id in bonus_seen:  # expect: found "by `bonus_seen`"
        return
    bonus_seen.add(message.message_id)
    await session.execute(
        update(Wallet).where(Wallet.user_id == message.from_user.id).values(balance=Wallet.balance + 10)
    )
    await session.commit()


@router.post("/slow")
async def slow_webhook(request: Request) -> dict:
    event = await request.json()
    if request.user.id in waits and waits[request.user.id] > event["at"]:  # ok: a pause for a user, no delivery
        return {"ok": False}
    waits[request.user.id] = event["at"] + 600
    return {"ok": True}
