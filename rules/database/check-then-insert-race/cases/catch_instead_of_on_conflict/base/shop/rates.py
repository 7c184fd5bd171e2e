from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Rate


async def store(session: AsyncSession, currency: str, rate: float) -> None:
    statement = (
        insert(Rate)
        .values(currency=currency, rate=rate)
        .on_conflict_do_update(index_elements=["currency"], set_={"rate": rate})
    )
    await session.execute(statement)
    await session.commit()
