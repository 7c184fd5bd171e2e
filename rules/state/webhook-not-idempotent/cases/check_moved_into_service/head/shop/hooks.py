from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shop.credit import add_credit
from shop.database import session

router = APIRouter()


@router.post("/webhooks/payments")
async def payment_webhook(request: Request) -> dict[str, bool]:
    event = await request.json()
    await add_credit(session, event["id"], event["user"], event["cents"])  # ok: looked up in there
    return {"ok": True}
