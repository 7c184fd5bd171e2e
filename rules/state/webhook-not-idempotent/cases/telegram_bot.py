from aiogram import F, Router
from aiogram.types import Message, PreCheckoutQuery
from redis.asyncio import Redis
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


class Ledger:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def credit(self, account_id: int, amount: int) -> None:
        account = await self.session.get(Account, account_id)
        account.credits = account.credits + amount
        await self.session.commit()


@router.message(F.successful_payment)
async def on_payment(message: Message, ledger: Ledger) -> None:
    payment = message.successful_payment
    # expect: repeats "`on_payment` receives payments"
    await ledger.credit(message.from_user.id, payment.total_amount)


@router.message(F.successful_payment)
async def on_payment_once(message: Message, ledger: Ledger, redis: Redis) -> None:
    charge = message.successful_payment.telegram_payment_charge_id
    if not await redis.set(f"charge:{charge}", 1, nx=True, ex=86400):
        return
    await ledger.credit(message.from_user.id, 10)  # ok: set once per charge


@router.message(F.successful_payment)
async def on_payment_with_row(message: Message, session: AsyncSession, ledger: Ledger) -> None:
    charge = message.successful_payment.telegram_payment_charge_id
    if await session.get(Charge, charge):
        return
    session.add(Charge(id=charge))
    await ledger.credit(message.from_user.id, 10)  # ok: the charge is looked up


@router.message(F.successful_payment)
async def on_payment_unknown(message: Message, ledger: Ledger, guard) -> None:
    if await guard.first_time(message):
        await ledger.credit(message.from_user.id, 10)  # expect: unseen "could not be followed"


@router.pre_checkout_query()
async def on_checkout(query: PreCheckoutQuery, session: AsyncSession) -> None:
    session.add(Account(credits=0))  # ok: a checkout query is no payment
    await query.answer(ok=True)
