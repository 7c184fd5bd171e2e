from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Rate


async def store(session: AsyncSession, currency: str, rate: float) -> None:
    try:
        async with session.begin_nested():
            await session.execute(insert(Rate).values(currency=currency, rate=rate))  # ok: caught
    except IntegrityError:
        await session.execute(update(Rate).where(Rate.currency == currency).values(rate=rate))
    await session.commit()
