from aiogram import Bot
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from celery import shared_task
from redis import Redis
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from telebot import TeleBot

scheduler = AsyncIOScheduler()
sessions: async_sessionmaker[AsyncSession] = async_sessionmaker()
client = Redis()
bot_of_telebot = TeleBot("token")


class Base(DeclarativeBase):
    pass


class Subscription(Base):
    __tablename__ = "subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]


async def renew_due() -> None:
    async with sessions() as session:
        # expect: found "rows of `Subscription`"
        found = await session.scalars(select(Subscription).where(Subscription.status == "due"))
        for subscription in found:
            subscription.status = "active"
        await session.commit()


async def remind_due(bot: Bot) -> None:
    async with sessions() as session:
        found = await session.scalars(select(Subscription).where(Subscription.status == "due"))  # ok: one process
        for subscription in found:
            await bot.send_message(subscription.id, "due")


@shared_task
def remind_all() -> None:
    session = Session()
    for subscription in session.scalars(select(Subscription).where(Subscription.status == "due")):  # expect: found
        bot_of_telebot.send_message(subscription.id, "due")


@shared_task
def remind_late() -> None:
    # not used any longer: the panel does it
    session = Session()
    for subscription in session.scalars(select(Subscription).where(Subscription.status == "due")):  # ok: said to be unused
        bot_of_telebot.send_message(subscription.id, "late")


@shared_task
def remind_early() -> None:
    # two reminders are used for each subscription
    session = Session()
    for subscription in session.scalars(select(Subscription).where(Subscription.status == "due")):  # expect: found
        # the name is not used here
        bot_of_telebot.send_message(subscription.id, "early")


async def renew_locked() -> None:
    async with sessions() as session:
        query = select(Subscription).where(Subscription.status == "due")
        found = await session.scalars(query.with_for_update(skip_locked=True))  # ok: claimed
        for subscription in found:
            subscription.status = "active"
        await session.commit()


async def report_due() -> None:
    async with sessions() as session:
        await session.scalars(select(Subscription).where(Subscription.status == "due"))  # ok: only reads


async def delete_expired() -> None:
    async with sessions() as session:
        await session.execute(delete(Subscription).where(Subscription.status == "expired"))  # ok: one statement
        await session.commit()


async def renew_single() -> None:
    async with sessions() as session:
        found = await session.scalars(select(Subscription).where(Subscription.status == "due"))  # ok: one at a time
        for subscription in found:
            subscription.status = "active"
        await session.commit()


scheduler.add_job(remind_due, "interval", minutes=5)
scheduler.add_job(renew_due, "interval", minutes=5)
scheduler.add_job(renew_locked, "interval", minutes=5)
scheduler.add_job(report_due, "interval", minutes=5)
scheduler.add_job(delete_expired, "interval", minutes=5)
scheduler.add_job(renew_single, "interval", minutes=5, max_instances=1)


@shared_task
def expire() -> None:
    expire_all(Session())


def expire_all(session: Session) -> None:
    due = select(Subscription).where(Subscription.status == "due")
    for subscription in session.scalars(due):  # expect: found
        subscription.status = "expired"
    session.commit()


@shared_task
def expire_one(subscription_id: int) -> None:
    session = Session()
    query = select(Subscription).where(Subscription.id == subscription_id, Subscription.status == "due")
    subscription = session.scalar(query)  # ok: told which row
    subscription.status = "expired"
    session.commit()


@shared_task
def expire_under_lock() -> None:
    session = Session()
    with client.lock("expire", timeout=60):
        for subscription in session.scalars(select(Subscription).where(Subscription.status == "due")):
            subscription.status = "expired"  # ok: a lock is held
        session.commit()


@shared_task
def expire_where() -> None:
    session = Session()
    session.execute(
        update(Subscription).where(Subscription.status == "due").values(status="expired")  # ok: one statement
    )
    session.commit()


def by_hand(session: Session) -> None:
    for subscription in session.scalars(select(Subscription).where(Subscription.status == "due")):
        subscription.status = "expired"  # ok: nothing runs it by itself
    session.commit()
