import logging

from aiogram import F, Router
from aiogram.types import Message
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/webhooks/stripe")
bot_router = Router()
sessions: async_sessionmaker[AsyncSession] = async_sessionmaker()


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    paid: Mapped[bool]


class InboxEvent(Base):
    __tablename__ = "inbox_events"

    id: Mapped[str] = mapped_column(primary_key=True)


async def mark_paid(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    order.paid = True
    await session.commit()


@router.post("/returned")
async def returned_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    try:
        await mark_paid(session, data["order"])
    except Exception as error:  # expect: acknowledged "every error of `mark_paid`"
        logger.exception("failed: %s", error)
        return {"status": "error"}
    return {"status": "ok"}


@router.post("/fallen")
async def fallen_webhook(request: Request, session: AsyncSession) -> Response:
    data = await request.json()
    try:
        await mark_paid(session, data["order"])
    except:  # expect: acknowledged
        await session.rollback()
    return Response(status_code=200)


@router.post("/answered")
async def answered_webhook(request: Request, session: AsyncSession) -> JSONResponse:
    data = await request.json()
    try:
        await mark_paid(session, data["order"])
        return JSONResponse({"ok": True})
    except Exception:  # expect: acknowledged
        return JSONResponse(content={"ok": False}, status_code=200)


@router.post("/refused")
async def refused_webhook(request: Request, session: AsyncSession) -> JSONResponse:
    data = await request.json()
    try:
        await mark_paid(session, data["order"])
    except Exception:  # ok: answers with an error
        return JSONResponse({"ok": False}, status_code=500)
    return JSONResponse({"ok": True})


@router.post("/raised")
async def raised_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    try:
        await mark_paid(session, data["order"])
    except Exception as error:  # ok: raises
        raise HTTPException(status_code=500) from error
    return {"ok": True}


@router.post("/narrow")
async def narrow_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    try:
        await mark_paid(session, data["order"])
    except IntegrityError:  # ok: a duplicate is handled
        return {"ok": True}
    return {"ok": True}


@router.post("/inbox")
async def inbox_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    session.add(InboxEvent(id=data["id"]))
    await session.commit()
    try:
        await mark_paid(session, data["order"])
    except Exception:  # ok: the event is stored before
        logger.exception("failed")
    return {"ok": True}


@router.post("/dead")
async def dead_letter_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    try:
        await mark_paid(session, data["order"])
    except Exception:  # ok: the event is kept
        session.add(InboxEvent(id=data["id"]))
        await session.commit()
    return {"ok": True}


@router.post("/parsed")
async def parsed_webhook(request: Request) -> dict:
    try:
        await request.json()
    except Exception:  # ok: no work is lost
        return {"ok": True}
    return {"ok": True}


@router.post("/notified")
async def notified_webhook(request: Request, session: AsyncSession) -> Response:
    data = await request.json()
    answer = Response()
    try:
        await mark_paid(session, data["order"])
    except Exception:  # ok: the answer cannot be read
        answer.status_code = 500
    return answer


@bot_router.message(F.successful_payment)
async def on_payment(message: Message, session: AsyncSession) -> None:
    try:
        await mark_paid(session, int(message.successful_payment.invoice_payload))
    except Exception:  # expect: dropped
        logger.exception("failed")


@bot_router.message(F.successful_payment)
async def on_stored_payment(message: Message, session: AsyncSession) -> None:
    try:
        await mark_paid(session, int(message.successful_payment.invoice_payload))
        await mark_delivered(session, 1)
    except Exception:  # ok: what was paid is stored before the rest
        logger.exception("failed")


async def mark_delivered(session: AsyncSession, order: int) -> None:
    await session.execute(text("UPDATE orders SET delivered = true WHERE id = :id"), {"id": order})
    await session.commit()


@bot_router.message(F.successful_payment)
async def on_spin(message: Message, session: AsyncSession) -> None:
    try:
        await spin(message, session)
    except Exception:  # ok: the work handles its own errors
        logger.exception("failed")


async def spin(message: Message, session: AsyncSession) -> bool:
    try:
        await mark_paid(session, int(message.successful_payment.invoice_payload))
        return True
    except Exception:
        logger.exception("failed, to be refunded")
        await message.answer("Your stars come back.")
        return False


@bot_router.message()
async def on_message(message: Message, session: AsyncSession) -> None:
    try:
        await mark_paid(session, 1)
    except Exception:  # ok: a chat update
        logger.exception("failed")


async def process_paid(session: AsyncSession, order_id: int) -> None:
    try:
        await mark_paid(session, order_id)
    except Exception:  # expect: swallowed "`mark_paid`, and `swallowing_webhook` answers with success all the same"
        logger.exception("failed")


@router.post("/swallowed")
async def swallowing_webhook(request: Request, session: AsyncSession) -> dict:
    try:
        data = await request.json()
        await process_paid(session, data["order"])
        return {"ok": True}
    except Exception as error:  # expect: acknowledged
        return {"error": str(error)}


async def try_paid(session: AsyncSession, order_id: int) -> bool:
    try:
        await mark_paid(session, order_id)
        return True
    except Exception:  # ok: the caller is told
        logger.exception("failed")
        return False


@router.post("/asked")
async def asking_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    if not await try_paid(session, data["order"]):
        raise HTTPException(status_code=500)
    return {"ok": True}


async def process_or_store(session: AsyncSession, order_id: int) -> None:
    try:
        await mark_paid(session, order_id)
    except Exception:  # ok: the event is kept
        session.add(InboxEvent(id=str(order_id)))
        await session.commit()


@router.post("/stored")
async def storing_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    await process_or_store(session, data["order"])
    return {"ok": True}


async def store_paid(session: AsyncSession, order_id: int) -> bool:
    try:
        await mark_paid(session, order_id)
        return True
    except Exception:  # expect: swallowed "`logging_webhook` answers with success all the same"
        logger.exception("failed")
        return False


@router.post("/logged")
async def logging_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    done = await store_paid(session, data["order"])
    if done:
        logger.info("paid")
    else:
        logger.error("not paid")
    return {"ok": True}


async def store_or_retry(session: AsyncSession, order_id: int) -> bool:
    try:
        await mark_paid(session, order_id)
        return True
    except Exception:  # ok: the caller has it done later
        return False


@router.post("/retried")
async def retrying_webhook(request: Request, session: AsyncSession) -> dict:
    data = await request.json()
    done = await store_or_retry(session, data["order"])
    if not done:
        await put_aside(data)
    return {"ok": True}


async def store_and_tell(session: AsyncSession, order_id: int) -> bool:
    try:
        await mark_paid(session, order_id)
        return True
    except Exception:  # ok: the answer tells
        return False


@router.post("/told")
async def telling_webhook(request: Request, session: AsyncSession) -> JSONResponse:
    data = await request.json()
    done = await store_and_tell(session, data["order"])
    return JSONResponse({"ok": done}, status_code=200 if done else 500)


async def put_aside(data: dict) -> None:
    print(data)


async def order_of(session_factory: async_sessionmaker[AsyncSession], order_id: int) -> Order | None:
    try:
        async with session_factory.begin() as session:
            return await session.get(Order, order_id)
    except Exception:  # ok: it only reads
        return None


@router.post("/read")
async def reading_webhook(request: Request) -> dict:
    data = await request.json()
    order = await order_of(sessions, data["order"])
    if order is not None:
        logger.info("known")
    return {"ok": True}
