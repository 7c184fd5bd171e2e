from aiogram import Bot, F, Router
from aiogram.types import Message, PreCheckoutQuery
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = Router()


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    credits: Mapped[int]


class Charge(Base):
    __tablename__ = "charges"

    id: Mapped[str] = mapped_column(primary_key=True)


@router.pre_checkout_query()
async def approve_all(query: PreCheckoutQuery) -> None:
    await query.answer(ok=True)  # expect: always-approved "`approve_all` approves every checkout"


@router.pre_checkout_query()
async def approve_all_by_bot(query: PreCheckoutQuery, bot: Bot) -> None:
    await bot.answer_pre_checkout_query(query.id, ok=True)  # expect: always-approved


@router.pre_checkout_query()
async def approve_known(query: PreCheckoutQuery, session: AsyncSession) -> None:
    account = await session.get(Account, int(query.invoice_payload))
    if account is None:
        await query.answer(ok=False, error_message="Unknown account")
        return
    await query.answer(ok=True)  # ok: the payload was looked up


@router.pre_checkout_query()
async def approve_by_helper(query: PreCheckoutQuery) -> None:
    check_query(query)
    await query.answer(ok=True)  # ok: the helper looks at the amount and raises


def check_query(query: PreCheckoutQuery) -> None:
    if query.total_amount > 100_000:
        raise ValueError("too much")


@router.pre_checkout_query()
async def refuse_all(query: PreCheckoutQuery) -> None:
    await query.answer(ok=False, error_message="Closed")  # ok: refuses


@router.message(F.successful_payment)
async def credit_blindly(message: Message, session: AsyncSession) -> None:
    session.add(Account(id=message.from_user.id, credits=100))  # expect: amount-unchecked
    await session.commit()


async def grant(session: AsyncSession, user: int) -> None:
    session.add(Account(id=user, credits=100))


@router.message(F.successful_payment)
async def credit_by_helper(message: Message, session: AsyncSession) -> None:
    await grant(session, message.from_user.id)  # expect: amount-unchecked
    await session.commit()


@router.message(F.successful_payment)
async def credit_once(message: Message, session: AsyncSession) -> None:
    payment = message.successful_payment
    seen = await session.scalar(
        select(Charge.id).where(Charge.id == payment.telegram_payment_charge_id)
    )
    if seen is None:
        session.add(Charge(id=payment.telegram_payment_charge_id))
        session.add(Account(id=message.from_user.id, credits=payment.total_amount))  # ok: stored under its charge id
        await session.commit()


@router.message(F.successful_payment)
async def only_thank(message: Message) -> None:
    await message.answer("Thank you!")  # ok: credits nothing
