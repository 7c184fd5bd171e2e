import httpx
from aiogram import Bot
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column()


async def pay(sessions: async_sessionmaker[AsyncSession], client: httpx.AsyncClient) -> None:
    async with sessions.begin() as session:
        order = await session.get(Order, 1)
        await client.post("https://pay.example", json={"id": order.id}, timeout=5)  # expect: held
        order.status = "paid"


async def locked(session: AsyncSession, bot: Bot) -> None:
    query = select(Order).where(Order.id == 1).with_for_update()
    order = (await session.execute(query)).scalar_one()
    await bot.send_message(order.id, "paid")  # expect: locked "stay locked"
    order.status = "paid"
    await session.commit()


def flushed(session: Session, order: Order) -> None:
    session.add(order)
    session.flush()
    httpx.post("https://pay.example", json={"id": order.id}, timeout=5)  # expect: held
    session.commit()


def read_only(session: Session) -> None:
    order = session.get(Order, 1)
    httpx.post("https://pay.example", json={"id": order.id}, timeout=5)  # ok: only read before
    order.status = "paid"
    session.commit()


def after(session: Session, order: Order) -> None:
    session.add(order)
    session.commit()
    httpx.post("https://pay.example", json={"id": 1}, timeout=5)  # ok: after the commit
