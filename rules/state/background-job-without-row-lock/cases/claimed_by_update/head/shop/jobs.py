from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shop.mail import send
from shop.models import Reminder


async def remind(session: AsyncSession) -> None:
    statement = (
        update(Reminder)
        .where(Reminder.status == "due")
        .values(status="sent")
        .returning(Reminder.address)
    )
    addresses = (await session.execute(statement)).scalars().all()  # ok: the UPDATE claims them
    await session.commit()
    for address in addresses:
        await send(address)
