from collections import deque

from aiogram import F, Router
from aiogram.types import Message
from fastapi import APIRouter, Request

router = APIRouter(prefix="/webhooks/stripe")
bot_router = Router()

processed_events: set[str] = set()
recent: deque[str] = deque(maxlen=1000)
KNOWN_TYPES = {"paid", "refunded"}
charges = {}


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
