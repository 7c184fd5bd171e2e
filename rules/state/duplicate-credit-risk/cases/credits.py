from datetime import timedelta

from fastapi import APIRouter
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = APIRouter()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]
    paid_until: Mapped[int]
    logins: Mapped[int]


class Payment(Base):
    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]


async def confirm_payment(session: AsyncSession, user_id: int, amount: int) -> None:
    user = await session.get(User, user_id)
    user.balance += amount  # expect: found "credits `user.balance`"
    await session.commit()


async def payment_succeeded(session: AsyncSession, user_id: int, amount: int) -> None:
    await top_up(session, user_id, amount)  # expect: found


async def top_up(session: AsyncSession, user_id: int, amount: int) -> None:
    await session.execute(
        update(User).where(User.id == user_id).values(balance=User.balance + amount)
    )
    await session.commit()


async def process_subscription_payment(session: AsyncSession, user_id: int, days: int) -> None:
    user = await session.get(User, user_id)
    user.paid_until = user.paid_until + timedelta(days=days)  # expect: found
    await session.commit()


async def handle_deposit(session: AsyncSession, user_id: int, amount: int, ledger) -> None:
    await ledger.claim(user_id)
    user = await session.get(User, user_id)
    user.balance += amount  # expect: unseen "could not be followed"
    await session.commit()


async def confirm_payment_once(session: AsyncSession, user_id: int, charge_id: str) -> None:
    known = await session.scalar(select(Payment).where(Payment.charge_id == charge_id))
    if known is not None:
        return
    session.add(Payment(charge_id=charge_id, status="paid"))
    user = await session.get(User, user_id)
    user.balance += 10  # ok: the charge id is looked up
    await session.commit()


async def process_payment(session: AsyncSession, payment: Payment, user: User) -> None:
    payment.status = "paid"
    user.balance += 10  # ok: the payment is closed with it
    await session.commit()


async def apply_payment(session: AsyncSession, user: User) -> None:
    user.balance += 10  # ok: its caller looks first
    await session.commit()


@router.post("/confirm")
async def confirm(session: AsyncSession, charge_id: str) -> None:
    known = await session.scalar(select(Payment).where(Payment.charge_id == charge_id))
    if known is not None:
        return
    user = await session.get(User, 1)
    await apply_payment(session, user)


async def charge_payment(session: AsyncSession, user: User) -> None:
    user.balance -= 10  # ok: no credit
    await session.commit()


async def handle_payment_page(session: AsyncSession, user: User) -> None:
    user.logins += 1  # ok: no credit
    await session.commit()


async def give_bonus(session: AsyncSession, user: User) -> None:
    user.balance += 10  # ok: no payment
    await session.commit()
