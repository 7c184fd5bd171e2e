import hashlib
import hmac
import json

import stripe
from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Request
from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = APIRouter(prefix="/webhooks")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]
    plan: Mapped[str]


class Payment(Base):
    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class Receipt(Base):
    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[str] = mapped_column(unique=True)


class Delivery(Base):
    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str]
    event_id: Mapped[str]


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


async def get_session() -> AsyncSession: ...


@router.post("/stripe")
async def stripe_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    payload = await request.body()
    event = stripe.Webhook.construct_event(payload, request.headers["stripe-signature"], "whsec")
    if event["type"] == "payment_intent.succeeded":
        data = event["data"]["object"]
        user = await session.get(User, int(data["metadata"]["user_id"]))
        if user is None:
            raise HTTPException(status_code=404)
        user.balance += data["amount"]  # expect: repeats "adjusts `user.balance`, and nothing tells"
        await session.commit()
    return {"received": True}


@router.post("/stripe/paid")
async def stripe_paid_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    data = await request.json()
    if data["status"] == "paid":
        session.add(Payment(amount=data["amount"], user_id=data["user_id"]))  # expect: repeats "inserts `Payment`"
        await session.commit()
    return {"ok": True}


@router.post("/yookassa")
async def yookassa_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    data = json.loads(await request.body())
    await apply_payment(session, data["user_id"], data["amount"])  # expect: repeats
    return {"ok": True}


async def apply_payment(session: AsyncSession, user_id: int, amount: int) -> None:
    await session.execute(
        update(User).where(User.id == user_id).values(balance=User.balance + amount)
    )
    await session.commit()


@router.post("/github")
async def github_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    data = await request.json()
    session.add(Note(text=data["zen"]))  # expect: repeats "inserts `Note`"
    await session.commit()
    return {"ok": True}


@router.post("/stripe/lookup")
async def stripe_lookup_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    event = await request.json()
    known = await session.scalar(select(Delivery).where(Delivery.event_id == event["id"]))
    if known is not None:
        return {"ok": True}
    user = await session.get(User, event["user"])
    user.balance += event["amount"]  # ok: the event id is looked up first
    await session.commit()
    return {"ok": True}


@router.post("/stripe/conflict")
async def stripe_conflict_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    event = await request.json()
    row = insert(Delivery).values(provider="stripe", event_id=event["id"]).on_conflict_do_nothing()
    if (await session.execute(row)).rowcount:
        user = await session.get(User, event["user"])
        user.balance += event["amount"]  # ok: ON CONFLICT decides
        await session.commit()
    return {"ok": True}


@router.post("/stripe/unique")
async def stripe_unique_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    event = await request.json()
    session.add(Receipt(charge_id=event["charge"]))  # ok: the charge id is unique
    session.add(Delivery(provider="stripe", event_id=event["id"]))  # ok: unique together
    await session.commit()
    return {"ok": True}


@router.post("/stripe/caught")
async def stripe_caught_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    event = await request.json()
    try:
        session.add(Delivery(provider="stripe", event_id=event["id"]))
        await session.flush()
    except IntegrityError:
        return {"ok": True}
    user = await session.get(User, event["user"])
    user.balance += event["amount"]  # ok: the unique violation is caught
    await session.commit()
    return {"ok": True}


@router.post("/stripe/status")
async def stripe_status_webhook(request: Request, session: AsyncSession = Depends(get_session)) -> dict:
    event = await request.json()
    user = await session.get(User, event["user"])
    user.plan = "pro"  # ok: sets the same value again
    await session.commit()
    return {"ok": True}


@router.post("/stripe/queue")
async def stripe_queue_webhook(request: Request, tasks: BackgroundTasks) -> dict:
    tasks.add_task(print, await request.json())  # ok: only enqueues
    return {"ok": True}


@router.post("/users")
async def create_payment(session: AsyncSession = Depends(get_session)) -> dict:
    session.add(Payment(amount=1, user_id=1))  # ok: no webhook
    await session.commit()
    return {"ok": True}


def verify(body: bytes, signature: str) -> bool:
    return hmac.compare_digest(hmac.new(b"key", body, hashlib.sha256).hexdigest(), signature)
