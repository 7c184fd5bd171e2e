from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Rate


async def add(session: AsyncSession, currency: str, rate: float) -> bool:
    session.add(Rate(currency=currency, rate=rate))
    try:
        await session.commit()
    except IntegrityError:  # expect-left: guard-removed "catches IntegrityError"
        await session.rollback()
        return False
    return True
