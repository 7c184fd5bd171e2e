from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shop.receipts import send_receipt
from shop.database import session
from shop.events import already_processed

router = APIRouter()


@router.post("/webhooks/payments")
async def payment_webhook(request: Request) -> dict[str, bool]:
    event = await request.json()
    if await already_processed(session, event["id"]):  # expect-left: guard-removed "already_processed"
        return {"ok": True}
    send_receipt(event["user"])
    return {"ok": True}
