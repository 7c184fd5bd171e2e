import asyncio
from decimal import Decimal

from aiogram import F, Router
from aiogram.types import Message, PreCheckoutQuery

from app.db import session_factory
from app.features.orders.services.order_service import OrderService

router = Router()


@router.pre_checkout_query()
async def check_order(query: PreCheckoutQuery) -> None:
    await query.answer(ok=True)


@router.message(F.successful_payment)
async def payment_received(message: Message) -> None:
    payment = message.successful_payment
    service = OrderService(session_factory)
    await service.pay(
        int(payment.invoice_payload),
        payment.telegram_payment_charge_id,
        Decimal(payment.total_amount) / 100,
    )
    asyncio.create_task(send_tickets(message))


async def send_tickets(message: Message) -> None:
    await message.answer("Thank you! Your tickets are on the way.")
