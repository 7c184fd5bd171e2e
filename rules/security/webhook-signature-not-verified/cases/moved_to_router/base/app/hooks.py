import hashlib
import hmac

from fastapi import APIRouter, Depends, Header, HTTPException, Request

router = APIRouter(prefix="/webhooks")


async def verified(request: Request, x_signature: str = Header()) -> None:
    body = await request.body()
    expected = hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, x_signature):
        raise HTTPException(status_code=401)


@router.post("/payments", dependencies=[Depends(verified)])
async def paid(request: Request) -> None:
    print(await request.json())
