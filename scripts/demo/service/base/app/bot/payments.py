from decimal import Decimal

from aiogram import F, Router
from aiogram.types import Message, PreCheckoutQuery

from app.db import session_factory
from app.features.orders.services.order_service import OrderService

router = Router()


@router.pre_checkout_query()
async def check_order(query: PreCheckoutQuery) -> None:
    service = OrderService(session_factory)
    payable = await service.is_payable(int(query.invoice_payload), query.total_amount)
    await query.answer(ok=payable, error_message="This order can no longer be paid.")


@router.message(F.successful_payment)
async def payment_received(message: Message) -> None:
    payment = message.successful_payment
    service = OrderService(session_factory)
    await service.pay(
        int(payment.invoice_payload),
        payment.telegram_payment_charge_id,
        Decimal(payment.total_amount) / 100,
    )
    await message.answer("Thank you! Your tickets are on the way.")
