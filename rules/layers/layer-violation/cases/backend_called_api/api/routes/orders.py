from fastapi import APIRouter

router = APIRouter()
PAGE = 20


@router.get("/orders/{currency}")
def orders(currency: str) -> int:
    from api.services.prices import price

    return price(currency)
