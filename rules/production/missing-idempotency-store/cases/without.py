# practice: missing
import stripe
from fastapi import APIRouter, Request

router = APIRouter(prefix="/webhooks")


@router.post("/stripe")  # needed: a webhook
async def paid(request: Request) -> None:
    event = stripe.Webhook.construct_event(await request.body(), "signature", "secret")
    print(event)
