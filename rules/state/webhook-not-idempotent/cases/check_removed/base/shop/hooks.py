from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shop.credit import add_credit
from shop.database import session
from shop.events import already_processed

router = APIRouter()


@router.post("/webhooks/payments")
async def payment_webhook(request: Request) -> dict[str, bool]:
    event = await request.json()
    if await already_processed(session, event["id"]):
        return {"ok": True}
    await add_credit(session, event["user"], event["cents"])
    return {"ok": True}
