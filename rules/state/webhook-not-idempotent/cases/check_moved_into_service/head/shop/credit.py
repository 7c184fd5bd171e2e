from sqlalchemy.ext.asyncio import AsyncSession

from shop.events import already_processed
from shop.models import Credit


async def add_credit(session: AsyncSession, event_id: str, user: str, cents: int) -> None:
    if await already_processed(session, event_id):
        return
    session.add(Credit(user=user, cents=cents))
    await session.commit()
