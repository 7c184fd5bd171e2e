from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Event


async def already_processed(session: AsyncSession, event_id: str) -> bool:
    return await session.get(Event, event_id) is not None
