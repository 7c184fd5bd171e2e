# practice: present
import stripe
from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = APIRouter(prefix="/webhooks")


class Base(DeclarativeBase):
    pass


class ProcessedEvent(Base):
    __tablename__ = "processed_events"

    id: Mapped[str] = mapped_column(primary_key=True)


@router.post("/stripe")  # needed: a webhook
async def paid(request: Request, session: AsyncSession) -> None:
    event = stripe.Webhook.construct_event(await request.body(), "signature", "secret")
    seen = await session.scalar(select(ProcessedEvent).where(ProcessedEvent.id == event["id"]))
    if seen is not None:  # evidence: the id is looked up
        return
    session.add(ProcessedEvent(id=event["id"]))  # evidence: the id is stored
    await session.commit()
