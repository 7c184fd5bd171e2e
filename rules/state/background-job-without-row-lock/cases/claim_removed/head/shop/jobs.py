from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.mail import send
from shop.models import Reminder


async def remind(session: AsyncSession) -> None:
    statement = select(Reminder).where(Reminder.status == "due")
    reminders = (await session.execute(statement)).scalars().all()
    for reminder in reminders:
        await send(reminder.address)
        reminder.status = "sent"
    await session.commit()
