from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shop.receipts import send_receipt
from shop.database import session

router = APIRouter()


@router.post("/webhooks/payments")
async def payment_webhook(request: Request) -> dict[str, bool]:
    event = await request.json()
    send_receipt(event["user"])
    return {"ok": True}
