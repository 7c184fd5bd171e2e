from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Rate


async def add(session: AsyncSession, currency: str, rate: float) -> bool:
    session.add(Rate(currency=currency, rate=rate))
    await session.commit()  # ok: reported where the handler stood
    return True
