import hashlib
import hmac
from decimal import Decimal

from fastapi import APIRouter, Depends, Header, HTTPException, Request

from app.features.orders.handlers.routes import get_order_service
from app.features.orders.services.order_service import OrderService
from app.settings import settings

router = APIRouter(prefix="/webhooks")


async def verified_body(request: Request, x_signature: str = Header()) -> bytes:
    body = await request.body()
    expected = hmac.new(settings.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, x_signature):
        raise HTTPException(status_code=401)
    return body


@router.post("/payments", dependencies=[Depends(verified_body)])
async def payment_received(
    request: Request, service: OrderService = Depends(get_order_service)
) -> dict[str, str]:
    event = await request.json()
    await service.pay(event["order_id"], event["charge_id"], Decimal(event["amount"]))
    return {"status": "ok"}
