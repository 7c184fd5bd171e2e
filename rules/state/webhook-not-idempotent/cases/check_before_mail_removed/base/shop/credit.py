from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Credit


async def add_credit(session: AsyncSession, user: str, cents: int) -> None:
    session.add(Credit(user=user, cents=cents))
    await session.commit()
